"""Which processes of a lane that is over are left to go by themselves."""

import pytest

from gilrace.race import reaping

COMMANDS = {
    b"python\0-c\0from multiprocessing.resource_tracker import main;main(5)\0": True,
    b"python\0-c\0from joblib.externals.loky.backend.resource_tracker import main; main(3, False)\0": True,
    b"": True,  # it is ending: the kernel has taken its memory back
    b"sleep\x00100\0": False,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_trackers_and_those_that_are_ending_are_not_killed(command, tmp_path, monkeypatch):
    (tmp_path / "77").mkdir()
    (tmp_path / "77" / "cmdline").write_bytes(command)
    monkeypatch.setattr(reaping, "PROC", tmp_path)
    assert reaping._leaves_by_itself(77) is COMMANDS[command]


def test_one_that_has_gone_has_nothing_to_be_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(reaping, "PROC", tmp_path)
    assert not reaping._leaves_by_itself(77)
