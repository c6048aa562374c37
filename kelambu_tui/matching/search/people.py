"""The arrays that a search reads: names, places, and persons in the order of place and household.

A name is kept once, a place (address with RT, RW and village) is kept once. Persons of one household,
and households of one place, stand side by side, so that what is said of a place or a household
reaches its persons without looking anything up.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    name_digests: NDArray[np.uint64]  # tells names of two indexes apart
    kin: Postings  # a person's mother and father, by name
    alive: Mask  # of a person: not replaced by a newer row
    name_counts: Ints  # living persons of a name
    name_totals: Ints  # the same, with those of the index beside this one
    place_counts: Ints  # living persons of a place

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

    def households_of(self, keys: Keys) -> Keys:
        """The households in which these persons (by key) stand here, masked or not."""
        rows = np.flatnonzero(np.isin(self.keys, keys))
        return np.unique(self.households[self.household_of[rows]])

    def stand_beside(self, other: PeopleIndex) -> None:
        """Let both indexes know how common a name is in both together."""
        self.name_totals = self.name_counts.copy()
        other.name_totals = other.name_counts.copy()
        _same, mine, theirs = np.intersect1d(self.name_digests, other.name_digests, return_indices=True)
        total = self.name_counts[mine] + other.name_counts[theirs]
        self.name_totals[mine] = other.name_totals[theirs] = total

    def stand_alone(self) -> None:
        """Forget the index that stood beside this one."""
        self.name_totals = self.name_counts.copy()
