from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.approval import send_back, waiting
from kelambu_tui.work.verification import Sheet, save_draft
from kelambu_tui.work.workspace import Workspace

Play = Callable[..., None]


def pointers(hands: Any) -> list[str]:
    return [line for line in hands.text.split("\n")[3:-3] if "›" in line]


def point_at_an_rt(hands: Any) -> Any:
    lines: Lines[Any] = hands.app.screen.query_one("#neighbourhoods", Lines)
    lines.move(next(at for at, row in enumerate(lines.rows) if row.rt))
    return lines.pointed


def test_a_supervisor_sees_first_what_waits_for_the_decision(
    play: Play, queued: Callable[..., list[str]]
) -> None:
    queued(3)

    async def script(hands: Any) -> None:
        tasks = hands.app.screen.query_one("#tasks", Lines)
        assert hands.app.focused is tasks
        assert "3 usulan" in hands.text
        assert "keputusan Anda (Enter atau F5)" in hands.text
        await hands.press("enter")
        assert hands.place() == "Persetujuan"

    play(script, "budi")


def test_own_proposals_and_what_was_returned_to_others_are_no_task_of_a_supervisor(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(2)
    budi = as_user("budi")
    send_back(budi, [row.id for row in waiting(budi)], "foto KTP buram", "")

    async def supervisor(hands: Any) -> None:
        assert "foto KTP buram" not in hands.text
        assert "Tidak ada yang menunggu keputusan Anda" in hands.text

    async def maker(hands: Any) -> None:
        assert hands.text.count("foto KTP buram") == 2

    play(supervisor, "budi")
    play(maker, "siti")


def test_one_pointer_only_and_enter_acts_where_it_stands(
    play: Play, as_user: Callable[[str], Workspace], eligible: Callable[[int], list[str]]
) -> None:
    (person,) = eligible(1)

    async def script(hands: Any) -> None:
        left = hands.app.screen.query_one("#neighbourhoods", Lines)
        assert hands.app.focused is left
        assert len(pointers(hands)) == 1
        save_draft(as_user("siti"), person, Sheet("layak"))
        await hands.press("r")
        tasks = hands.app.screen.query_one("#tasks", Lines)
        assert hands.app.focused is tasks, "what appeared is what the hands go to"
        assert len(pointers(hands)) == 1
        await hands.press("tab")
        assert hands.app.focused is left
        assert len(pointers(hands)) == 1
        point_at_an_rt(hands)
        await hands.press("enter")
        assert hands.place() == "Cari"
        await hands.press("f2")
        hands.app.set_focus(tasks)
        await hands.press("enter")
        assert hands.place() == "Verifikasi"

    play(script)


def test_a_neighbourhood_fills_the_search_and_typing_replaces_it(play: Play) -> None:
    async def script(hands: Any) -> None:
        row = point_at_an_rt(hands)
        await hands.press("enter")
        query = hands.app.screen.query_one("#query")
        assert query.value == f"rt {row.rt} {row.label}"
        await hands.write("siti")
        assert query.value == "siti"
        await hands.press("f2", "f3")
        await hands.write("budi")
        assert query.value == "budi"
        await hands.press("f3")
        await hands.write("aminah")
        assert query.value == "aminah"

    play(script)


def test_families_without_rt_are_not_searched_for_as_the_whole_village(play: Play) -> None:
    async def script(hands: Any) -> None:
        from kelambu_tui.work.overview import Neighbourhood

        lines = hands.app.screen.query_one("#neighbourhoods", Lines)
        lines.show([Neighbourhood("16.06.08.2001", "Danau Cala, Lais", "", 3, 4)])
        await hands.press("enter")
        assert hands.place() == "Beranda"
        assert "tidak memuat RT" in hands.line(-3)

    play(script)
