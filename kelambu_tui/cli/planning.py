"""`plan`: who is left, visited or to be visited again, RT by RT or family by family."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import village_label
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.plan import PlannedFamily, PlannedRt


@command(
    "plan",
    _(
        "Rencana kunjungan: per RT, berapa keluarga selesai, tidak di rumah, dan belum. Dengan --rt: "
        "keluarga RT itu satu per satu, dengan kode lima huruf untuk ditulis di kertas."
    ),
)
@click.option("--village", metavar="DESA", default="", help=_("Hanya desa ini (kode atau nama)."))
@click.option("--rt", metavar="RT", help=_("Keluarga-keluarga di RT ini."))
@click.option("--families", is_flag=True, help=_("Semua keluarga satu per satu."))
def plan(asked: Asked, village: str, rt: str | None, families: bool) -> int:
    """Show the plan."""
    from kelambu_tui.exchange.papers.walking import rt_number
    from kelambu_tui.work import plan as plans
    from kelambu_tui.work.records import covered_village

    with entered(asked) as here:
        code = covered_village(here.workspace, village)
        if rt is not None or families:
            number = None if rt is None else rt_number(rt)
            found = plans.plan(here.workspace, code, number)
            document: list[dict[str, Any]] = [asdict(one) for one in found]
            text = _families_table(found)
        else:
            rows = plans.plan_by_rt(here.workspace, code)
            document = [asdict(one) for one in rows]
            text = _rt_table(rows)
    if not document:
        tell(_("Tidak ada keluarga di situ."))
    answer(asked.json, document, lambda: text)
    return DONE


def _rt_table(rows: list[PlannedRt]) -> str:
    if not rows:
        return ""
    headings = (
        _("Desa"), "RW", "RT", _("Keluarga"), _("Selesai"), _("Sebagian"), _("Tidak di rumah"), _("Belum"),
        _("Datang lagi"),
    )  # fmt: skip
    lines = [
        (
            village_label(one.village),
            one.rw or "-",
            one.rt or "-",
            one.families,
            one.done,
            one.begun,
            one.missed,
            one.left,
            one.next,
        )
        for one in rows
    ]
    return table(headings, lines, right=frozenset(range(3, 8)))


def _families_table(found: list[PlannedFamily]) -> str:
    if not found:
        return ""
    states = {
        "belum": _("belum"),
        "mulai": _("sebagian"),
        "tidak_di_rumah": _("tidak di rumah"),
        "selesai": _("selesai"),
    }
    headings = (
        _("Kode"), "RT", _("Kepala keluarga"), _("Alamat"), _("Desil"), _("Orang"), _("Diperiksa"),
        _("Keadaan"), _("Datang lagi"), _("Catatan"),
    )  # fmt: skip
    lines = [
        (
            one.code,
            one.rt or "-",
            one.head,
            one.address,
            one.desil or "-",
            one.members,
            one.checked,
            states.get(one.state, one.state),
            one.next,
            one.note,
        )
        for one in found
    ]
    return table(headings, lines, right=frozenset({4, 5, 6}))


COMMANDS = {"plan": plan}
