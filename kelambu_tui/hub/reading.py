"""Reading entries that anybody may have written: what cannot be read is kept, and named."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from kelambu_tui.hub.docket import Item

_LONGEST = 200
_UNFIT = re.compile(r"[\x00\ud800-\udfff]")
_MOST = 1 << 62


def read_items(device: str, first: int, lines: Sequence[bytes]) -> list[Item]:
    """Read the lines of a chain from `first` on; one that is no entry of this place bears a fault."""
    return [read_item(device, first + at, line) for at, line in enumerate(lines)]


def read_item(device: str, seq: int, line: bytes) -> Item:
    """Read one line; whatever it holds, an item comes of it."""
    item = Item(device, seq, line)
    try:
        fields = json.loads(line.decode())
        texts = [fields[name] for name in ("id", "kind", "author", "subject")]
        texts += [fields.get("ref", ""), fields.get("ref_hash", "")]
        body, base, version = fields["body"], fields.get("base", 0), fields["version"]
        # Joined, one look is enough; a text that is no text does not join.
        if fields["device"] != device or fields["seq"] != seq or _UNFIT.search("".join(texts)):
            raise ValueError
        if (
            max(map(len, texts)) > _LONGEST
            or not isinstance(body, dict)
            or type(base) is not int
            or type(version) is not int
        ):
            raise ValueError
        if abs(base) > _MOST or not texts[0]:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
        item.fault = "unreadable"
        return item
    item.id, item.kind, item.author, item.subject, item.ref, item.ref_hash = texts
    item.body, item.base, item.version = body, base, version
    return item


def fits(value: object) -> bool:
    """Whether every database's columns can hold it."""
    return isinstance(value, str) and len(value) <= _LONGEST and _UNFIT.search(value) is None
