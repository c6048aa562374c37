"""Numbers that are read aloud over the phone: groups of four digits and a check digit each.

The check digit is Damm's (H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004): it notices
every single wrong digit and every swap of neighbours. Each group starts from its own number, so two
groups that changed places are noticed too, and the faulty group can be named.
"""

from __future__ import annotations

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

GROUP = 4
"""Digits of a group that carry the number; the fifth checks them."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def spoken(digits: str) -> str:
    """Write `digits` (a multiple of four) in groups of five: `12345 67890`."""
    groups = (digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
    return " ".join(group + _check(number, group) for number, group in enumerate(groups, 1))


def heard(text: str, groups: int) -> str:
    """Read what somebody typed from the phone back into its digits; blanks and dashes do not count.

    Raises `Unreadable` when there are not `groups` groups of five digits, or names the groups that were
    misheard.
    """
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    strange = any(not (char.isdigit() and char.isascii()) and char not in " -.\t\r\n" for char in text)
    if strange or len(digits) != groups * (GROUP + 1):
        raise Unreadable(
            _("Angkanya harus {groups} kelompok yang masing-masing 5 angka. Minta dibacakan lagi.").format(
                groups=groups
            )
        )
    parts = [digits[at : at + GROUP + 1] for at in range(0, len(digits), GROUP + 1)]
    wrong = [n for n, part in enumerate(parts, 1) if _check(n, part[:GROUP]) != part[GROUP]]
    if wrong:
        raise Unreadable(
            _("Kelompok ke-{groups} salah dengar atau salah ketik. Minta dibacakan lagi.").format(
                groups=", ".join(map(str, wrong))
            )
        )
    return "".join(part[:GROUP] for part in parts)


def _check(number: int, group: str) -> str:
    interim = number % 10
    for digit in group:
        interim = _DAMM[interim][int(digit)]
    return str(interim)
