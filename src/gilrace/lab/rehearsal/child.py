"""Entry script of the process that tells and explores a demo, started by path.

``python child.py FD FD SECONDS``: a lifeline, where to tell of an endless loop, and how long is endless.

It makes the `gilrace` package importable by location alone, so that nothing of the folder it is started
in is taken for a part of it.
"""

import sys
from types import ModuleType

if __name__ == "__main__":
    package = ModuleType("gilrace")
    package.__path__ = [__file__.rsplit("/", 3)[0]]
    sys.modules["gilrace"] = package

    from gilrace.lab.rehearsal.program import main

    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
