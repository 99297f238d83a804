"""A small file of /proc, read again and again: kept open and read with pread(2), or opened for each read."""

from __future__ import annotations

import errno
import os
import resource

KEPT_FREE = 32  # descriptors that are not for meters
LENGTH = 4096  # enough for every per-thread file


class ProcFile:
    """One file read many times. Every read sees the present content; `OSError` when it is gone."""

    __slots__ = ("_fd", "_length", "_path")

    def __init__(self, path: str, *, keep: bool = True, length: int = LENGTH) -> None:
        self._fd = -1  # first, so that what could not be opened can be closed
        self._path = path
        self._length = length
        if keep:
            self._fd = _open_if_room(path)

    def read(self) -> bytes:
        """The content, at most ``length`` bytes."""
        if self._fd >= 0:
            return os.pread(self._fd, self._length, 0)
        fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(fd, self._length)
        finally:
            os.close(fd)

    def close(self) -> None:
        """Give the descriptor back. Closing twice is fine."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        self.close()


def _open_if_room(path: str) -> int:
    """A descriptor, or -1 when this process has few left: races, recordings and screens need some, too."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            return -1
        raise
    if fd < resource.getrlimit(resource.RLIMIT_NOFILE)[0] - KEPT_FREE:
        return fd
    os.close(fd)
    return -1


def text_of(path: str | os.PathLike[str]) -> str:
    """The stripped text of a file; empty when it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""
