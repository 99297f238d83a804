"""Race conditions and deadlocks on purpose: demos, the scheduler of every step, and the wild runs."""
