"""Limits that a container or a service manager sets: CPU quota and memory, control groups v1 and v2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gilrace.meters.proc_file import text_of

NO_LIMIT = 1 << 60  # v1 writes a huge number where there is no memory limit


@dataclass(frozen=True, slots=True)
class Limits:
    """The tightest limits on the way from this process's group up to the root; None where there is none."""

    version: int | None  # 1, 2, or None: no control groups here
    quota: float | None  # cores' worth of CPU time
    memory_bytes: int | None


def limits(root: Path = Path("/")) -> Limits:
    """The limits in force for this process. ``root`` is where /proc and /sys are looked for."""
    groups = _groups(root)
    mount = root / "sys/fs/cgroup"
    if not groups or not mount.is_dir():
        return Limits(None, None, None)
    version = _version(groups)
    memory = (
        _up(mount, groups.get("", "/")) if version == 2 else _up(mount / "memory", groups.get("memory", "/"))
    )
    quotas = [quota for folder in cpu_folders(root) if (quota := _quota(folder)) is not None]
    bytes_ = [most for folder in memory if (most := _memory(folder)) is not None]
    return Limits(version, min(quotas, default=None), min(bytes_, default=None))


def cpu_folders(root: Path = Path("/")) -> list[Path]:
    """Where this process's CPU time is limited and counted: its control group's folder and those above."""
    groups = _groups(root)
    mount = root / "sys/fs/cgroup"
    if not groups or not mount.is_dir():
        return []
    if _version(groups) == 2:
        return list(_up(mount, groups.get("", "/")))
    return list(_up(_cpu_mount(mount), groups.get("cpu", "/")))


def _version(groups: dict[str, str]) -> int:
    return 1 if groups.keys() & {"cpu", "memory"} else 2


def _groups(root: Path) -> dict[str, str]:
    """Path of this process's group by controller; the unified hierarchy's is under ""."""
    found: dict[str, str] = {}
    for line in text_of(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, colon, path = rest.partition(":")
        found.update(dict.fromkeys(controllers.split(",") if colon else (), path))
    return found


def _cpu_mount(mount: Path) -> Path:
    names = ("cpu", "cpu,cpuacct", "cpuacct,cpu")
    return next((mount / name for name in names if (mount / name).is_dir()), mount)


def _up(mount: Path, path: str) -> Iterator[Path]:
    """The group's folder and those above. In a container the path may not exist: its own root does."""
    folder = mount / path.lstrip("/")
    while folder != mount and mount in folder.parents:
        yield folder
        folder = folder.parent
    yield mount


def _quota(folder: Path) -> float | None:
    quota, period = [*text_of(folder / "cpu.max").split(), "", ""][:2]
    if not quota:
        quota, period = text_of(folder / "cpu.cfs_quota_us"), text_of(folder / "cpu.cfs_period_us")
    if not (quota.isdigit() and period.isdigit() and int(period)):
        return None
    return int(quota) / int(period)


def _memory(folder: Path) -> int | None:
    text = text_of(folder / "memory.max") or text_of(folder / "memory.limit_in_bytes")
    return int(text) if text.isdigit() and int(text) < NO_LIMIT else None
