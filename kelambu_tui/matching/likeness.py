"""How alike two names are: a level per pair, and how common the rarer spelling is."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler, Postfix, Prefix

from kelambu_tui.matching.arrays import Codes, Flags, Floats, Levels, distinct_pairs, hands
from kelambu_tui.matching.levels import NAME
from kelambu_tui.matching.namesakes import WORDS, Names

LEVEL = {word: number for number, word in enumerate(NAME)}

ALIKE = LEVEL["mirip"]
"""Levels up to this one (missing aside) are one name in two spellings."""

SOUNDS_ALIKE = 0.90
"""Least Jaro-Winkler similarity of level `agak_mirip`."""

_HARDLY = 0.6  # Jaro-Winkler under which two slips cannot be all that differs
_ONE_SLIP, _TWO_SLIPS, _CLIPPED = 4, 7, 3  # least letters of the shorter name


def compare_names(names: Names, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.NAME`) of each pair of name numbers (-1 = missing)."""
    levels = np.full(len(first), LEVEL["lain"], dtype=np.uint8)
    there = (first >= 0) & (second >= 0)
    levels[~there] = 0
    if not len(names):
        return levels
    joined = (names.joined[first] == names.joined[second]) & there
    loose = (names.loose[first] == names.loose[second]) & there
    unlike = np.flatnonzero(there & ~joined & ~loose)
    if len(unlike):
        low, high, place = distinct_pairs(first[unlike], second[unlike])
        levels[unlike] = _unlike(names, low, high)[place]
    levels[loose] = LEVEL["bunyi_sama"]
    levels[joined] = LEVEL["sambung_pisah"]
    levels[there & (names.ordered[first] == names.ordered[second])] = LEVEL["urutan_lain"]
    levels[there & (names.strict[first] == names.strict[second])] = LEVEL["sama"]
    return levels


def _unlike(names: Names, first: Codes, second: Codes) -> Levels:
    """Return the levels of distinct pairs of names that share no key."""
    levels = np.full(len(first), LEVEL["lain"], dtype=np.uint8)
    texts_a = [names.folds[number] for number in first.tolist()]
    texts_b = [names.folds[number] for number in second.tolist()]
    shorter = np.minimum(names.letters[first], names.letters[second])
    shared = shared_words(names, first, second)
    levels[shared.any(axis=1)] = LEVEL["satu_kata"]
    levels[_is_clipped(texts_a, texts_b, shorter) | _is_part(names, first, second, shared)] = LEVEL[
        "sebagian"
    ]
    sound = process.cpdist(
        texts_a,
        texts_b,
        scorer=JaroWinkler.similarity,
        score_cutoff=_HARDLY,
        workers=hands(len(texts_a)),
        dtype=np.float32,
    )
    levels[(sound >= SOUNDS_ALIKE) & (levels != LEVEL["sebagian"])] = LEVEL["agak_mirip"]
    slips = _slips(names, first, second, (sound > 0) | shared.any(axis=1))
    levels[(slips <= 2) & (shorter >= _TWO_SLIPS)] = LEVEL["mirip"]
    levels[(slips <= 1) & (shorter >= _ONE_SLIP)] = LEVEL["mirip_sekali"]
    short = np.flatnonzero(names.has_initials[first] | names.has_initials[second])
    for row in short.tolist():
        if names.readings(int(first[row])) & names.readings(int(second[row])):
            levels[row] = LEVEL["singkatan"]
    return levels


def _slips(names: Names, first: Codes, second: Codes, promising: Flags) -> Levels:
    """Return the edit distances up to 2, else 3: as written, or with the words of both sorted."""
    slips = np.full(len(first), 3, dtype=np.uint8)
    rows = np.flatnonzero(promising)
    slips[rows] = _distances(names.folds, first[rows], second[rows])
    several = (names.words[first][:, 1] >= 0) & (names.words[second][:, 1] >= 0)
    rows = np.flatnonzero(promising & several & (slips > 1))
    slips[rows] = np.minimum(slips[rows], _distances(names.sorted_folds, first[rows], second[rows]))
    return slips


def _distances(texts: list[str], first: Codes, second: Codes) -> Levels:
    a, b = ([texts[number] for number in side.tolist()] for side in (first, second))
    found: Levels = process.cpdist(
        a, b, scorer=OSA.distance, score_cutoff=2, workers=hands(len(a)), dtype=np.uint8
    )
    return found


def shared_words(names: Names, first: Codes, second: Codes) -> Flags:
    """Say for each word of the first name (a column each) whether the second has it too, loosely."""
    a, b = names.words[first], names.words[second]
    shared = np.zeros(a.shape, dtype=np.bool_)
    for place in range(WORDS):
        word = b[:, place : place + 1]
        if (word >= 0).any():
            shared |= (a == word) & (word >= 0)
    return shared


def _is_part(names: Names, first: Codes, second: Codes, shared: Flags) -> Flags:
    count_a = (names.words[first] >= 0).sum(axis=1)
    count_b = (names.words[second] >= 0).sum(axis=1)
    part: Flags = (shared.sum(axis=1) == np.minimum(count_a, count_b)) & (count_a != count_b)
    return part


def _is_clipped(texts_a: list[str], texts_b: list[str], shorter: Codes) -> Flags:
    """Say where one is the tail or the head of the other: Suparman, Parman; Jamaludin, Jamal."""
    same = [
        process.cpdist(texts_a, texts_b, scorer=end.similarity, workers=hands(len(texts_a)), dtype=np.uint8)
        for end in (Postfix, Prefix)
    ]
    clipped: Flags = (np.maximum(*same) == shorter) & (shorter >= _CLIPPED)
    return clipped


def chance_of_names(names: Names, first: Codes, second: Codes, levels: Levels, common: Floats) -> Floats:
    """Return log2 of how probably somebody else bears the second name, for each pair, before the spread.

    `common` holds the share of people with each name number. One of the two spellings stems from the
    other, so the ratio of the two explanations is governed by the rarer one: a slip makes Oktvia out of
    Oktavia, and hardly anybody is called Oktvia (but Sumarno is no slip for Sumarni). What is only a part
    of a name is as common as that part; a shared word as common as the word.
    """
    chance = np.zeros(len(first))
    there = np.flatnonzero(levels > 0)
    a, b = first[there], second[there]
    rarer = np.minimum(common[a], common[b])
    is_part = levels[there] == LEVEL["sebagian"]
    if is_part.any():
        part = np.flatnonzero(is_part)
        rarer[part] = _of_the_shorter(names, a[part], b[part], common)
    one_word = np.flatnonzero(levels[there] == LEVEL["satu_kata"])
    if len(one_word):
        rarer[one_word] = _of_the_word(names, a[one_word], b[one_word])
    chance[there] = np.log2(rarer)
    return chance


def _of_the_shorter(names: Names, first: Codes, second: Codes, common: Floats) -> Floats:
    shorter: Floats = common[np.where(names.letters[first] <= names.letters[second], first, second)]
    return shorter


def _of_the_word(names: Names, first: Codes, second: Codes) -> Floats:
    shared = shared_words(names, first, second)
    words = np.where(shared, names.words[first], -1)
    bearers = np.where(shared, names.bearers(words), np.inf).min(axis=1)
    least: Floats = np.maximum(bearers, 1.0) / max(names.total, 1000)
    return np.minimum(least, 1.0)
