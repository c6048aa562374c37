from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kelambu_tui.store import tables as t
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.approval import send_back, waiting
from kelambu_tui.work.verification import Sheet, save_draft
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow

Play = Callable[..., None]

HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[@click='app.bell']",
    "[bold red]SITI",
    "[link=file:///etc/passwd]y[/link]",
    "\x1b[2J\x1b[31mHAPUS",
    "\x1b]0;judul\x07SITI",
    "\x9b31mC1",
    "SITI\u202eHANIMA",
    "SI\u200bTI",
    "a\u0301\u0301\u0301\u0301",
    "SITI\r\nBARIS\tDUA",
    "\x00\x08\x7f",
    "宽" * 80,
    "A" * 5000,
    "$accent {name} %s \\[",
)


@pytest.fixture
def poisoned(
    practice: Path, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> list[str]:
    """Put a hostile string everywhere that a list or a person can; answers people who wait or came back."""
    people = queued(4)
    siti, budi = as_user("siti"), as_user("budi")
    ids = [row.id for row in waiting(budi)]
    send_back(budi, ids[:2], "".join(HOSTILE[:8]), "")
    save_draft(
        siti, people[3], Sheet("layak", {"mother_name": HOSTILE[5], "income": HOSTILE[1]}, {}, HOSTILE[8])
    )
    with siti.database.write() as connection:
        for table, columns in (
            (t.person, ("name", "occupation", "relation", "sex")),
            (t.household, ("address", "rt", "rw", "head_name", "desil_source", "desil_period")),
        ):
            for number, row in enumerate(connection.execute(select(table.c.id)).all()):
                values = {column: HOSTILE[(number + at) % len(HOSTILE)] for at, column in enumerate(columns)}
                connection.execute(update(table).where(table.c.id == row.id).values(values))
        housing = '{"floor": "[/]", "wall": "\\u001b[2J", "pkh": "[@click=app.quit]x[/]"}'
        connection.execute(update(t.household).values(housing=housing))
    return people


def check(hands: Any) -> None:
    """Nothing on screen is a command to the terminal or to the app."""
    assert hands.app.return_value is None
    for line in hands.app.screen._compositor.render_strips():
        for segment in line:
            assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in segment.text)
            assert not (segment.style and "@click" in segment.style.meta)
            assert not (segment.style and segment.style.link)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_names_from_lists_are_only_ever_text(play: Play, poisoned: list[str], size: tuple[int, int]) -> None:
    async def facilitator(hands: Any) -> None:
        check(hands)
        for key in ("f1", "escape", "end", "f4", "end", "s", "f6", "f3"):
            await hands.press(key)
            check(hands)
        await hands.write("1606")
        found = hands.app.screen.query_one("#found", Lines)
        assert len(found.rows) > len(HOSTILE)
        for _row in range(len(HOSTILE)):
            await hands.press("down")
            check(hands)
        await hands.press("f7", "ctrl+l")
        check(hands)
        await hands.pilot.click("#found", offset=(6, 3), times=2)
        await hands.settle()
        assert hands.place() == "Keluarga"
        check(hands)
        await hands.press("ctrl+l", "enter")
        assert hands.place() == "Verifikasi"
        check(hands)
        await hands.press("right", "ctrl+n", "f7", "ctrl+l", "f1")
        check(hands)

    async def supervisor(hands: Any) -> None:
        await hands.press("f5")
        check(hands)
        for key in ("space", "enter", "f7", "escape", "a"):
            await hands.press(key)
            check(hands)
        await hands.confirm("y")
        check(hands)
        await hands.press("escape", "k")
        await hands.paste("[/]\x1b[2J")
        check(hands)
        await hands.confirm("enter")
        check(hands)
        await hands.press("f9")
        assert hands.place() == "Masuk"
        check(hands)

    play(facilitator, "siti", size)
    play(supervisor, "budi", size)


def test_forms_with_hostile_drafts_and_notes(play: Play, poisoned: list[str]) -> None:
    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        for person in poisoned:
            hands.app.push_screen(Verifikasi(person))
            await hands.settle()
            check(hands)
            await hands.press("escape")

    play(script, "siti", (120, 40))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_pasted_is_made_harmless(text: str) -> None:
    line = Line()
    value = line.validate_value(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in value)
    assert len(value) <= 300
    assert line.validate_value(value) == value
