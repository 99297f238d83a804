"""What a race means: pure functions from a `RaceState` to statistics, a verdict and its reasons."""
