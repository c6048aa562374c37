"""What holds today, told apart from what the list says: a star where it differs, and the list's words."""

from __future__ import annotations

from collections.abc import Mapping

from kelambu_tui.display import display
from kelambu_tui.locale import _

STAR = "*"
"""Stands behind a value that is not the list's."""


def starred(text: str, replaced: Mapping[str, str], *fields: str) -> str:
    """Return `text` with a star if one of `fields` holds something else than the list says."""
    return f"{text}{STAR}" if any(field in replaced for field in fields) else text


def listed_words(replaced: Mapping[str, str]) -> str:
    """Return what the list says of each field that holds something else: `nama SITI; alamat kosong`."""
    from kelambu_tui.work.list_values import field_label, shown_value

    parts = [
        f"{_in_a_line(field_label(field))} {shown_value(field, text) or _('kosong')}"
        for field, text in replaced.items()
    ]
    return display("; ".join(parts), 300)


def list_line(replaced: Mapping[str, str]) -> str:
    """Return the same as a sentence of its own, with the star that it explains; nothing for nothing."""
    if not replaced:
        return ""
    return _("{star} bukan dari daftar. Daftar menulis: {words}").format(
        star=STAR, words=listed_words(replaced)
    )


def _in_a_line(label: str) -> str:
    """Return a label as it stands within a line; NIK, RT and RW stay as they are."""
    return label if label.isupper() else label.lower()
