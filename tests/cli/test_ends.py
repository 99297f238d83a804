"""How the command line ends when something raises."""

import pytest

from gilrace import cli


class SchemaError(Exception):
    """Named like pydantic's."""


@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), SchemaError('Error building "model" validator:\n  KeyboardInterrupt: ')],
)
def test_ctrl_c_ends_with_130_also_where_pydantic_makes_another_error_of_it(monkeypatch, error):
    def interrupted(**_):
        raise error

    monkeypatch.setattr(cli.root, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 130


def test_what_was_not_foreseen_is_not_hidden(monkeypatch):
    def broken(**_):
        raise SchemaError("no such thing")

    monkeypatch.setattr(cli.root, "main", broken)
    with pytest.raises(SchemaError):
        cli.main([])
