"""F1 on every field of a session's forms and of the dialogs that decide: rule, example, common mistake."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from kelambu_tui.tui import session_forms
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.field import explained
from kelambu_tui.work.plan import plan
from kelambu_tui.work.sessions import open_session, sessions
from kelambu_tui.work.workspace import Workspace

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]
VILLAGES = [("16.06.02.2001", "Danau Cala, Lais"), ("16.06.02.2006", "Teluk Kijing II, Lais")]


def test_what_is_explained_has_its_parts_in_order() -> None:
    assert explained("Aturan.") == ("Aturan.",)
    assert explained("Aturan.", "x", "y") == ("Aturan.", "Contoh: x", "Sering keliru: y")


def test_every_field_of_a_session_explains_itself(as_user: SignIn) -> None:
    siti = as_user("siti")
    open_session(siti, VILLAGES[0][0])

    async def help_lines() -> list[tuple[str, ...]]:
        async with App[None]().run_test():  # fields are only made where an app runs
            forms: list[Ask] = [
                session_forms.opening(siti, VILLAGES),
                session_forms.missing(siti, plan(siti)[0]),
                session_forms.closing(siti, sessions(siti)[0], "Danau Cala", ""),
            ]
            return [row.help_lines() for form in forms for row in form._rows]

    found = asyncio.run(help_lines())
    assert len(found) == 5 + 2 + 2
    for label, rule, example, mistake in found:
        assert rule.endswith("."), label
        assert example.startswith("Contoh: "), label
        assert mistake.startswith("Sering keliru: "), label


@pytest.mark.slow
def test_f1_explains_the_field_of_the_dialog_that_is_open(
    play: Play, queued: Callable[..., list[str]]
) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f5", "t", "f1")
        assert "Isian ini" in hands.text
        assert "Pilih satu" in hands.text
        await hands.press("escape", "enter", "f1")
        assert "Pilih satu" in hands.text, "also over the list of reasons"
        await hands.press("escape", "escape", "down", "f1")
        assert "dipahami orang lain" in hands.text

    play(script, "budi")
