"""Records as a few long texts, one for each column: what crosses between two processes at little cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeAlias

from kelambu_tui.exchange.intake.records import Human, Place, Record

_BETWEEN = "\x1e"

Packed: TypeAlias = tuple[Any, ...]
"""Lines, keys, places, facts, name keys, NIK states, digests, housing and cells of some records."""

_Texts = str | list[str]


def pack(records: Sequence[Record]) -> Packed:
    """Return `records` as plain values, tuples and lists that `marshal` can write."""
    if not records:
        return ()
    lines, keys, places, humans, housing, cells = zip(*records, strict=True)
    values, name_keys, states, digests = zip(*humans, strict=True)
    return (
        list(lines),
        _joined(keys),
        [(tuple(place), sum(1 for _ in same)) for place, same in groupby(places)],
        [_joined(column) for column in zip(*values, strict=True)],
        _joined(name_keys),
        _joined(states),
        b"".join(digests),
        _joined(housing),
        _joined(cells),
    )


def unpack(packed: Packed) -> list[Record]:
    """Return the records that were packed."""
    if not packed:
        return []
    lines, keys, runs, values, name_keys, states, digests, housing, cells = packed
    places = []
    for place, times in runs:
        places += [Place._make(place)] * times
    humans = zip(
        zip(*map(_apart, values), strict=True),
        _apart(name_keys),
        _apart(states),
        [digests[at : at + 16] for at in range(0, len(digests), 16)],
        strict=True,
    )
    rows = zip(
        lines, _apart(keys), places, map(Human._make, humans), _apart(housing), _apart(cells), strict=True
    )
    return list(map(Record._make, rows))


def _joined(texts: Sequence[str]) -> _Texts:
    joined = _BETWEEN.join(texts)
    return joined if joined.count(_BETWEEN) == len(texts) - 1 else list(texts)


def _apart(texts: _Texts) -> list[str]:
    return texts.split(_BETWEEN) if isinstance(texts, str) else texts
