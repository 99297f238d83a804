"""The guide: rules of thumb, and what was measured on this machine, side by side."""
