"""Who holds what: for each of many keys the ascending numbers of those that hold it, in two flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]
"""Row numbers, counts and places in other arrays."""

Rows: TypeAlias = NDArray[np.int32] | NDArray[np.int64]
"""Row numbers, as wide as they come."""

Floats: TypeAlias = NDArray[np.float32]
"""Likenesses and scores."""

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Postings:
    """`items[starts[key]:starts[key + 1]]` are the holders of `key`."""

    starts: Ints
    items: Ints

    def of(self, keys: Rows) -> Ints:
        """The holders of all these keys, key after key."""
        return self.items[spans(self.starts, keys)]

    def between(self, first: int, last: int) -> Ints:
        """The holders of the keys from `first` up to `last`."""
        return self.items[self.starts[first] : self.starts[last]]

    def sizes(self, keys: Rows) -> Ints:
        """How many hold each of these keys."""
        return self.starts[keys + 1] - self.starts[keys]


def spans(starts: Ints, keys: Rows) -> NDArray[np.int64]:
    """Every number from `starts[key]` up to `starts[key + 1]`, for key after key."""
    first = starts[keys].astype(np.int64)
    sizes = starts[keys + 1] - first
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    found: NDArray[np.int64] = np.arange(total, dtype=np.int64) + np.repeat(first - ends + sizes, sizes)
    return found


def group(keys: NDArray[Any], items: NDArray[Any], count: int) -> Postings:
    """Gather `items` under their `keys` (0 up to `count`); items of one key keep their order."""
    order = np.argsort(keys, kind="stable")
    starts = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
    return Postings(starts, np.asarray(items, np.int32)[order])
