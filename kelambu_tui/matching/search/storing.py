"""An index as one run of bytes and back: what a cache keeps, so that nothing need be worked out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.forms import Forms, restore_forms
from kelambu_tui.matching.search.lexicon import Lexicon
from kelambu_tui.matching.search.numbers import Numbers
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.postings import Postings
from kelambu_tui.people.short_names import ABBREVIATIONS
from kelambu_tui.people.spelling import LOOSE_RULES, STRICT_RULES
from kelambu_tui.people.titles import TITLES

_FORMAT = 2  # grows whenever the arrays change their meaning

_ALIGNED = 16
_PLAIN = (
    "keys",
    "households",
    "name_of",
    "household_of",
    "place_of",
    "household_starts",
    "place_starts",
    "given_of",
    "given_digests",
    "alive",
    "name_counts",
    "place_counts",
    "name_word_counts",
    "place_word_counts",
    "given_totals",
)
_CHANGING = frozenset({"alive", "name_counts", "place_counts"})  # the others are replaced, never written to
_POSTINGS = ("name_people", "name_words", "kin")
_SPELLINGS = ("written", "strict", "loose")


def format_mark() -> str:
    """What an index that was kept must bear to be read: the layout, and the rules that fold names."""
    rules = repr((STRICT_RULES, LOOSE_RULES, sorted(ABBREVIATIONS.items()), sorted(TITLES)))
    return f"{_FORMAT}-{blake2b(rules.encode(), digest_size=8).hexdigest()}"


def to_bytes(index: PeopleIndex) -> Iterator[bytes]:
    """The index as pieces to be written one after another; persons that are masked stay so."""
    arrays = dict(_arrays(index))
    parts, place = [], 0
    for name, array in arrays.items():
        parts.append([name, array.dtype.str, list(array.shape), place])
        place += _padded(array.nbytes)
    head = json.dumps(parts).encode()
    yield len(head).to_bytes(8, "little")
    yield head.ljust(_padded(len(head) + 8) - 8)
    for array in arrays.values():
        yield array.tobytes()
        yield bytes(_padded(array.nbytes) - array.nbytes)


def from_bytes(content: bytes | bytearray | memoryview) -> PeopleIndex:
    """The index that `to_bytes` wrote; its arrays stay where they are in `content`.

    Raises `ValueError` or `KeyError` for anything else: the caller has made sure of the bytes before.
    """
    view = memoryview(content)
    size = int.from_bytes(view[:8], "little")
    start = _padded(size + 8)
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, shape, place in json.loads(bytes(view[8 : 8 + size])):
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(view, np.dtype(kind), count, start + place).reshape(shape)
    own: dict[str, Any] = {name: arrays[name] for name in _PLAIN}
    own |= {name: arrays[name].copy() for name in _CHANGING}
    own |= {name: _postings(arrays, name) for name in _POSTINGS}
    return PeopleIndex(
        names=_lexicon(arrays, "names"),
        places=_lexicon(arrays, "places"),
        numbers=Numbers(arrays["numbers.digits"], arrays["numbers.owners"], arrays["numbers.order"]),
        **own,
    )


def _arrays(index: PeopleIndex) -> Iterator[tuple[str, NDArray[Any]]]:
    for name in _PLAIN:
        yield name, getattr(index, name)
    for name in _POSTINGS:
        yield from _of_postings(name, getattr(index, name))
    yield "numbers.digits", index.numbers.digits
    yield "numbers.owners", index.numbers.owners
    yield "numbers.order", index.numbers.order
    for name, lexicon in (("names", index.names), ("places", index.places)):
        yield from _of_postings(f"{name}.holders", lexicon.holders)
        for spelling in _SPELLINGS[:1] if lexicon.strict is lexicon.written else _SPELLINGS:
            yield from _of_forms(f"{name}.{spelling}", getattr(lexicon, spelling))


def _of_postings(name: str, postings: Postings) -> Iterator[tuple[str, NDArray[Any]]]:
    yield f"{name}.starts", postings.starts
    yield f"{name}.items", postings.items


def _of_forms(name: str, forms: Forms) -> Iterator[tuple[str, NDArray[Any]]]:
    yield from _of_postings(f"{name}.words", forms.words)
    # Words hold no control characters, so one stands between them.
    yield f"{name}.texts", np.frombuffer("\n".join(forms.texts).encode("utf-8", "surrogatepass"), np.uint8)
    yield f"{name}.letters", forms.letters
    yield f"{name}.lengths", forms.lengths


def _postings(arrays: dict[str, NDArray[Any]], name: str) -> Postings:
    return Postings(arrays[f"{name}.starts"], arrays[f"{name}.items"])


def _lexicon(arrays: dict[str, NDArray[Any]], name: str) -> Lexicon:
    written = _forms(arrays, f"{name}.written")
    if f"{name}.strict.texts" not in arrays:
        return Lexicon(written, written, written, _postings(arrays, f"{name}.holders"))
    strict, loose = _forms(arrays, f"{name}.strict"), _forms(arrays, f"{name}.loose")
    return Lexicon(written, strict, loose, _postings(arrays, f"{name}.holders"))


def _forms(arrays: dict[str, NDArray[Any]], name: str) -> Forms:
    words = _postings(arrays, f"{name}.words")
    texts = arrays[f"{name}.texts"].tobytes().decode("utf-8", "surrogatepass").split("\n")
    texts = texts[: len(words.starts) - 1]
    return restore_forms(texts, words, arrays[f"{name}.letters"], arrays[f"{name}.lengths"])


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
