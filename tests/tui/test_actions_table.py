from __future__ import annotations

from pathlib import Path

import pytest

from kelambu_tui.locale import use_language
from kelambu_tui.tui.actions import ACTIONS, BY_ID, Action, actions_of, footer_of
from kelambu_tui.tui.keys import UNSENDABLE, key_name, read_keymap

SCREENS = sorted({action.place for action in ACTIONS} - {"app", "list", "dialog", "bantuan"})


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_key_can_be_sent_by_a_terminal(action: Action) -> None:
    assert not set(action.key.split(",")) & UNSENDABLE


@pytest.mark.parametrize("place", SCREENS)
def test_no_key_means_two_things_on_one_screen(place: str) -> None:
    keys = [key for action in (*actions_of("app"), *actions_of(place)) for key in action.key.split(",")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("place", SCREENS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_at_most_seven_keys_that_fit_eighty_columns(place: str, language: str) -> None:
    from kelambu_tui.locale import _

    use_language(language)
    try:
        shown = footer_of(place)
        width = sum(len(key_name(action.key)) + len(_(action.label)) + 3 for action in shown)
    finally:
        use_language("id")
    assert len(shown) <= 7
    assert width <= 80


@pytest.mark.parametrize(
    ("key", "name"),
    [("ctrl+r", "^R"), ("f10", "F10"), ("escape,f1", "Esc"), ("t", "t"), ("question_mark", "?")],
)
def test_key_names(key: str, name: str) -> None:
    assert key_name(key) == name


@pytest.mark.parametrize(
    ("text", "keymap", "fault"),
    [
        ('"verifikasi.record" = "f11"', {"verifikasi.record": "f11"}, ""),
        ('"verifikasi.record" = "ctrl+s"', {}, "ctrl+s"),
        ('"verifikasi.record" = "ctrl+n"', {}, "verifikasi.queue"),
        ('"verifikasi.record" = "f3"', {}, "app.search"),
        ('"verifikasi.record" = 5', {}, "verifikasi.record"),
        ('"nothing.here" = "f11"', {}, "nothing.here"),
        ("= =", {}, "keys.toml"),
    ],
)
def test_keys_file(tmp_path: Path, text: str, keymap: dict[str, str], fault: str) -> None:
    (tmp_path / "keys.toml").write_text(text, encoding="utf-8")
    read, faults = read_keymap(tmp_path)
    assert read == keymap
    assert bool(faults) == bool(fault)
    assert all(fault in sentence for sentence in faults)


def test_no_keys_file_is_no_fault(tmp_path: Path) -> None:
    assert read_keymap(tmp_path) == ({}, ())
