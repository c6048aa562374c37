"""Who signs a berita acara: the village head, the facilitator, and somebody of the village."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kelambu_tui.display import display
from kelambu_tui.people.villages import Village
from kelambu_tui.work.sessions import Present, Session

_HEAD = re.compile(r"\b(?:kades|kepala desa|lurah|pj\.? ?kades|plt\.? ?(?:kades|lurah))\b")
_OFFICER = re.compile(r"\b(?:fasilitator|psm|petugas|pendamping|tksk)\b")
_VILLAGER = re.compile(r"\b(?:bpd|lpm|lpmk|tokoh|ketua rt|ketua rw|rt|rw)\b")


def signers(session: Session, village: Village | None) -> list[dict[str, str]]:
    """Return the signature lines in order: office and, where somebody present holds it, the name."""
    ward = village is not None and village.kind == "kelurahan"
    lines = (
        ("Lurah" if ward else "Kepala Desa", _HEAD),
        ("Fasilitator", _OFFICER),
        ("LPMK / Tokoh Masyarakat" if ward else "BPD / Tokoh Masyarakat", _VILLAGER),
    )
    taken: set[Present] = set()
    found = []
    for office, pattern in lines:
        holder = _holder(session.present, pattern, taken)
        if holder is not None:
            taken.add(holder)
        found.append({"office": office, "name": display(holder.name) if holder else ""})
    return found


def _holder(present: Sequence[Present], pattern: re.Pattern[str], taken: set[Present]) -> Present | None:
    return next((one for one in present if one not in taken and pattern.search(one.role.lower())), None)
