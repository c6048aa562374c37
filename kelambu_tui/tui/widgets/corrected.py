"""What holds today, told apart from what the list says: a star where it differs, and the list's words."""

from __future__ import annotations

from collections.abc import Mapping

from kelambu_tui.display import display
from kelambu_tui.locale import _

STAR = "*"
"""Stands before a value that is not the list's: the end of a long one is cut in a narrow column."""


def starred(text: str, replaced: Mapping[str, str], *fields: str) -> str:
    """Return `text` with a star if one of `fields` holds something else than the list says."""
    return f"{STAR}{text}" if any(field in replaced for field in fields) else text


def listed_words(replaced: Mapping[str, str]) -> str:
    """Return what the list says of each field that holds something else: `nama SITI; alamat kosong`."""
    from kelambu_tui.work.list_values import in_order, shown_value, words_of

    fields = in_order(replaced)
    parts = [
        f"{word} {shown_value(field, replaced[field]) or _('kosong')}"
        for field, word in zip(fields, words_of(fields), strict=True)
    ]
    return display("; ".join(parts), 300)


def list_line(replaced: Mapping[str, str]) -> str:
    """Return the same as a sentence of its own, with the star that it explains; nothing for nothing."""
    if not replaced:
        return ""
    return _("{star} Daftar menulis: {words}").format(star=STAR, words=listed_words(replaced))
