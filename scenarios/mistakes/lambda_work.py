"""A function without a name of its own: it works everywhere, but cannot be sent to another process."""

cube = lambda number: number**3  # noqa: E731 - the mistake that is shown
