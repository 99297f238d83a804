"""For every test: nothing goes into anybody's history, no race waits, all scenarios are trusted."""

import os

os.environ["GILRACE_HISTORY"] = "off"
os.environ["GILRACE_QUEUE"] = "off"
os.environ["GILRACE_TRUST"] = "1"
