"""Making an index from columns of people and households."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.forms import make_forms
from kelambu_tui.matching.search.lexicon import Lexicon
from kelambu_tui.matching.search.numbers import index_numbers
from kelambu_tui.matching.search.people import PeopleIndex, bearers
from kelambu_tui.matching.search.postings import Ints, Postings, group
from kelambu_tui.matching.search.words import area, place_tokens, plain_text
from kelambu_tui.people.names import father_of, loose_fold, strict_fold

_T = TypeVar("_T", bound=Hashable)
_FATHER_MARKS = (" bin ", " binti ", " bt ", " bt. ", " bte ", " bti ", " binte ")
_WIDEST_WORD = 40
_MOST_NAME_WORDS = 12


@dataclass(slots=True)
class Households:
    """Columns of households; `place` is (address, RT, RW, village with kecamatan)."""

    keys: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    places: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Persons:
    """Columns of persons, and what ground checks add: further numbers, the mother, another RT or RW."""

    keys: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    more_numbers: list[tuple[int, str]] = field(default_factory=list)
    mothers: list[tuple[int, str]] = field(default_factory=list)
    areas: list[tuple[int, str, str]] = field(default_factory=list)  # person's key, RT, RW


def build(persons: Persons, households: Households) -> PeopleIndex:
    """Make the index; every person's household must be among `households`."""
    own = _own_areas(persons)
    texts = [
        (*place, own.get(key, ())) for key, place in zip(households.keys, households.places, strict=True)
    ]
    place_of_row, place_texts = _numbered(texts)
    row_of = {key: row for row, key in enumerate(households.keys)}
    home = np.fromiter((row_of[key] for key in persons.households), np.int32, len(persons.keys))
    keys = np.asarray(persons.keys, np.int64)
    household_keys = np.asarray(households.keys, np.int64)
    household_order = np.lexsort((household_keys, place_of_row))
    rank = np.empty(len(household_order), np.int32)
    rank[household_order] = np.arange(len(household_order), dtype=np.int32)
    order = np.lexsort((keys, rank[home]))
    household_of = rank[home][order]
    place_of = place_of_row[household_order]
    name_of, name_texts = _numbered(persons.names)
    kin = _kin(persons, keys[order], name_of[order], name_texts)
    name_of = name_of[order]
    person_place = place_of[household_of]
    names, name_words = _lexicon(name_texts, name_tokens, folded=True)
    places, _words = _lexicon(place_texts, _tokens_of_place, folded=False)
    given_digests, given_of = np.unique(
        np.fromiter(map(given_digest, name_texts), np.uint64, len(name_texts)), return_inverse=True
    )
    counts = np.bincount(name_of, minlength=len(name_texts)).astype(np.int32)
    place_counts = np.bincount(person_place, minlength=len(place_texts)).astype(np.int32)
    return PeopleIndex(
        names=names,
        places=places,
        numbers=_numbers(persons, households, keys, order, household_order),
        keys=keys[order],
        households=household_keys[household_order],
        name_of=name_of,
        household_of=household_of,
        place_of=place_of,
        household_starts=_starts(household_of, len(households.keys)),
        place_starts=_starts(person_place, len(place_texts)),
        name_people=_by_name(name_of, keys[order], len(name_texts)),
        name_words=name_words,
        given_of=given_of.astype(np.int32),
        given_digests=given_digests,
        kin=kin,
        alive=np.ones(len(keys), np.bool_),
        name_counts=counts,
        given_totals=np.bincount(given_of, counts, len(given_digests)).astype(np.int32),
        place_counts=place_counts,
        name_word_counts=bearers(names, counts),
        place_word_counts=bearers(places, place_counts),
    )


def name_tokens(name: str) -> list[tuple[str, str, str]]:
    """The words of a name as (written, strict fold, loose fold), titles left out."""
    keys = set(strict_fold(name).split())
    found = [
        forms for word in plain_text(name).replace(".", " ").split() if (forms := _forms(word))[1] in keys
    ]
    covered = {strict for _written, strict, _loose in found}
    # A key that no single word explains (a glued title, a script of its own) stands for itself.
    found += [(key[:_WIDEST_WORD],) * 3 for key in sorted(keys - covered)]
    if not found:
        found = [(word[:_WIDEST_WORD],) * 3 for word in plain_text(name).split()]
    return found[:_MOST_NAME_WORDS]


def given_digest(name: str) -> int:
    """A number for the given name as it is spelt: the same under every title and order of words."""
    key = " ".join(sorted(written for written, _strict, _loose in name_tokens(name))) or name
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@lru_cache(maxsize=1 << 16)
def _forms(word: str) -> tuple[str, str, str]:
    letters = "".join(char for char in word if char.isalnum())[:_WIDEST_WORD]
    strict, loose = strict_fold(letters), loose_fold(letters)
    return letters, strict.replace(" ", "") or letters, loose.replace(" ", "") or letters


def _tokens_of_place(place: tuple[str, str, str, str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    address, rt, rw, village, own = place
    tokens = (*place_tokens(address), *area("rt", rt), *area("rw", rw), *place_tokens(village), *own)
    return [(token, token, token) for token in dict.fromkeys(token[:_WIDEST_WORD] for token in tokens)]


def _own_areas(persons: Persons) -> dict[int, tuple[str, ...]]:
    """RT and RW as ground checks found them, by household; they count beside those of the list."""
    if not persons.areas:
        return {}
    home = dict(zip(persons.keys, persons.households, strict=True))
    found: dict[int, set[str]] = {}
    for key, rt, rw in persons.areas:
        if key in home:
            found.setdefault(home[key], set()).update((*area("rt", rt), *area("rw", rw)))
    return {household: tuple(sorted(areas)) for household, areas in found.items()}


def _numbered(values: Sequence[_T]) -> tuple[Ints, list[_T]]:
    """Number the distinct values in the order in which they first occur."""
    numbers: dict[_T, int] = {}
    rows = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int32, len(values))
    return rows, list(numbers)


def _starts(sorted_rows: NDArray[Any], count: int) -> Ints:
    return np.searchsorted(sorted_rows, np.arange(count + 1)).astype(np.int32)


def _by_name(name_of: Ints, keys: NDArray[np.int64], count: int) -> Postings:
    """The bearers of each name, in the order of their keys."""
    by_key = np.argsort(keys, kind="stable")
    return group(name_of[by_key], by_key, count)


def _kin(persons: Persons, keys: NDArray[np.int64], name_of: Ints, texts: list[str]) -> Postings:
    """The parents that are known by name: the father after bin, the mother from a ground check.

    `texts` grows by the names that nobody bears themselves.
    """
    numbers = {text: row for row, text in enumerate(texts)}
    row_of: dict[int, int] = {}
    if persons.mothers:
        row_of = {key: row for row, key in enumerate(keys.tolist())}
    pairs = [(row_of[key], mother) for key, mother in persons.mothers if key in row_of and mother]
    fathers = {row: father for row, text in enumerate(texts) if (father := _father(text))}
    if fathers:
        with_father = np.flatnonzero(np.isin(name_of, np.fromiter(fathers, np.int32, len(fathers))))
        pairs += [(row, fathers[int(name_of[row])]) for row in with_father.tolist()]
    pairs.sort()
    items = []
    for _row, name in pairs:
        if name not in numbers:
            numbers[name] = len(texts)
            texts.append(name)
        items.append(numbers[name])
    rows = np.fromiter((row for row, _name in pairs), np.int64, len(pairs))
    return Postings(_starts(rows, len(keys)), np.asarray(items, np.int32))


def _father(name: str) -> str:
    lowered = name.lower()
    return father_of(name) if any(mark in lowered for mark in _FATHER_MARKS) else ""


def _lexicon(
    texts: Iterable[_T], tokens_of: Callable[[_T], list[tuple[str, str, str]]], *, folded: bool
) -> tuple[Lexicon, Postings]:
    """The distinct words of `texts` with their holders, and the words of each text."""
    numbers: dict[tuple[str, str, str], int] = {}
    words: list[int] = []
    sizes: list[int] = []
    for text in texts:
        tokens = tokens_of(text)
        words += [numbers.setdefault(token, len(numbers)) for token in tokens]
        sizes.append(len(tokens))
    holders = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    items = np.asarray(words, np.int32)
    starts = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(np.asarray(sizes, np.int32), out=starts[1:])
    rows = range(len(numbers))
    written = make_forms([token[0] for token in numbers], rows)
    strict = loose = written
    if folded:
        strict, loose = (make_forms([token[kind] for token in numbers], rows) for kind in (1, 2))
    lexicon = Lexicon(written, strict, loose, group(items, holders, len(numbers)))
    return lexicon, Postings(starts, items)


def _numbers(
    persons: Persons,
    households: Households,
    keys: NDArray[np.int64],
    order: NDArray[np.int64],
    household_order: NDArray[np.int64],
) -> Any:
    """NIKs and further numbers of persons, then the family numbers of households."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    household_rank = np.empty(len(household_order), np.int64)
    household_rank[household_order] = np.arange(len(household_order))
    texts, owners = list(persons.numbers), [rank]
    if persons.more_numbers:
        row_of = {key: row for row, key in enumerate(keys.tolist())}
        more = [(row_of[key], number) for key, number in persons.more_numbers if number and key in row_of]
        texts += [number for _row, number in more]
        owners.append(rank[np.fromiter((row for row, _number in more), np.int64, len(more))])
    texts += households.numbers
    owners.append(-1 - household_rank)
    return index_numbers(texts, np.concatenate(owners))
