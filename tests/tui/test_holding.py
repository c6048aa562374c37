from __future__ import annotations

import pytest

from kelambu_tui.tui.holding import Hold


@pytest.mark.parametrize(
    ("key", "pauses", "verdicts"),
    [
        ("enter", (0.5, 0.03, 0.03), ("wait", "drop", "drop")),  # held on: the first repeat is slow
        ("ctrl+r", (0.03, 0.2), ("drop", "drop")),
        ("f7", (0.5,), ("wait",)),
        ("enter", (0.8,), ("take",)),  # let go and pressed again
        ("a", (0.03, 0.03), ("take", "take")),  # letters are typed
        ("f", (0.03,), ("take",)),
        ("down", (0.03,), ("take",)),
        ("escape", (0.03,), ("take",)),
    ],
)
def test_repeats_end_where_the_key_opened_something(
    key: str, pauses: tuple[float, ...], verdicts: tuple[str, ...]
) -> None:
    hold, at = Hold(), 100.0
    assert hold.judge(key, at, "list") == "take"
    found = []
    for pause in pauses:
        at += pause
        found.append(hold.judge(key, at, "form"))
    assert tuple(found) == verdicts


def test_on_the_same_screen_and_after_another_key_nothing_is_dropped() -> None:
    hold = Hold()
    assert {hold.judge("enter", 1 + step / 100, "list") for step in range(9)} == {"take"}
    assert hold.judge("enter", 1.1, "form") == "drop"
    assert hold.judge("down", 1.15, "form") == "take"
    assert hold.judge("enter", 1.2, "form") == "take"


def test_a_digit_that_decides_never_reaches_the_next_pair_while_it_is_held() -> None:
    hold, at = Hold(), 100.0
    assert hold.judge("2", at, ("page", 1), decides=True) == "take"
    assert hold.judge("2", at + 0.5, ("page", 2), decides=True) == "wait"
    assert hold.judge("2", at + 0.53, ("page", 2), decides=True) == "drop"
    assert hold.judge("2", at + 0.56, ("page", 2), decides=True) == "drop"
    assert hold.judge("2", at + 1.4, ("page", 2), decides=True) == "take"
    assert hold.judge("1", at + 1.45, ("page", 3), decides=True) == "take", "another key is another press"
