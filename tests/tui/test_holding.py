from __future__ import annotations

import pytest

from kelambu_tui.tui.holding import Hold


@pytest.mark.parametrize(
    ("key", "pauses", "dropped"),
    [
        ("enter", (0.5, 0.03, 0.03), (True, True, True)),  # held on: the first repeat is slow, then fast
        ("ctrl+r", (0.03, 0.2), (True, True)),
        ("f7", (0.5,), (True,)),
        ("enter", (0.8,), (False,)),  # let go and pressed again
        ("enter", (0.5, 0.03, 0.4, 0.03), (True, True, False, False)),
        ("a", (0.03, 0.03), (False, False)),  # letters are typed
        ("f", (0.03,), (False,)),
        ("down", (0.03,), (False,)),
        ("escape", (0.03,), (False,)),
    ],
)
def test_repeats_end_where_the_key_opened_something(
    key: str, pauses: tuple[float, ...], dropped: tuple[bool, ...]
) -> None:
    hold, at = Hold(), 100.0
    assert not hold.is_repeat(key, at, "list")
    found = []
    for pause in pauses:
        at += pause
        found.append(hold.is_repeat(key, at, "form"))
    assert tuple(found) == dropped


def test_on_the_same_screen_and_after_another_key_nothing_is_dropped() -> None:
    hold = Hold()
    assert not any(hold.is_repeat("enter", 1 + step / 100, "list") for step in range(9))
    assert hold.is_repeat("enter", 1.1, "form")
    assert not hold.is_repeat("down", 1.15, "form")
    assert not hold.is_repeat("enter", 1.2, "form")
