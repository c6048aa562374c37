"""What people said of a pair of records: the verdict in force or gone, and leave to queue in spite of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.corrected import listed_words
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.facing import Side
    from kelambu_tui.work.leaves import Leave
    from kelambu_tui.work.suspicions import Suspect


def verdict_word(verdict: str) -> str:
    """Return a verdict for people; another word is given back."""
    return {"sama": _("Sama"), "beda": _("Beda"), "ragu": _("Ragu")}.get(verdict, verdict)


def standing_line(item: Suspect) -> str:
    """Return who judged a pair and when, and whether that still holds; nothing when nobody did."""
    if not item.author:
        return _("Hasil kunjungan menyatakan data ganda.") if item.settled else ""
    sentences = {
        "sama": _("Dinyatakan orang yang sama oleh {author} {when}."),
        "beda": _("Dinyatakan dua orang oleh {author} {when}."),
        "ragu": _("Masih ragu menurut {author} {when}."),
    }
    sentence = sentences.get(item.standing, "")
    if item.lapsed:
        sentence = _("Pernah dinyatakan beda oleh {author} {when}; datanya berubah.")
    line = sentence.format(author=display(item.author, 30), when=day_and_clock(item.at))
    return f"{line} “{display(item.note, 120)}”" if item.note and line else line


def listed_lines(sides: Iterable[Side]) -> list[str]:
    """Return what the list says of each record that shows something else in places."""
    words = (_("* kiri, daftar menulis: {words}"), _("* kanan, daftar menulis: {words}"))
    return [
        sentence.format(words=listed_words(side.replaced))
        for sentence, side in zip(words, sides, strict=False)
        if side.replaced
    ]


def leave_lines(item: Suspect, leaves: Iterable[Leave]) -> list[str]:
    """Return a sentence for each leave that was asked for or given about a pair."""
    names = {item.pair.a: item.name_a, item.pair.b: item.name_b}
    about = [one for one in leaves if {one.person, one.other} == set(names)]
    return [_leave_line(one, display(names[one.person], 40)) for one in about]


def _leave_line(one: Leave, name: str) -> str:
    if one.refused_by:
        sentence = _("{who} menolak memberi izin untuk {name}: “{why}”")
        return sentence.format(who=display(one.refused_by, 30), name=name, why=display(one.reason, 120))
    if not one.given_by:
        sentence = _("{who} minta izin mengantrekan {name}: “{why}”")
        return sentence.format(who=display(one.asked_by, 30), name=name, why=display(one.ask, 120))
    if one.valid:
        sentence = _("{who} memberi izin mengantrekan {name}: “{why}”")
    else:
        sentence = _("Izin {who} untuk {name} gugur, karena datanya berubah: “{why}”")
    return sentence.format(who=display(one.given_by, 30), name=name, why=display(one.reason, 120))
