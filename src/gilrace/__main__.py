"""``python -m gilrace``."""

import sys

from gilrace.cli import main

if __name__ == "__main__":
    sys.exit(main())
