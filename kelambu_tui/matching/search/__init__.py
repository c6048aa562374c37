"""Search as you type: which people a half-typed, misspelt line could mean.

    index = build(persons, households)
    hits = Searcher([index]).search("siti rt 03 lumpatan", 20)

Names, places and numbers each have arrays of their own (`people`); a query is taken apart (`words`),
its words are compared with the distinct words of the list (`lexicon`, `meanings`), and only the best
persons are looked at (`ranking`). Several indexes are searched as one: what changed since the large
one was built stands in a small one beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kelambu_tui.matching.search.building import Households, Persons, build
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.pool import Hit
from kelambu_tui.matching.search.ranking import Searcher

__all__ = ["Hit", "Households", "PeopleIndex", "Persons", "Searcher", "build", "search"]


def search(parts: Sequence[PeopleIndex], text: str, limit: int) -> list[Hit]:
    """The best `limit` persons for what was typed; a `Searcher` answers a second query sooner."""
    return Searcher(parts).search(text, limit)
