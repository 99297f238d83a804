"""Demos really run: in a child process of their own, until the first witness, watched from outside."""
