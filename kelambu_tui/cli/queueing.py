"""`queue`: what waits, what came back, and what to add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, REFUSED, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import niks, queue_document, queue_table, reveal_option
from kelambu_tui.errors import Refused
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import Workspace


@command(
    "queue",
    _(
        "Tanpa ORANG: antrean di wilayah Anda, tiap orang dengan usulan terbarunya, termasuk yang "
        "dikembalikan. Dengan ORANG (NIK, ID orang, atau "
        "ID Individu; boleh beberapa): antrekan mereka yang verifikasinya sudah tercatat layak."
    ),
)
@click.argument("people", metavar="[ORANG]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help=_("Juga usulan lama orang yang sama."))
@reveal_option()
def queue(asked: Asked, people: tuple[str, ...], everything: bool, reveal_nik: bool) -> int:
    """List the queue, or add to it."""
    from kelambu_tui.work.enrolment import queue_rows

    with entered(asked) as here:
        if people:
            return _add(asked, here.workspace, people)
        rows = queue_rows(here.workspace)
        if not everything:
            # Rows come oldest first, so the newest of each person stays.
            rows = list({row.person: row for row in rows}.values())
        shown = niks(here.workspace, [(row.person, row.nik) for row in rows], reveal_nik)
    if not rows:
        tell(_("Antrean kosong."))
    answer(asked.json, queue_document(rows, shown), lambda: queue_table(rows, shown))
    return DONE


def _add(asked: Asked, workspace: Workspace, people: tuple[str, ...]) -> int:
    done = [_queued(workspace, named) for named in people]
    for one in done:
        if one["sentence"]:
            tell(f"{one['person']}: {one['sentence']}")
    good = [one for one in done if one["queued"]]
    answer(asked.json, done, lambda: "\n".join(f"{one['person']}  {one['id']}" for one in good))
    return DONE if len(good) == len(done) else REFUSED


def _queued(workspace: Workspace, named: str) -> dict[str, Any]:
    from kelambu_tui.work.enrolment import queue as queue_person
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.records import shown_id

    person = None
    try:
        person = resolve_person(workspace, named)
        return {"person": person, "queued": True, "id": queue_person(workspace, person), "sentence": ""}
    except Refused as refusal:
        shown = person or shown_id(named)
        return {"person": shown, "queued": False, "id": None, "sentence": str(refusal)}


COMMANDS = {"queue": queue}
