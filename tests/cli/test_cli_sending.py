"""`join`, `sync`, `bundle`, `pack`: what they ask for, and what they say without a hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run


@pytest.mark.parametrize(
    "words",
    [("sync",), ("bundle", "write", "."), ("bundle", "read", "ada.klb"), ("pack",), ("pack", "ada.klb")],
    ids=" ".join,
)
def test_without_a_hub_the_next_step_is_said(
    run: Run, office: Office, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ada.klb").write_bytes(b"x")
    ran = run(*words, *office.siti())
    assert (ran.code, ran.out) == (1, "")
    assert "undangan" in ran.err
    assert "kelambu join" in ran.err


def test_what_lies_ahead_is_counted_without_a_hub(run: Run, office: Office) -> None:
    ahead = run("sync", "--dry-run", "--json", *office.siti()).document
    assert ahead["entries"] > 0
    assert ahead["bytes"] > 0
    assert not ahead["measured"]


def test_no_stick_was_written_yet(run: Run, office: Office) -> None:
    assert run("bundle", "list", "--json", *office.siti()).document == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "berkas undangan"),
        (("ada.json", "--code", "ABCDEFGHJK234", "--hub", "https://hub.go.id"), "berkas undangan"),
        (("--code", "ABCDEFGHJK234"), "--hub"),
        (("tidak-ada.json",), "bukan undangan"),
        (("--code", "ABCDEFGHJK234", "--hub", "https://hub.go.id"), "--fingerprint"),
        (("--code", "PENDEK", "--hub", "https://hub.go.id", "--fingerprint", "ab"), "13 huruf"),
        (("--code", "ABCDEFGHJK234", "--hub", "hub", "--fingerprint", "ab"), "Alamat hub"),
    ],
)
def test_joining_says_what_is_missing(run: Run, office: Office, words: tuple[str, ...], said: str) -> None:
    ran = run("join", *words, *office.siti())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_pack_is_named_once(run: Run, office: Office) -> None:
    ran = run("pack", "a.klb", "--village", "16.06.01.2001", *office.siti())
    assert ran.code == 2
    assert "bukan keduanya" in ran.err
