"""Every interleaving of a demo: explored once a class, counted exactly, the failing ones named."""
