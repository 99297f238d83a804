"""Entry script of a lane's process, started by path: ``python lane_host.py ORDER.json``.

It makes the `gilrace` package importable by location alone, so that an interpreter on which nothing is
installed sees this package and no other of ours. Spawned workers run this file again as ``__mp_main__``
and so see the same.
"""

import sys
from types import ModuleType


def make_gilrace_importable() -> None:
    """Register the package this file lies in, without importing its ``__init__``."""
    if "gilrace" not in sys.modules:
        package = ModuleType("gilrace")
        package.__path__ = [__file__.rsplit("/", 2)[0]]
        sys.modules["gilrace"] = package


make_gilrace_importable()

if __name__ == "__main__":
    from gilrace.host.program import main

    main(sys.argv[1])
