"""Notices when an import switches the GIL on again in an interpreter that was started without one.

A C extension that has not declared to be safe without a GIL brings it back for the whole process when it is
imported; Python says so with a warning, which names the module.
"""

from __future__ import annotations

import re
import sys
import warnings
from typing import Any

GIL_IS_BACK = "gil-switched-on"
_MODULE = re.compile(r"\(GIL\) has been enabled to load module '([^']+)'")


def gil_enabled() -> bool:
    """Whether this interpreter has a GIL now."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    return bool(enabled()) if enabled else True


class GilWatch:
    """Made before anything of the work is imported."""

    def __init__(self) -> None:
        self._was_on = gil_enabled()
        self._told = False
        self._modules: list[str] = []
        if not self._was_on:
            self._show = warnings.showwarning
            warnings.showwarning = self._listen

    def _listen(self, message: Any, *where: Any, **more: Any) -> None:
        found = _MODULE.search(str(message))
        if found:
            self._modules.append(found[1])
        self._show(message, *where, **more)

    def news(self) -> str:
        """What happened, in a sentence, once; "" as long as the GIL is as it was."""
        if self._was_on or self._told or not gil_enabled():
            return ""
        self._told = True
        who = f"importing {self._modules[0]}" if self._modules else "an import"
        return (
            f"{who} switched the GIL on again: it has not declared to be safe without one. "
            "Threads take turns from here; the lane key gil: off keeps it off, at your own risk"
        )
