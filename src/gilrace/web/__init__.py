"""The projector page: screens in a browser on this machine, for watching and replaying only."""
