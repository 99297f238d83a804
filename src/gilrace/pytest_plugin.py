"""Scenarios as tests: with ``--gilrace`` pytest collects them, and each expectation is a test of its own.

``*.race.yaml`` files count wherever pytest looks; so does each scenario below a folder of the ini option
``gilrace_paths``. A race is run when its first test is, once for all of them, also under pytest-xdist, where
races wait for each other. What holds passes, what does not fails, what the machine cannot decide is skipped
with its reason. Without ``--gilrace`` (or ``gilrace = true`` in the ini file) nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gilrace.testing import Told

ENDINGS = (".race.yaml", ".race.yml")
FINISH = "runs to its end"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--gilrace`` and what goes with it."""
    group = parser.getgroup("gilrace", "races as tests")
    group.addoption("--gilrace", action="store_true", help="collect gilrace scenarios (*.race.yaml)")
    group.addoption("--gilrace-rounds", type=int, metavar="N", help="counted rounds of every race")
    group.addoption("--gilrace-strict", action="store_true", help="fail what the machine could not decide")
    parser.addini("gilrace", "collect gilrace scenarios, as --gilrace does", type="bool", default=False)
    parser.addini("gilrace_paths", "folders of scenarios whatever their names", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file, when scenarios are asked for."""
    config = parent.config
    if not (config.getoption("gilrace") or config.getini("gilrace")):
        return None
    if file_path.name.endswith(ENDINGS) or _listed(file_path, config):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


def _listed(path: Path, config: pytest.Config) -> bool:
    folders = [Path(folder).resolve() for folder in config.getini("gilrace_paths")]
    return path.suffix in (".yaml", ".yml") and any(
        folder in path.resolve().parents or folder == path.resolve() for folder in folders
    )


class ScenarioFile(pytest.File):
    """A scenario: one test for each expectation, and one that it runs to its end."""

    told: Told | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """Read the file; a broken one is an error with all its problems."""
        from gilrace.scenario import Needs, ScenarioError, load

        try:
            self.scenario = load(self.path)
        except ScenarioError as error:
            raise self.CollectError(str(error)) from None
        yield RaceItem.from_parent(self, name=FINISH, number=None)
        for number, expectation in enumerate(self.scenario.expect):
            if not isinstance(expectation.form, Needs):
                yield RaceItem.from_parent(self, name=expectation.text, number=number)

    def raced(self) -> Told:
        """What the race told; it is run when this is first asked for."""
        if self.told is None:
            from gilrace.testing import told

            self.told = told(self.scenario, self.config.getoption("gilrace_rounds"), _shared(self.config))
        return self.told


def _shared(config: pytest.Config) -> Path | None:
    """A folder that all workers of one pytest-xdist run share; None without it."""
    if not hasattr(config, "workerinput"):
        return None
    basetemp: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    return basetemp.parent


class ExpectationMissed(Exception):  # noqa: N818 - shown to people as the test's failure
    """An expectation that did not come true."""


class RaceItem(pytest.Item):
    """One expectation of a race or a demo; without a number, that it runs to its end."""

    def __init__(self, *, number: int | None, **rest: Any) -> None:
        super().__init__(**rest)
        self.number = number

    @property
    def file(self) -> ScenarioFile:
        """The scenario this belongs to."""
        assert isinstance(self.parent, ScenarioFile)
        return self.parent

    def runtest(self) -> None:
        """Race, unless another test has; then look at what this one is about."""
        told = self.file.raced()
        status, measured, reason = told.end if self.number is None else told.outcomes[self.number]
        self.user_properties.append(("measured", measured))
        if status == "fail" or (status == "inconclusive" and self.config.getoption("gilrace_strict")):
            raise ExpectationMissed("; ".join(filter(None, (measured, reason))))
        if status != "pass":
            pytest.skip("; ".join(filter(None, (f"{status}: {reason}", measured))))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Sentences for what gilrace says on purpose, a traceback for the rest."""
        from gilrace.errors import GilraceError

        if isinstance(excinfo.value, ExpectationMissed):
            headline = self.file.told.headline if self.file.told else ""
            return f"{self.name}\n  {excinfo.value}\n  {headline}".rstrip()
        if isinstance(excinfo.value, GilraceError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is and what it is called."""
        return self.path, 0, f"{self.file.name}: {self.name}"
