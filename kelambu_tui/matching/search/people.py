"""The arrays that a search reads: names, places, and persons in the order of place and household.

A name is kept once, a place (address with RT, RW and village) is kept once. Persons of one household,
and households of one place, stand side by side, so that what is said of a place or a household
reaches its persons without looking anything up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.lexicon import Lexicon
from kelambu_tui.matching.search.numbers import Numbers
from kelambu_tui.matching.search.postings import Ints, Mask, Postings

Keys = NDArray[np.int64]


@dataclass(slots=True)
class PeopleIndex:
    """An index over people; arrays never change, but rows can be masked when a newer one replaces them."""

    names: Lexicon  # words of names, held by names
    places: Lexicon  # words of places, held by places
    numbers: Numbers
    keys: Keys  # of a person: what the caller calls them
    households: Keys  # of a household: what the caller calls it
    name_of: Ints  # of a person
    household_of: Ints  # of a person
    place_of: Ints  # of a household
    household_starts: Ints  # a household's persons; one more at the end
    place_starts: Ints  # a place's persons; one more at the end
    name_people: Postings
    name_words: Postings  # the words of a name, in order
    given_of: Ints  # of a name: the given name under its titles
    given_digests: NDArray[np.uint64]  # of a given name, ascending: the same number in every index
    kin: Postings  # a person's mother and father, by name
    alive: Mask  # of a person: not replaced by a newer row
    name_counts: Ints  # living persons of a name
    given_totals: Ints  # living persons of a given name, with those of the index beside this one
    place_counts: Ints  # living persons of a place
    name_word_counts: Ints  # living persons who bear a word in their name
    place_word_counts: Ints  # living persons whose place has a word
    kin_owners: Ints = field(init=False)  # the person of each entry of `kin`
    gone: tuple[Mask, Mask] | None = None  # words of names, and of places, that only masked persons have
    _commonness: NDArray[np.float64] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        having = np.flatnonzero(self.kin.starts[1:] > self.kin.starts[:-1]).astype(np.int32)
        self.kin_owners = np.repeat(having, self.kin.sizes(having))

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def living(self) -> int:
        """How many persons can be found here."""
        return int(np.count_nonzero(self.alive))

    def mask_households(self, keys: Keys) -> None:
        """Take these households' persons out: newer rows of them stand in another index."""
        at = np.flatnonzero(np.isin(self.households, keys)).astype(np.int32)
        gone = np.concatenate(
            [np.arange(self.household_starts[row], self.household_starts[row + 1]) for row in at.tolist()]
            or [np.zeros(0, np.int64)]
        )
        gone = gone[self.alive[gone]]
        self.alive[gone] = False
        np.subtract.at(self.name_counts, self.name_of[gone], 1)
        np.subtract.at(self.place_counts, self.place_of[self.household_of[gone]], 1)
        self.name_word_counts = bearers(self.names, self.name_counts)
        self.place_word_counts = bearers(self.places, self.place_counts)
        uses = self.name_counts.copy()
        np.add.at(uses, self.kin.items[self.alive[self.kin_owners]], 1)
        self.gone = (bearers(self.names, uses) == 0, self.place_word_counts == 0)

    def households_of(self, keys: Keys) -> Keys:
        """The households in which these persons (by key) stand here, masked or not."""
        rows = np.flatnonzero(np.isin(self.keys, keys))
        return np.unique(self.households[self.household_of[rows]])

    @property
    def commonness(self) -> NDArray[np.float64]:
        """How common each name is under its titles: the logarithm of one more than its bearers."""
        if self._commonness is None:
            self._commonness = np.log1p(self.given_totals)[self.given_of]
        return self._commonness

    def stand_beside(self, other: PeopleIndex) -> None:
        """Let both indexes know how common a given name is in both together."""
        self.stand_alone()
        other.stand_alone()
        _same, mine, theirs = np.intersect1d(
            self.given_digests, other.given_digests, assume_unique=True, return_indices=True
        )
        total = self.given_totals[mine] + other.given_totals[theirs]
        self.given_totals[mine] = other.given_totals[theirs] = total
        self._commonness = other._commonness = None

    def stand_alone(self) -> None:
        """Forget the index that stood beside this one."""
        counts = np.bincount(self.given_of, self.name_counts, len(self.given_digests))
        self.given_totals = counts.astype(np.int32)
        self._commonness = None


def bearers(lexicon: Lexicon, counts: Ints) -> Ints:
    """How many persons each word of the lexicon has; `counts` are those of its holders."""
    ends = np.concatenate([[0], np.cumsum(counts[lexicon.holders.items], dtype=np.int64)])
    starts = lexicon.holders.starts
    return np.asarray(ends[starts[1:]] - ends[starts[:-1]], np.int32)
