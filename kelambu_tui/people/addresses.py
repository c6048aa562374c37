"""Addresses: the RT and RW that they name, in one spelling."""

from __future__ import annotations

import re

_RT = re.compile(r"\bRT\s*[.:/-]?\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_RW = re.compile(r"(?<![A-Z])RW\s*[.:/-]?\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_RT_RW = re.compile(r"\bRT\s*[./-]?\s*RW\s*[.:]?\s*(\d{1,3})\s*[/-]\s*(\d{1,3})\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\d/])(\d{3})\s*/\s*(\d{3})(?![\d/])")


def rt_rw_of(address: str) -> tuple[str, str]:
    """Return RT and RW of an address as three digits, '' where it names none.

    Knows `RT 003/RW 002`, `RT.3 RW.2`, `RT/RW 003/002` and a bare `003/002`.
    """
    rt, rw = _rt_rw(address)
    return three_digits(rt), three_digits(rw)


def three_digits(number: str) -> str:
    """Write the number of an RT or RW one way: `3`, `03` and `RT 3` are `003`; no number is ''."""
    found = re.search(r"\d{1,3}", number)
    return found[0].zfill(3) if found else ""


def _rt_rw(address: str) -> tuple[str, str]:
    if found := _RT_RW.search(address):
        return found[1], found[2]
    rt, rw = _RT.search(address), _RW.search(address)
    if rt is None and rw is None:
        bare = _BARE.search(address)
        return (bare[1], bare[2]) if bare else ("", "")
    if rt is not None and rw is None and (after := re.match(r"\s*/\s*(\d{1,3})\b", address[rt.end() :])):
        return rt[1], after[1]  # RT 003/002
    return rt[1] if rt else "", rw[1] if rw else ""
