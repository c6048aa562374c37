"""Distinct words and who holds them; a query word is compared with the words, never with the people.

Every word stands under three spellings: as written, folded strictly and folded loosely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.forms import Forms, edits_forgiven, letters_of
from kelambu_tui.matching.search.postings import Floats, Ints, Mask, Postings
from kelambu_tui.matching.search.words import Word

STARTED = 0.93
"""What the beginning of a word is worth beside the whole word."""

LOOSE = 0.88
"""What a loosely folded spelling is worth beside the strict one."""

WRITTEN = 1.0
"""What a word is worth when it is spelt exactly as it was typed."""

FOLDED = 0.95
"""What a word is worth when only its strict fold is the one typed."""

ALTERNATIVE = 0.9
"""What an initial is worth beside a name that it can stand for (M. and Muhamad), either way round."""

INITIAL = 0.5
"""What a single letter is worth beside a name that begins with it."""

BROKEN_OFF = 0.7
"""What the beginning of a word is worth where more words follow."""

_STARTED_SLIPS = {4: 1, 5: 1}  # letters typed so far: edits forgiven in a started word; fewer: none
_MOST_STARTED_SLIPS = 2
_FEW = 16  # a beginning that so few words share may be a slip that happens to be somebody's name
_POOR = 0.8  # only a word that fits nothing better than this is also looked for under loose spellings
_MOST_FORMS = 600  # the likest spellings that are followed up


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of names, under their three spellings, and who holds each word; places have one spelling."""

    written: Forms
    strict: Forms
    loose: Forms
    holders: Postings
    letters: NDArray[np.uint32] = field(init=False, repr=False)  # of a word, as written

    def __post_init__(self) -> None:
        letters = np.zeros(len(self), np.uint32)
        words = self.written.words
        letters[words.items] = np.repeat(self.written.letters, np.diff(words.starts))
        object.__setattr__(self, "letters", letters)

    def __len__(self) -> int:
        return len(self.holders.starts) - 1

    def spellings(self, word: Word) -> tuple[tuple[Forms, str, float], ...]:
        """Where to look for the word, under which spelling, and what that is worth; the best last."""
        if self.strict is self.written:
            return ((self.written, word.text, WRITTEN),)
        return (
            (self.loose, word.loose, LOOSE),
            (self.strict, word.strict, FOLDED),
            (self.written, word.text, WRITTEN),
        )


def credit_words(
    lexicons: Sequence[Lexicon], gone: Sequence[Mask | None], word: Word, *, fuzzy: bool = True
) -> list[Floats]:
    """How well each word of each lexicon is what the query's word means, 0 to 1.

    Words that are `gone` are nobody's any more. Whether slips are looked for depends on all lexicons
    together, so that two of them give what one with the words of both would.
    """
    found = [_without_slips(lexicon, word) for lexicon in lexicons]
    _forget(found, gone)
    if fuzzy and word.strict:
        _allow_slips(lexicons, gone, word, found)
    return found


def _allow_slips(
    lexicons: Sequence[Lexicon], gone: Sequence[Mask | None], word: Word, found: list[Floats]
) -> None:
    both = list(zip(lexicons, found, strict=True))
    as_typed = [credit.copy() for credit in found]
    if word.started and sum(int(np.count_nonzero(credit)) for credit in found) < _FEW:
        for lexicon, credit in both:
            _begun_with_slips(lexicon, word, credit)
    for lexicon, credit in both:
        # Where the fold changes the word it may have made one slip into two.
        spellings = lexicon.spellings(word)
        strict, written = spellings[-2:] if len(spellings) > 1 else spellings * 2
        for spelling in (strict, written) if word.text != word.strict else (strict,):
            _like(spelling, credit)
    _forget(found, gone)
    if max(float(credit.max(initial=0)) for credit in found) < _POOR:
        for lexicon, credit in both:
            _like(lexicon.spellings(word)[0], credit)
        _forget(found, gone)
    for lexicon, credit, before in zip(lexicons, found, as_typed, strict=True):
        # Folding can bring words near to each other that have hardly a letter in common.
        letters = letters_of(word.text)
        chance = 3 * np.bitwise_count(lexicon.letters & letters) < np.bitwise_count(letters)
        credit[chance] = before[chance]


def _forget(found: list[Floats], gone: Sequence[Mask | None]) -> None:
    for credit, mask in zip(found, gone, strict=True):
        if mask is not None:
            credit[mask] = 0


def _without_slips(lexicon: Lexicon, word: Word) -> Floats:
    credit = np.zeros(len(lexicon), np.float32)
    if not word.strict:
        return credit
    if word.started:
        for forms, text, worth in lexicon.spellings(word):
            _raise(credit, forms.beginning(text), worth * STARTED)
    else:
        worth = INITIAL if len(word.text) == 1 else BROKEN_OFF if len(word.text) > 2 else 0.0
        _raise(credit, lexicon.written.beginning(word.text), worth)
    for form in word.alternatives:
        _raise(credit, lexicon.strict.spelt(form), ALTERNATIVE)
    for forms, text, worth in lexicon.spellings(word):
        _raise(credit, forms.spelt(text), worth)
    return credit


def _like(spelling: tuple[Forms, str, float], credit: Floats) -> None:
    forms, text, worth = spelling
    found, likes = forms.close(text, edits_forgiven(len(text)))
    _give(credit, forms, found, likes * np.float32(worth))


def _begun_with_slips(lexicon: Lexicon, word: Word, credit: Floats) -> None:
    length = len(word.strict)
    edits = _STARTED_SLIPS.get(length, 0 if length < min(_STARTED_SLIPS) else _MOST_STARTED_SLIPS)
    for forms, text, worth in lexicon.spellings(word)[1:] if edits else ():
        found, likes = forms.close_beginning(text, edits)
        _give(credit, forms, found, likes * np.float32(worth * STARTED))


def _give(credit: Floats, forms: Forms, found: Ints, worth: Floats) -> None:
    if len(found) > _MOST_FORMS:
        best = np.argsort(-worth, kind="stable")[:_MOST_FORMS]
        found, worth = found[best], worth[best]
    np.maximum.at(credit, forms.words.of(found), np.repeat(worth, forms.words.sizes(found)))


def _raise(credit: Floats, words: Ints, worth: float) -> None:
    credit[words] = np.maximum(credit[words], np.float32(worth))
