"""Entry script of a demo's process, started by path: ``python child.py ORDER``.

It makes the `gilrace` package importable by location alone, so that an interpreter on which nothing is
installed sees this package and no other of ours.
"""

import sys
from types import ModuleType

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - any interpreter may be asked to run this file
        sys.exit("gilrace runs demos on Python 3.11 or newer, and this is " + sys.version.split()[0])
    package = ModuleType("gilrace")
    package.__path__ = [__file__.rsplit("/", 3)[0]]
    sys.modules["gilrace"] = package

    from gilrace.lab.wild.program import main

    main(sys.argv[1])
