"""Numbers and amounts of money as the language in use writes them."""

from __future__ import annotations

from kelambu_tui.locale import language


def grouped(number: int) -> str:
    """Return a number with its thousands apart: 12.451, in English 12,451."""
    return f"{number:,}" if language() == "en" else f"{number:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """Return an amount of whole rupiah: Rp42.000.000, in English Rp42,000,000."""
    return f"Rp{grouped(amount)}"
