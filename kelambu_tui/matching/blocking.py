"""Which pairs are compared at all: those that meet under at least one of several keys.

A key that too many share is not dropped but refined: its block falls apart under a second key, a third,
and what is still too large is read in the order of the list through a window. So the work per person is
bounded whatever the size of the list, and no block is ever skipped unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from kelambu_tui.matching.arrays import Anything, Codes, Flags, Longs, mixed, side_by_side
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.niks import Shape

LARGEST = 48
"""Most rows of a block that are all compared with each other."""

LARGEST_WEAK = 8
"""The same for keys that say little: a common name alone, an address that many share."""

WORDS_AS_KEYS = 3
"""Words of a name, the first ones, that are keys."""

MERGED_AT = 1 << 22
"""New pairs that are put with the others at a time: keys repeat each other, and memory is short."""

WINDOW = 8
"""How many followers each row of a block that no key refines any more is compared with."""


@dataclass(frozen=True, slots=True)
class Key:
    """One way to meet: `rows` and, for each, its `keys`; `finer` refine the keys of large blocks.

    A row may stand several times, once per word of its name.
    """

    name: str
    rows: Codes
    keys: Longs
    finer: tuple[Longs, ...] = ()  # per person, not per entry of `rows`
    largest: int = LARGEST


def keys_of(columns: Columns, first: int = 0) -> Iterator[Key]:
    """Yield every key of the rows from `first` on, one after the other: all at once would fill the memory."""
    made = _Maker(columns, first)
    for keys in (made.by_number, made.by_birth, made.by_name, made.by_home, made.by_rare_words):
        yield from keys()


class _Maker:
    """The columns that keys are made of, computed once."""

    def __init__(self, columns: Columns, first: int) -> None:
        self.columns = columns
        self.all = np.arange(first, len(columns), dtype=np.int32)
        self.first = first
        self.name = columns["name"][first:]
        self.village = columns["village"][first:]
        birth = columns["birth_date"][first:]
        self.dated = birth >= 0
        parts = columns.births.parts if len(columns.births.parts) else np.zeros((1, 3), dtype=np.int16)
        year, month, day = (parts[birth, part].astype(np.int64) for part in range(3))
        self.year = np.where(self.dated, year, 0)
        # Day and month in either order, so that swapped ones meet.
        self.days = np.where(self.dated, np.minimum(month, day) * 100 + np.maximum(month, day), 0)
        self.named = self.name >= 0
        self.loose = self._of_name(columns.names.loose)
        self.words: Anything = (
            columns.names.words[self.name] if len(columns.names) else np.empty((len(self.all), 0), np.int32)
        )

    def by_number(self) -> Iterator[Key]:
        numbers = self.columns.numbers
        signs, lengths = numbers.signs[self.first :], numbers.lengths[self.first :]
        shapes = numbers.shapes[self.first :]
        usable = (shapes == Shape.WHOLE) | (shapes == Shape.CUT)
        is_nik = usable & (lengths >= 15)
        number = _read_digits(signs, 0, 15)
        yield self._key("nik", number, usable, self.year, self.days)
        yield self._key("nik_tanpa_urut", _read_digits(signs, 0, 12), is_nik, self.loose, self.village)
        yield self._key(
            "nik_tanpa_wilayah",
            _read_digits(signs, 6, 15),
            is_nik,
            self.year,
            self.loose,
            largest=LARGEST_WEAK,
        )
        rest = mixed(_read_digits(signs, 0, 6), _read_digits(signs, 10, 15))
        yield self._words(
            "nik_tanpa_hari",
            is_nik & self.named,
            lambda word: mixed(rest, word),
            (self.year, self.loose),
            largest=LARGEST_WEAK,
        )

    def by_birth(self) -> Iterator[Key]:
        yield self._key(
            "lahir_desa",
            mixed(self.year, self.days, self.village),
            self.dated & (self.village >= 0),
            self.loose,
        )
        both = self.dated & self.named
        born = mixed(self.year, self.days)
        yield self._words(
            "lahir_awal_nama",
            both,
            lambda word: mixed(born, self._start(word, 0xFFFF)),
            (self.village, self.loose),
        )
        for shift in (0, 1):
            # Two years share a bucket, the buckets of the two shifts overlap: one year off always meets.
            near = mixed((self.year + shift) // 2, self.days)
            yield self._words(
                f"lahir_dekat_{shift}",
                both,
                lambda word, near=near: mixed(near, self._start(word, 0xFFFFFFFF)),  # type: ignore[misc]
                (self.village, self.loose),
                largest=LARGEST_WEAK,
            )

    def by_name(self) -> Iterator[Key]:
        yield self._key(
            "nama_hari", mixed(self.loose, self.days), self.named & self.dated, self.year, self.village
        )
        yield self._key(
            "nama",
            mixed(self.loose),
            self.named,
            self.village,
            self.year // 4,
            self.days,
            largest=LARGEST_WEAK,
        )

    def by_home(self) -> Iterator[Key]:
        home = self.columns["household"][self.first :]
        yield self._key("keluarga", mixed(home), home > 0, self.year)
        mother = self.columns["mother_name"][self.first :]
        if (mother >= 0).any():
            known = self.columns.mothers.loose[mother]
            yield self._key("ibu", mixed(known, self.year), mother >= 0, self.days, self.loose)
        address = self.columns["address"][self.first :]
        yield self._key(
            "alamat",
            mixed(address, self.village),
            address >= 0,
            self.year // 2,
            self.days,
            self.loose,
            largest=LARGEST_WEAK,
        )

    def by_rare_words(self) -> Iterator[Key]:
        """Words of an address or a place that few people have; the common ones tell nothing alone."""
        for name, texts in (("address", self.columns.addresses), ("village", self.columns.villages)):
            codes = self.columns[name][self.first :]
            telling = np.append(texts.has_word_of_few(LARGEST), False)  # the last one for rows without a text
            there = np.flatnonzero(telling[codes])
            rows, words = texts.words_of(codes[there])
            rare = texts.word_counts(words) <= LARGEST
            yield Key(f"kata_{name}", self.all[there[rows[rare]]], mixed(words[rare]))

    def _start(self, words: Codes, letters: int) -> Longs:
        """Return the first letters of words; where there is no word it does not matter what."""
        known = self.columns.names.starts
        return known[words] & letters if len(known) else words.astype(np.int64)

    def _of_name(self, column: Anything) -> Longs:
        return (
            column[self.name].astype(np.int64) if len(column) else np.full(len(self.all), -1, dtype=np.int64)
        )

    def _key(self, name: str, keys: Longs, usable: Flags, *finer: Longs, largest: int = LARGEST) -> Key:
        return Key(name, self.all[usable], mixed(keys[usable]), finer, largest)

    def _words(
        self,
        name: str,
        usable: Flags,
        key_of: Callable[[Codes], Longs],
        finer: tuple[Longs, ...],
        largest: int = LARGEST,
    ) -> Key:
        """Return a key that each row has once per word of its name, the first few."""
        rows, keys = [self.all[:0]], [np.empty(0, dtype=np.int64)]
        for place in range(min(WORDS_AS_KEYS, self.words.shape[1])):
            there = usable & (self.words[:, place] >= 0)
            rows.append(self.all[there])
            keys.append(key_of(self.words[:, place])[there])
        return Key(name, np.concatenate(rows), np.concatenate(keys), finer, largest)


def _read_digits(signs: Anything, first: int, last: int) -> Longs:
    """Return the signs from `first` up to `last` (exclusive) as one key."""
    number = np.zeros(len(signs), dtype=np.int64)
    for place in range(first, last):
        number = number * 41 + signs[:, place]
    return number


def candidate_pairs(columns: Columns, keys: Iterable[Key] | None = None) -> tuple[Codes, Codes]:
    """Return the distinct pairs of rows that meet under any key, as two columns, the smaller row first."""
    total = len(columns)
    every_key = keys_of(columns) if keys is None else keys
    packed, fresh = np.empty(0, dtype=np.int64), 0
    waiting: list[Longs] = []
    for found in side_by_side(lambda key: _pairs(key, total), every_key):
        waiting.append(found)
        fresh += len(found)
        if fresh > MERGED_AT:
            packed, fresh = distinct(np.concatenate([packed, *waiting])), 0
            waiting.clear()
    return unpacked(distinct(np.concatenate([packed, *waiting])), total)


def distinct(packed: Longs) -> Longs:
    """Return the distinct numbers, sorted, in place where it can be."""
    packed.sort()
    return packed[np.concatenate([[True], packed[1:] != packed[:-1]])] if len(packed) else packed


def unpacked(packed: Longs, total: int) -> tuple[Codes, Codes]:
    """Return the two rows of each pair packed as first * total + second."""
    return (packed // total).astype(np.int32), (packed % total).astype(np.int32)


def _pairs(key: Key, total: int) -> Longs:
    """Return the packed pairs of one key."""
    rows, keys = _sorted(key.rows, key.keys)
    found = []
    for finer in key.finer:
        large = _block_sizes(keys) > key.largest
        if not large.any():
            break
        found.append(_within_blocks(rows[~large], keys[~large], key.largest, total))
        rows, keys = _sorted(rows[large], mixed(keys[large], finer[rows[large]]))
    large = _block_sizes(keys) > key.largest
    found.append(_within_blocks(rows[~large], keys[~large], key.largest, total))
    found.append(_within_blocks(rows[large], keys[large], WINDOW, total))
    return distinct(np.concatenate(found))


def _sorted(rows: Codes, keys: Longs) -> tuple[Codes, Longs]:
    """Return rows and keys in the order of the keys, these cut to the bits that the rows leave.

    One plain sort of packed numbers is several times faster than a sort by key; keys that meet because
    their last bits were cut (one pair in a list of a million) only cost a comparison.
    """
    bits = np.uint64(max(int(rows.max()).bit_length(), 1) if len(rows) else 1)
    packed = (keys.view(np.uint64) << bits) | rows.astype(np.uint64)
    packed.sort()
    return (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32), (packed >> bits).view(
        np.int64
    )


def _block_sizes(keys: Longs) -> Longs:
    """Return for each entry of sorted keys the size of its block."""
    if not len(keys):
        return keys
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    return np.repeat(sizes, sizes)


def _within_blocks(rows: Codes, keys: Longs, reach: int, total: int) -> Longs:
    """Return packed pairs of entries of one block that are at most `reach` places apart."""
    found = []
    place = np.arange(len(rows))
    for step in range(1, reach + 1):
        place = place[place + step < len(rows)]
        place = place[keys[place] == keys[place + step]]
        if not len(place):
            break
        a, b = rows[place].astype(np.int64), rows[place + step].astype(np.int64)
        pairs = np.minimum(a, b) * total + np.maximum(a, b)
        found.append(pairs[a != b])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
