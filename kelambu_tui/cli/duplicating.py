"""`duplicates`: who may be on the list twice, and what people said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import Entered, entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.leaves import Leave
    from kelambu_tui.work.suspicions import Suspect

_VERDICTS = {
    "same": "sama",
    "sama": "sama",
    "different": "beda",
    "beda": "beda",
    "unsure": "ragu",
    "ragu": "ragu",
}
_ENGLISH = {"sama": "same", "beda": "different", "ragu": "unsure", "terbuka": "open", "": ""}


@command(
    "duplicates",
    _(
        "Pasangan catatan yang mungkin satu orang, yang paling mungkin di atas, masing-masing dengan "
        "alasannya. Dengan --judge: putuskan; tidak ada catatan yang digabung atau dihapus.\n\n"
        "Contoh: kelambu duplicates --judge 4040000005 4040000017 same"
    ),
)
@click.option(
    "--min-probability",
    "least",
    type=click.FloatRange(0, 1),
    default=0.5,
    metavar="P",
    help=_("Hanya pasangan dengan kemungkinan sebesar ini atau lebih (0,5)."),
)
@click.option(
    "--kind",
    type=click.Choice(["nik", "person"]),
    help=_("Hanya yang NIK-nya sama (nik), atau yang orangnya tampak sama dengan NIK lain (person)."),
)
@click.option("--person", metavar="ORANG", help=_("Hanya pasangan orang ini."))
@click.option("--all", "everything", is_flag=True, help=_("Juga pasangan yang sudah diputuskan."))
@click.option(
    "--judge",
    nargs=3,
    metavar="A B PUTUSAN",
    help=_("Putuskan dua orang: same (sama), different (beda), atau unsure (ragu)."),
)
@click.option("--undo", nargs=2, metavar="A B", help=_("Batalkan putusan terakhir untuk dua orang."))
@click.option(
    "--ask", metavar="ORANG", help=_("Minta izin penyelia untuk mengantrekan orang ini (--reason).")
)
@click.option(
    "--allow", metavar="ORANG", help=_("Sebagai penyelia: izinkan orang ini diantrekan (--reason).")
)
@click.option("--refuse", metavar="ORANG", help=_("Sebagai penyelia: tolak izin itu (--reason)."))
@click.option("--requests", is_flag=True, help=_("Daftar izin yang diminta dan yang diberikan."))
@click.option("--reason", metavar="TEKS", default="", help=_("Alasan permintaan atau izin."))
@click.option("--note", metavar="TEKS", default="", help=_("Keterangan pada putusan."))
def duplicates(asked: Asked, **given: Any) -> int:
    """List suspicious pairs, or settle one."""
    acts = [name for name in _ACTS if given[name]]
    if len(acts) > 1:
        raise Unreadable(_("Pilih satu saja: {acts}.").format(acts=", ".join(f"--{name}" for name in acts)))
    with entered(asked) as here:
        document, text = _ACTS[acts[0]](here, given) if acts else _list(here, given)
    answer(asked.json, document, lambda: text)
    return DONE


def _list(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.matching.pairs import Kind
    from kelambu_tui.work.duplicates import suspects
    from kelambu_tui.work.finding import resolve_person

    kinds = {
        None: tuple(Kind),
        "nik": (Kind.SAME_NIK, Kind.SAME_BOTH),
        "person": (Kind.SAME_PERSON,),
    }[given["kind"]]
    person = resolve_person(here.workspace, given["person"]) if given["person"] else ""
    found = suspects(
        here.workspace, kinds=kinds, least=given["least"], settled=given["everything"], person=person
    )
    if not found:
        tell(_("Tidak ada pasangan yang perlu dilihat."))
    return [_document(one) for one in found], _text(found)


def _judge(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.duplicates import judge_pair

    named_a, named_b, word = given["judge"]
    a, b = _people(here, named_a, named_b)
    if word not in _VERDICTS:
        raise Unreadable(
            _("Putusan “{verdict}” tidak dikenal. Pilih salah satu: {known}.").format(
                verdict=word, known="same, different, unsure"
            )
        )
    entry = judge_pair(here.workspace, a, b, _VERDICTS[word], given["note"])
    document = {"a": a, "b": b, "verdict": _ENGLISH[_VERDICTS[word]], "entry": entry}
    return document, _("Tercatat: {a} dan {b} {verdict}.").format(a=a, b=b, verdict=_words(_VERDICTS[word]))


def _undo(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.duplicates import undo_verdict

    a, b = _people(here, *given["undo"])
    verdict = undo_verdict(here.workspace, a, b)
    text = _("Putusan dibatalkan. Sekarang: {verdict}.").format(verdict=_words(verdict or "terbuka"))
    return {"a": a, "b": b, "verdict": _ENGLISH[verdict or "terbuka"]}, text


def _ask(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.leaves import ask_leave

    person = resolve_person(here.workspace, given["ask"])
    count = ask_leave(here.workspace, person, given["reason"])
    text = _("Izin untuk {person} diminta ({count} pasangan). Penyelia melihatnya di Permintaan.")
    return {"person": person, "pairs": count, "given": False}, text.format(person=person, count=count)


def _allow(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.leaves import give_leave

    person = resolve_person(here.workspace, given["allow"])
    count = give_leave(here.workspace, person, given["reason"], here.passphrase)
    text = _("{person} boleh diantrekan ({count} pasangan), selama datanya tetap.")
    return {"person": person, "pairs": count, "given": True}, text.format(person=person, count=count)


def _refuse(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.leaves import refuse_leave

    person = resolve_person(here.workspace, given["refuse"])
    refuse_leave(here.workspace, person, given["reason"], here.passphrase)
    text = _("Izin untuk {person} ditolak; yang memintanya melihat alasannya.")
    return {"person": person, "pairs": 0, "given": False}, text.format(person=person)


def _requests(here: Entered, _given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.leaves import leaves

    found = leaves(here.workspace)
    if not found:
        tell(_("Tidak ada izin yang diminta."))
    headings = (_("Orang"), _("Catatan lain"), _("Diminta"), _("Alasan"), _("Dijawab"), _("Alasan jawaban"))
    rows = [(one.person, one.other, one.asked_by, one.ask, _by(one), one.reason) for one in found]
    return [_leave_document(one) for one in found], table(headings, rows) if rows else ""


_ACTS: dict[str, Callable[[Entered, dict[str, Any]], tuple[Any, str]]] = {
    "judge": _judge,
    "undo": _undo,
    "ask": _ask,
    "allow": _allow,
    "refuse": _refuse,
}
_ACTS["requests"] = _requests


def _people(here: Entered, a: str, b: str) -> tuple[str, str]:
    from kelambu_tui.work.finding import resolve_person

    first, second = (resolve_person(here.workspace, named) for named in (a, b))
    return min(first, second), max(first, second)


def _by(one: Leave) -> str:
    if one.refused_by:
        return _("ditolak {by}").format(by=one.refused_by)
    return one.given_by + ("" if one.valid or not one.given_by else f" ({_('datanya berubah')})")


def _leave_document(one: Leave) -> dict[str, Any]:
    return {
        "person": one.person,
        "other": one.other,
        "asked_by": one.asked_by,
        "ask": one.ask,
        "given_by": one.given_by,
        "refused_by": one.refused_by,
        "reason": one.reason,
        "valid": one.valid,
    }


def _document(one: Suspect) -> dict[str, Any]:
    from kelambu_tui.matching.explaining import sentence

    return {
        "a": one.pair.a,
        "b": one.pair.b,
        "probability": round(one.pair.probability, 4),
        "kind": one.pair.kind.value,
        "standing": _ENGLISH[one.standing],
        "strong": one.strong,
        "evidence": [
            {
                "field": item.field,
                "level": item.level,
                "weight": round(item.weight, 2),
                "text": sentence(item),
            }
            for item in one.pair.evidence
        ],
    }


def _text(found: list[Suspect]) -> str:
    from kelambu_tui.matching.explaining import explain

    blocks = []
    for one in found:
        mark = _("tahan antrean") if one.strong else _words(one.standing)
        blocks.append(
            f"{100 * one.pair.probability:3.0f}%  {one.pair.a}  {display(one.name_a, 60)}\n"
            f"      {one.pair.b}  {display(one.name_b, 60)}  [{mark}]\n"
            f"      {display(explain(one.pair), 400)}"
        )
    return "\n\n".join(blocks)


def _words(standing: str) -> str:
    return {
        "sama": _("orang yang sama"),
        "beda": _("orang yang berbeda"),
        "ragu": _("belum pasti"),
        "terbuka": _("belum diputuskan"),
    }[standing]


COMMANDS = {"duplicates": duplicates}
