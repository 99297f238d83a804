"""Telling and exploring a demo in a process of its own, for screens: a screen never runs a demo's code."""
