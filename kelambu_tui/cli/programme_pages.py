"""What a programme says, as pages and documents: its frame, its rules, what it costs and pays."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from kelambu_tui.cli.answering import table
from kelambu_tui.display import display
from kelambu_tui.locale import _, pick
from kelambu_tui.programme.amounts import grouped
from kelambu_tui.programme.telling import amount_words, contribution_words, source_lines, waiting_words

if TYPE_CHECKING:
    from kelambu_tui.programme.faults import Fault
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.programme.money import Benefit

_WIDTH = 100
_LONGEST = 2000


def fault_document(fault: Fault) -> dict[str, Any]:
    """Return a fault or remark; `column` is null where a whole part is meant."""
    return {
        "line": fault.line,
        "column": fault.column or None,
        "place": fault.place,
        "problem": fault.problem,
    }


def frame_document(programme: Programme) -> dict[str, Any]:
    """Return what names a programme and tells its size."""
    return {
        "name": programme.name,
        "title": pick(programme.title),
        "legal_basis": pick(programme.legal_basis),
        "regency": programme.regency.name,
        "start": programme.start.isoformat(),
        "period": programme.period,
        "places": programme.places,
        "quota": {str(desil): places for desil, places in sorted(programme.quota.items())},
        "counts": {
            "rules": len(programme.rules),
            "outcomes": len(programme.outcomes),
            "fields": len(programme.fields),
        },
        "digest": programme.digest,
    }


def frame_page(programme: Programme) -> str:
    """Return the same as aligned lines."""
    quota = ", ".join(
        _("desil {desil}: {places}").format(desil=desil, places=grouped(places))
        for desil, places in sorted(programme.quota.items())
    )
    sizes = _("{rules} aturan, {outcomes} hasil kunjungan, {fields} isian").format(
        rules=len(programme.rules), outcomes=len(programme.outcomes), fields=len(programme.fields)
    )
    rows = (
        (_("Program"), f"{programme.name}: {pick(programme.title)}"),
        (_("Dasar hukum"), pick(programme.legal_basis)),
        (_("Kabupaten/kota"), f"{programme.regency.name}, {programme.regency.province}"),
        (_("Rencana pendaftaran"), f"{programme.start:%d-%m-%Y}"),
        (_("Masa yang dibayar"), programme.period),
        (_("Kuota"), f"{grouped(programme.places)} ({quota})"),
        (_("Isi berkas"), sizes),
        (_("Sidik"), programme.digest),
    )
    widest = max(len(label) for label, _value in rows)
    return "\n".join(f"{label:<{widest}}  {display(value)}" for label, value in rows)


def rules_page(programme: Programme) -> str:
    """Return the rules with weight, days and source."""
    words = {"wajib": _("wajib"), "peringatan": _("peringatan")}
    rows = [
        (
            rule.code,
            pick(rule.title),
            words[rule.weight],
            _days(rule.effective_from, rule.effective_until),
            pick(rule.source),
        )
        for rule in programme.rules
    ]
    return table((_("Aturan"), _("Arti"), _("Bobot"), _("Berlaku"), _("Sumber")), rows)


def rules_document(programme: Programme) -> list[dict[str, Any]]:
    """Return the rules as `programme show` answers them."""
    return [
        {
            "rule": rule.code,
            "title": pick(rule.title),
            "weight": rule.weight,
            "effective_from": rule.effective_from.isoformat() if rule.effective_from else None,
            "effective_until": rule.effective_until.isoformat() if rule.effective_until else None,
            "in_force": rule.applies_on(programme.start),
            "source": pick(rule.source),
        }
        for rule in programme.rules
    ]


def _days(first: object, last: object) -> str:
    if first is None and last is None:
        return ""
    return f"{first or ''}..{last or ''}"


def money_document(programme: Programme) -> dict[str, Any]:
    """Return contribution and benefits of one person; amounts are whole rupiah, null where none is named."""
    tariff = programme.contribution.on(programme.start)
    return {
        "notice": pick(programme.benefits.notice),
        "contribution": {
            "payer": pick(programme.contribution.payer),
            "monthly": tariff.total if tariff else None,
            "jkk": tariff.jkk if tariff else None,
            "jkm": tariff.jkm if tariff else None,
            "months": programme.period_months,
            "total": tariff.total * programme.period_months if tariff else None,
            "source": pick(tariff.source) if tariff else "",
        },
        "benefits": [_benefit_document(programme, one) for one in programme.benefits.items],
    }


def _benefit_document(programme: Programme, benefit: Benefit) -> dict[str, Any]:
    waiting = benefit.waiting
    return {
        "benefit": benefit.code,
        "title": pick(benefit.title),
        "law": benefit.law,
        "law_source": pick(benefit.law_source),
        "article": benefit.article,
        "article_source": pick(benefit.article_source),
        "differs": benefit.differs,
        "note": pick(benefit.note),
        "waiting": None
        if waiting is None
        else {
            "months": waiting.months,
            "until": waiting.until(programme.start).isoformat(),
            "amount": waiting.amount,
            "note": pick(waiting.note),
            "source": pick(waiting.source),
        },
    }


def money_page(programme: Programme) -> str:
    """Return contribution and benefits of one person, the law's figure apart from the article's."""
    rows = [
        (
            pick(one.title),
            amount_words(one.law),
            amount_words(one.article),
            _("berbeda") if one.differs else "",
        )
        for one in programme.benefits.items
    ]
    headings = (_("Manfaat"), _("Menurut aturan"), _("Menurut artikel"), "")
    differs = any(one.differs for one in programme.benefits.items)
    advice = "\n" + _("Yang berbeda: peganglah angka menurut aturan.") if differs else ""
    parts = [
        _wrapped(pick(programme.benefits.notice), ""),
        _contribution(programme),
        *([table(headings, rows, right=frozenset({1, 2})) + advice] if rows else []),
        *(_details(programme, one) for one in programme.benefits.items),
    ]
    return "\n\n".join(parts)


def _contribution(programme: Programme) -> str:
    said, source = contribution_words(programme)
    lines = [_wrapped(said, "")]
    if source:
        lines.append(_wrapped(_("Sumber: {source}").format(source=source), "  "))
    return "\n".join(lines)


def _details(programme: Programme, benefit: Benefit) -> str:
    said = source_lines(benefit)
    if benefit.waiting is not None:
        said.append(waiting_words(programme, benefit.waiting))
    return "\n".join((display(pick(benefit.title)), *(_wrapped(line, "  ") for line in said)))


def _wrapped(text: str, indent: str) -> str:
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
    hanging = f"{indent}  " if indent else ""
    return textwrap.fill(
        display(text, _LONGEST), min(room, _WIDTH), initial_indent=indent, subsequent_indent=hanging
    )
