"""What holds for every test: nothing is kept in the history of whoever runs them."""

import os

os.environ["GILRACE_HISTORY"] = "off"
