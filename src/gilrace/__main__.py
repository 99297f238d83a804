"""``python -m gilrace``."""

from gilrace.cli import main

if __name__ == "__main__":
    main()
