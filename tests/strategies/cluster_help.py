"""A second module of the user's, which the first one imports."""


def doubled(x):
    return 2 * x
