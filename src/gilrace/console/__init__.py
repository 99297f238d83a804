"""A race on a terminal without screens: append-only sentences, or a live picture of a few lines."""
