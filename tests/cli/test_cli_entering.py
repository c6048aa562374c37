from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelambu_tui.cli.entering import PASSPHRASE_BYTES, new_passphrase, read_passphrase
from kelambu_tui.errors import Unreadable


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"rahasia", "rahasia"),
        (b"rahasia\n", "rahasia"),
        (b"rahasia\r\n", "rahasia"),
        (b"rahasia\n\n", "rahasia\n"),
        (b" rahasia \n", " rahasia "),
        ("sandi é".encode(), "sandi é"),
    ],
)
def test_one_line_break_at_the_end_does_not_count(tmp_path: Path, content: bytes, passphrase: str) -> None:
    path = tmp_path / "p"
    path.write_bytes(content)
    assert read_passphrase(path) == passphrase


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200).filter(lambda text: not text.endswith(("\n", "\r"))))
def test_whatever_is_written_with_a_line_break_reads_back(tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "p"
    try:
        path.write_bytes(passphrase.encode() + b"\n")
    except UnicodeEncodeError:  # lone surrogates are no text
        return
    assert read_passphrase(path) == passphrase


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * (PASSPHRASE_BYTES + 1)])
def test_a_wrong_file_is_told_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="p tidak terbaca"):
        read_passphrase(path)


def test_a_missing_file_and_a_folder_are_told_alike(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(Unreadable):
            read_passphrase(path)


def test_where_nobody_can_answer_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("typed\ntyped\n"))
    with pytest.raises(Unreadable, match="--new-passphrase-file"):
        new_passphrase(None, "eko", "--new-passphrase-file")


def test_no_command_takes_a_passphrase_as_an_argument() -> None:
    import click

    from kelambu_tui.cli.root import make_root

    def options(command: click.Command) -> set[str]:
        own = {name for one in command.params for name in one.opts}
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                own |= options(below)
        return own

    secret = {name for name in options(make_root()) if "pass" in name or "sandi" in name}
    assert secret == {"--passphrase-file", "--new-passphrase-file"}
