"""A signal that comes while the screens are being opened: the terminal is given back all the same."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from tui_worlds import SLEEP, World

from gilrace.tui import app

if TYPE_CHECKING:
    from gilrace.scenario import Scenario


class Terminated(HeadlessDriver):
    """Sends the signal in the moment in which it changes the terminal."""

    def start_application_mode(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        super().start_application_mode()


class NoLimit:
    """Where a program that does not end would be ended: here it is the tests that would be."""

    def __init__(self, *_: object) -> None:
        self.daemon = False

    def start(self) -> None:
        """Never."""


@pytest.mark.parametrize("scenario", [None, SLEEP])
async def test_a_signal_before_the_first_screen_ends_it_and_what_is_raced(
    scenario: Scenario | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.threading, "Timer", NoLimit)
    before = signal.signal(signal.SIGTERM, lambda *_: pytest.fail("nobody handles the signal yet"))
    world = World(scenario=scenario, signals=True)
    world.app.driver_class = Terminated
    try:
        await world.app.run_async()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert world.app.return_code == 143
    assert all("stop" in source.asked for source in world.sources)
