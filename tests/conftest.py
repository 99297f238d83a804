"""What holds for every test: nothing is kept in the history of who runs them, no race waits for others."""

import os

os.environ["GILRACE_HISTORY"] = "off"
os.environ["GILRACE_QUEUE"] = "off"
