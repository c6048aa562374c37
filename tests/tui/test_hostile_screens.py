"""Text from files is only ever text: every screen, drawn with hostile strings in everything it can show.

The screens come from the folder `screens/` and the columns from the schema, so neither a new screen nor a
new column can be forgotten.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, String, Table, Text, select, update
from sqlmodel import AutoString
from textual.screen import Screen

from kelambu_tui.errors import Refused
from kelambu_tui.store import tables as t
from kelambu_tui.tui import screens
from kelambu_tui.tui.pages import PAGES
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.work.approval import send_back, waiting
from kelambu_tui.work.sessions import Present, miss_visit, open_session
from kelambu_tui.work.verification import Sheet, save_draft
from kelambu_tui.work.workspace import Workspace

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
    "=cmd|' /C calc'!A0",
    "\u2028\u2029\ufeff\U000e0041",
)

CODED = frozenset(
    """
    uid list_id family_id nik nkk head_nik person household other a b key kind state outcome verdict code
    village villages role roles device author maker editor name_key nik_state birth_date day next_day
    entry id subject at text status digest layout public_key housing more answers rules_digest risk listed
    values values_json evidence counts present row signatures weights seal desil_source source desil_period
    period family opened_by decided_by asked_by given_by refused_by changed_by closed_by
    """.split()  # noqa: SIM905
)
"""Columns in which only the program itself writes, with words that it reads again. Any other is poisoned."""


def free_columns(table: Table) -> list[str]:
    """The columns of a table in which a list, a stick or a person may have put anything."""
    return [
        column.name
        for column in table.c
        if not column.primary_key
        and isinstance(column.type, String | Text | AutoString)
        and column.name not in CODED
        and not column.name.endswith(("_at", "digest", "_digest", "_seq", "certificate", "key"))
        and not column.name.startswith("digest")
        and table.name
        not in ("account", "device", "entry", "signature", "hub_link", "pulled", "receipt", "standing")
    ]


def poison(connection: Connection) -> int:
    """Put a hostile string into every free column of every row; answers how many."""
    count = 0
    for table in t.TABLES:
        columns = free_columns(table)
        keys = list(table.primary_key.columns)
        if not columns:
            continue
        for number, row in enumerate(connection.execute(select(*keys)).all()):
            values = {name: HOSTILE[(number + at) % len(HOSTILE)] for at, name in enumerate(columns)}
            which = [key == row._mapping[key] for key in keys]
            connection.execute(update(table).where(*which).values(values))
            count += len(values)
    housing = '{"floor": "[/]", "wall": "\\u001b[2J", "pkh": "[@click=app.quit]x[/]"}'
    connection.execute(update(t.household).values(housing=housing))
    return count


@pytest.fixture
def poisoned(
    practice: Path, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> dict[str, Any]:
    """A workspace in whose every corner somebody hostile has written; answers whom the screens are about."""
    people = queued(4)
    siti, budi = as_user("siti"), as_user("budi")
    ids = [row.id for row in waiting(budi)]
    send_back(budi, ids[:2], "".join(HOSTILE[:8]), "")
    sheet = Sheet("layak", {"mother_name": HOSTILE[5], "income": HOSTILE[1]}, {}, HOSTILE[8])
    save_draft(siti, people[3], sheet)
    with siti.database.read() as connection:
        home = t.person.join(t.household)
        row = connection.execute(
            select(t.household.c.family_id, t.household.c.village, t.household.c.rt, t.household.c.rw)
            .select_from(home)
            .where(t.person.c.uid == people[0])
        ).one()
    open_session(siti, row.village, place="Balai Desa", meeting="musdes", present=[Present("Amin", "Kades")])
    miss_visit(siti, row.family_id, next_day="2026-12-01", note="di kebun")
    correct_and_propose(siti, people[2], row.family_id)
    with siti.database.write() as connection:
        assert poison(connection) > 1000
    return {"people": people, "household": row.family_id, "at": (row.village, row.rt, row.rw)}


def correct_and_propose(siti: Workspace, person: str, family: str) -> None:
    """What people write by hand is hostile as well: a correction, and a desil that is asked for."""
    from kelambu_tui.work.corrections import correct
    from kelambu_tui.work.desil import propose_desil

    reason = "".join(HOSTILE[:4]) + "SITI"
    correct(siti, person, "name", HOSTILE[1] + "SITI", reason=reason, evidence=HOSTILE[5])
    for desil in (1, 2):
        with suppress(Refused):  # it has that one already
            propose_desil(siti, family, desil, HOSTILE[0] + HOSTILE[5] + "rumah roboh", HOSTILE[8])


def check(hands: Any) -> None:
    """Nothing on screen is a command to the terminal or to the app."""
    assert hands.app.return_value is None
    for line in hands.app.screen._compositor.render_strips():
        for segment in line:
            assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in segment.text)
            assert not (segment.style and "@click" in segment.style.meta)
            assert not (segment.style and segment.style.link)


# --- every screen ---


def screen_classes() -> dict[str, type[Screen[Any]]]:
    """Every screen that the folder `screens/` defines, by its module's name; bases that others build on
    are left out.
    """
    found: dict[str, type[Screen[Any]]] = {}
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for one in vars(loaded).values():
            own = inspect.isclass(one) and issubclass(one, Screen) and one.__module__ == loaded.__name__
            if own and (not issubclass(one, Page) or "place" in vars(one)) and one is not Page:
                found[module.name] = one
    return found


SCREENS = screen_classes()

KEYS = ("down", "end", "home", "f7", "tab", "space", "f1", "escape")
"""Pressed on every screen: through its list, its details and its help."""

OPENED: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "keluarga": lambda who: (who["household"], who["people"][0]),
    "koreksi": lambda who: (who["people"][2],),
    "riwayat": lambda who: (who["people"][2],),
    "desil": lambda who: (who["household"],),
    "manfaat": lambda who: (who["people"][0],),
    "kunjungan": lambda who: who["at"],
    "verifikasi": lambda who: (who["people"][3],),
    "usulan": lambda who: (who["household"],),
}
"""What each screen that is opened about somebody is opened with."""

SHOWN_ELSEWHERE = {"masuk", "kunci", "bantuan"}
"""Played by tests of their own below."""

MORE_KEYS: dict[str, tuple[str, ...]] = {
    "cari": ("f7", "ctrl+l"),
    "keluarga": ("ctrl+l", "k", "escape", "d", "escape", "m", "escape", "h"),
    "verifikasi": ("right", "ctrl+n", "f7", "ctrl+l", "f1"),
    "persetujuan": ("space", "enter", "f7", "ctrl+l", "escape", "a", "escape", "k", "escape", "t", "escape"),
    "ganda": ("f7", "l", "3", "u", "escape", "s", "f7", "i", "escape"),
    "antrean": ("s", "s", "u", "escape", "t", "escape"),
    "sesi": ("p", "escape", "d", "escape", "k", "escape"),
    "kunjungan": ("t", "escape", "d"),
    "kirim": ("tab", "t", "escape", "b", "escape", "e", "escape"),
    "daftar": ("m", "escape", "a", "t"),
    "beranda": ("end", "k", "escape", "j", "escape"),
}
"""What each screen can show beyond that."""


def test_no_screen_is_forgotten() -> None:
    """A new screen must be played here: in PAGES it is by itself, else OPENED says with what it opens."""
    assert set(SCREENS) == set(PAGES) | set(OPENED) | SHOWN_ELSEWHERE


async def show(hands: Any, name: str, who: dict[str, Any]) -> None:
    """Bring a screen up, whichever way leads to it."""
    if name in PAGES:
        await hands.app._go(name)
        await hands.settle()
        if name == "cari":
            await hands.write("1606")
    else:
        hands.app.push_screen(SCREENS[name](*OPENED[name](who)))
        await hands.settle()
    assert isinstance(hands.app.screen, SCREENS[name])


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", sorted({*PAGES, *OPENED}))
def test_every_screen_shows_only_text(
    play: Play, poisoned: dict[str, Any], name: str, size: tuple[int, int]
) -> None:
    async def script(hands: Any) -> None:
        await show(hands, name, poisoned)
        check(hands)
        for key in (*KEYS, *MORE_KEYS.get(name, ())):
            if not isinstance(hands.app.screen, SCREENS[name]) and key not in ("escape",):
                await back_to(hands, name)
            await hands.press(key)
            check(hands)

    play(script, "budi" if name in ("persetujuan", "permintaan") else "siti", size)


async def back_to(hands: Any, name: str) -> None:
    """Out of a dialog or a page that a key opened."""
    for _time in range(4):
        if isinstance(hands.app.screen, SCREENS[name]) or len(hands.app.screen_stack) <= 2:
            return
        await hands.press("escape")
        check(hands)


@pytest.mark.slow
def test_every_row_of_the_search_and_every_form(play: Play, poisoned: dict[str, Any]) -> None:
    async def script(hands: Any) -> None:
        await show(hands, "cari", poisoned)
        for _row in range(len(HOSTILE)):
            await hands.press("down")
            check(hands)
        for person in poisoned["people"]:
            hands.app.push_screen(SCREENS["verifikasi"](person))
            await hands.settle()
            check(hands)
            await hands.press("escape")

    play(script, "siti", (120, 40))


@pytest.mark.slow
def test_decisions_in_front_of_hostile_people(play: Play, poisoned: dict[str, Any]) -> None:
    async def supervisor(hands: Any) -> None:
        await hands.press("f5")
        for key in ("space", "enter", "escape", "a"):
            await hands.press(key)
            check(hands)
        await hands.confirm("y")
        check(hands)
        await back_to(hands, "persetujuan")
        await show(hands, "persetujuan", poisoned)
        await hands.press("k")
        await hands.paste("[/]\x1b[2J")
        check(hands)
        await hands.confirm("enter")
        check(hands)
        await back_to(hands, "persetujuan")
        await hands.press("f9")
        assert hands.place() == "Masuk"
        check(hands)

    play(supervisor, "budi")


@pytest.mark.slow
def test_the_cover_and_the_door(play: Play, practice: Path) -> None:
    """Names of accounts come from files too: a slot that somebody changed shows harmless, or not at all."""
    path = practice / "accounts" / "siti.json"
    content = path.read_text(encoding="utf-8")

    async def door(hands: Any) -> None:
        check(hands)
        await hands.press("enter", "ctrl+l")
        check(hands)

    for text in ("\\u001b[2J", "[/]", "[@click=app.quit]x[/]", "\\u202e"):
        path.write_text(content.replace('"fasilitator"', f'"{text}"'), encoding="utf-8")
        play(door, None)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_pasted_is_made_harmless(text: str) -> None:
    line = Line()
    value = line.validate_value(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in value)
    assert len(value) <= 300
    assert line.validate_value(value) == value
