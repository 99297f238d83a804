"""A function of the user's: looked over before the clock starts, and told whether it waits or computes."""
