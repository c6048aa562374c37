"""Fitting words into columns, and dates and numbers as people here write them."""

from __future__ import annotations

from datetime import date, datetime

from rich.cells import cell_len, set_cell_size

from kelambu_tui.display import display
from kelambu_tui.locale import _, language
from kelambu_tui.tui.glyphs import spoken

CUT = "~"
"""Ends a text that was cut; unlike the ellipsis it has one width in every locale."""


def fit(text: object, width: int, right: bool = False) -> str:
    """Return `text`, made harmless, as exactly `width` terminal cells: cut with `~` or filled with blanks."""
    line = spoken(display(text))
    if width <= 0:
        return ""
    if cell_len(line) > width:
        return set_cell_size(set_cell_size(line, width - 1).rstrip() + CUT, width)
    blanks = " " * (width - cell_len(line))
    return blanks + line if right else line + blanks


def number(value: int) -> str:
    """Return `value` with the thousands mark of the language in use: 12.451 or 12,451."""
    grouped = f"{value:,}"
    return grouped if language() == "en" else grouped.replace(",", ".")


def day_words(day: date) -> str:
    """Return `day` in full: `Senin, 23 November 2026`."""
    days = (_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"))
    return f"{days[day.weekday()]}, {day.day} {_months()[day.month - 1]} {day.year}"


def _months() -> tuple[str, ...]:
    return (
        _("Januari"),
        _("Februari"),
        _("Maret"),
        _("April"),
        _("Mei"),
        _("Juni"),
        _("Juli"),
        _("Agustus"),
        _("September"),
        _("Oktober"),
        _("November"),
        _("Desember"),
    )


def short_date(day: date | None) -> str:
    """Return `day` as `dd-mm-yyyy`, or nothing when it is not known."""
    return day.strftime("%d-%m-%Y") if day else ""


def short_day(text: str) -> str:
    """Return the ISO date `text` as `dd-mm-yyyy`, or nothing when it is not one."""
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return ""


def moment(text: str) -> datetime | None:
    """Return the ISO moment `text` (UTC) in the laptop's own time zone, or None when it is not one."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone() if at.tzinfo else at


def clock(text: str) -> str:
    """Return the time of day of an ISO moment, to the second; other text is given back."""
    at = moment(text)
    return at.strftime("%H:%M:%S") if at else display(text)


def day_and_clock(text: str) -> str:
    """Return an ISO moment as `23-11 14:03`; other text is given back."""
    at = moment(text)
    return at.strftime("%d-%m %H:%M") if at else display(text)


def full_moment(text: str) -> str:
    """Return an ISO moment as `23-11-2026 14:03:22`; other text is given back."""
    at = moment(text)
    return at.strftime("%d-%m-%Y %H:%M:%S") if at else display(text)


def bar(share: float, width: int, full: str, rest: str) -> tuple[str, str]:
    """Return the filled and the empty part of a bar of `width` cells; a share above 0 shows at least one."""
    share = min(max(share, 0.0), 1.0)
    filled = min(width, max(round(share * width), 1 if share > 0 else 0))
    return full * filled, rest * (width - filled)
