"""Pure functions from what is known to lines of a picture: no app, no clock, no terminal."""
