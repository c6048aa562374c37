"""`conflicts`: what laptops disagree about, and which of two visits holds."""

from __future__ import annotations

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
    from kelambu_tui.work.reconciling import Disagreement, Visit


@command(
    "conflicts",
    _(
        "Yang berbeda di dua laptop: kunjungan yang tidak saling tahu, dan catatan yang tidak dihitung "
        "dengan sebab dan langkah berikutnya. Dengan --decide: pilih kunjungan yang benar.\n\n"
        "Contoh: kelambu conflicts --decide 01a209f4 --visit 1 --reason 'KTP dilihat'"
    ),
)
@click.option("--all", "everything", is_flag=True, help=_("Juga yang sudah selesai."))
@click.option(
    "--decide", metavar="ID", help=_("Sebagai penyelia: pilih kunjungan yang benar (--visit, --reason).")
)
@click.option(
    "--visit", type=click.IntRange(1), metavar="N", help=_("Kunjungan yang benar: nomornya di daftar.")
)
@click.option("--reason", metavar="TEKS", default="", help=_("Mengapa kunjungan itu yang benar."))
@click.option("--note", metavar="TEKS", default="", help=_("Keterangan pada putusan."))
@click.option("--read", "noted", metavar="ID", help=_("Singkirkan baris yang hanya perlu dibaca."))
def conflicts(asked: Asked, **given: Any) -> int:
    """List disagreements, or settle one."""
    if given["decide"] and given["noted"]:
        raise Unreadable(_("Pilih satu saja: {acts}.").format(acts="--decide, --read"))
    with entered(asked) as here:
        if given["decide"]:
            document, text = _decide(here, given)
        elif given["noted"]:
            document, text = _read(here, given["noted"])
        else:
            document, text = _list(here, everything=given["everything"])
    answer(asked.json, document, lambda: text)
    return DONE


def _list(here: Entered, *, everything: bool) -> tuple[Any, str]:
    from kelambu_tui.work.reconciling import OPEN, conflicts

    found = conflicts(here.workspace, (*OPEN, "selesai") if everything else OPEN)
    if not found:
        tell(_("Tidak ada selisih."))
    return [_document(one) for one in found], "\n\n".join(_text(one) for one in found)


def _decide(here: Entered, given: dict[str, Any]) -> tuple[Any, str]:
    from kelambu_tui.work.reconciling import decide, find_conflict

    found = find_conflict(here.workspace, given["decide"])
    if given["visit"] is None or given["visit"] > max(len(found.visits), 1):
        raise Unreadable(_("Sebutkan kunjungan yang benar dengan --visit: 1 atau 2."))
    chosen = found.visits[given["visit"] - 1].entry if found.visits else ""
    decide(here.workspace, found.entry, chosen, given["reason"], here.passphrase, given["note"])
    document = {"entry": found.entry, "person": found.person, "chosen": chosen}
    return document, _("Kunjungan {number} berlaku untuk {name}.").format(
        number=given["visit"], name=display(found.name or found.person)
    )


def _read(here: Entered, entry: str) -> tuple[Any, str]:
    from kelambu_tui.work.reconciling import find_conflict, put_away

    found = find_conflict(here.workspace, entry)
    put_away(here.workspace, found.entry)
    return {"entry": found.entry, "person": found.person}, _("Dicatat sebagai sudah dibaca.")


def _document(one: Disagreement) -> dict[str, Any]:
    names = ("entry", "person", "name", "village", "kind", "code", "why", "step", "state", "author", "device")
    more = ("at", "chosen", "decided_by", "decided_at", "reason")
    visits = [_visit(visit) for visit in one.visits]
    return {name: getattr(one, name) for name in (*names, *more)} | {"visits": visits}


def _visit(visit: Visit) -> dict[str, Any]:
    names = ("entry", "author", "device", "at", "outcome")
    return {name: getattr(visit, name) for name in names} | {"fields": dict(visit.fields)}


def _text(one: Disagreement) -> str:
    from kelambu_tui.work.reconciling import differences

    lines = [
        _("{name} ({person}), {author} di laptop {device}, {at}: {state}").format(
            name=display(one.name or "-"),
            person=display(one.person),
            author=display(one.author),
            device=display(one.device),
            at=one.at,
            state=one.state,
        ),
        _("ID {entry}").format(entry=one.entry),
        one.why,
        *([one.step] if one.state == "menunggu" else []),
    ]
    if one.visits:
        heads = [f"{number} {visit.author}" for number, visit in enumerate(one.visits, 1)]
        rows = [(line.label, "x" if line.differs else "=", *line.values) for line in differences(one)]
        lines.append(table(("", "", *heads), rows))
    return "\n".join(lines)


COMMANDS = {"conflicts": conflicts}
