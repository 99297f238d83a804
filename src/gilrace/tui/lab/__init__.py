"""The lab's screens: the stepper, where every step is chosen, and the wild, where it really runs."""
