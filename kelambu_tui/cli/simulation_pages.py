"""What a simulation found, as a page and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kelambu_tui.cli.answering import table
from kelambu_tui.cli.showing import village_label
from kelambu_tui.locale import _, pick
from kelambu_tui.people.nik import mask
from kelambu_tui.programme.amounts import grouped

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.simulating import Group, Mover, RuleCount, Simulation


def simulation_document(found: Simulation, now: Programme, then: Programme, people: bool) -> dict[str, Any]:
    """Return the whole simulation; `persons` only where `people` asks for them."""
    named = [{"name": one.name, "start": one.start.isoformat(), "digest": one.digest} for one in (now, then)]
    document: dict[str, Any] = {
        "in_force": named[0],
        "file": named[1],
        "people": found.people,
        "now": found.now,
        "then": found.then,
        "enter": found.enters,
        "leave": found.leaves,
        "villages": [{"village": one.key, "label": one.label} | _counts(one) for one in found.villages],
        "desils": [{"desil": int(one.key) if one.key else None} | _counts(one) for one in found.desils],
        "rules": [_rule(one) for one in found.rules],
    }
    return document | ({"persons": [_mover(one) for one in found.movers]} if people else {})


def _counts(group: Group) -> dict[str, int]:
    return {
        "people": group.people,
        "now": group.now,
        "then": group.then,
        "enter": group.enters,
        "leave": group.leaves,
    }


def _rule(one: RuleCount) -> dict[str, Any]:
    return {
        "rule": one.code,
        "title_now": pick(one.rule_now.title) if one.rule_now else None,
        "title_then": pick(one.rule_then.title) if one.rule_then else None,
        "now": one.now,
        "then": one.then,
    }


def _mover(one: Mover) -> dict[str, Any]:
    return {
        "person": one.person,
        "nik": mask(one.nik),
        "name": one.name,
        "village": one.village,
        "desil": one.desil,
        "direction": one.direction,
        "rule": one.rule.code,
    }


def simulation_page(found: Simulation, now: Programme, then: Programme, by: str, people: bool) -> str:
    """Return totals, the counts `by` village, desil or rule alone, and the people who move."""
    head = _(
        "{now_name} (berlaku, mulai {now_start}) dan {then_name} (berkas, mulai {then_start})\n"
        "{people} orang. Tidak ditolak aturan: sekarang {now}, nanti {then}. Masuk {enter}, keluar {leave}."
    ).format(
        now_name=now.name,
        now_start=f"{now.start:%d/%m/%Y}",
        then_name=then.name,
        then_start=f"{then.start:%d/%m/%Y}",
        people=grouped(found.people),
        now=grouped(found.now),
        then=grouped(found.then),
        enter=grouped(found.enters),
        leave=grouped(found.leaves),
    )
    groups = {"village": (_("Desa"), found.villages), "desil": (_("Desil"), found.desils)}.get(by)
    parts = [head, *([_groups(*groups)] if groups else []), _rules(found.rules)]
    return "\n\n".join([*parts, *([_people(found.movers)] if people and found.movers else [])])


def _groups(heading: str, groups: tuple[Group, ...]) -> str:
    """The groups in which somebody moves; the others are counted in one line."""
    moved = [one for one in groups if one.enters or one.leaves]
    still = len(groups) - len(moved)
    rest = [_("Tanpa perubahan: {count}.").format(count=grouped(still))] if still else []
    if not moved:
        return rest[0] if rest else _("Tidak ada orang di wilayah ini.")
    headings = (heading, _("Orang"), _("Sekarang"), _("Nanti"), _("Masuk"), _("Keluar"))
    rows = [(one.label or "-", *(grouped(count) for count in _counts(one).values())) for one in moved]
    return "\n".join((table(headings, rows, right=frozenset(range(1, 6))), *rest))


def _rules(rules: tuple[RuleCount, ...]) -> str:
    def shown(count: int | None) -> str:
        return "-" if count is None else grouped(count)

    rows = [(one.code, _titles(one), shown(one.now), shown(one.then)) for one in rules]
    headings = (_("Aturan"), _("Arti"), _("Menolak sekarang"), _("Menolak nanti"))
    return table(headings, rows, right=frozenset({2, 3}))


def _titles(one: RuleCount) -> str:
    """What the rule asks; both wordings where the two programmes differ in them."""
    titles = [pick(rule.title) for rule in (one.rule_now, one.rule_then) if rule is not None]
    return " / ".join(dict.fromkeys(titles))


def _people(movers: tuple[Mover, ...]) -> str:
    words = {"masuk": _("masuk"), "keluar": _("keluar")}
    rows = [
        (
            one.person,
            mask(one.nik),
            one.name,
            village_label(one.village),
            words[one.direction],
            one.rule.code,
        )
        for one in movers
    ]
    return table((_("Orang"), _("NIK"), _("Nama"), _("Desa"), _("Arah"), _("Aturan")), rows)
