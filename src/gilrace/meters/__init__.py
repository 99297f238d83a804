"""What the machine is doing, seen from outside a lane: cores, lane CPU, GIL wait, interpreters, terminal."""
