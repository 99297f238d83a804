"""Which strategy, how many workers, which chunk: one race over all candidates that narrows as it goes."""
