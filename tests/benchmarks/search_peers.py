"""What a user could search names with instead."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

Peer = Callable[[str], list[str]]
"""Answers a query with ten names, best first."""

_SHOWN = 10


def over_the_list(names: Sequence[str]) -> Peer:
    """Rapidfuzz compares the query with every name."""
    listed = list(names)

    def find(query: str) -> list[str]:
        hits = process.extract(query, listed, scorer=fuzz.token_sort_ratio, limit=_SHOWN)
        return [name for name, _score, _place in hits]

    return find


def trigrams(names: Sequence[str]) -> Peer:
    """SQLite FTS5 with trigrams finds two hundred, rapidfuzz orders them."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE person USING fts5(name, tokenize = 'trigram')")
    database.executemany("INSERT INTO person (name) VALUES (?)", ((name,) for name in names))
    database.commit()

    def find(query: str) -> list[str]:
        parts = {word[at : at + 3] for word in query.split() for at in range(len(word) - 2)}
        terms = " OR ".join('"' + part.replace('"', "") + '"' for part in sorted(parts))
        if not terms:
            return []
        sql = "SELECT name FROM person WHERE name MATCH ? ORDER BY rank LIMIT 200"
        found = [row[0] for row in database.execute(sql, (terms,))]
        return [
            name for name, *_rest in process.extract(query, found, scorer=fuzz.token_sort_ratio, limit=10)
        ]

    return find


def full_text(names: Sequence[str]) -> Peer:
    """Tantivy with fuzzy terms: one edit in a short word, two in a long one, the last one a beginning."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(64_000_000, 1)
    for name in names:
        writer.add_document(tantivy.Document(name=name))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(query: str) -> list[str]:
        words = query.replace(".", " ").split()
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.fuzzy_term_query(
                    schema,
                    "name",
                    word,
                    distance=1 if len(word) < 6 else 2,
                    transposition_cost_one=True,
                    prefix=at == len(words) - 1,
                ),
            )
            for at, word in enumerate(words)
        ]
        if not terms:
            return []
        hits = searcher.search(tantivy.Query.boolean_query(terms), _SHOWN).hits
        return [str(searcher.doc(address)["name"][0]) for _score, address in hits]

    return find


PEERS: dict[str, Callable[[Sequence[str]], Peer]] = {
    "FTS5 trigram + rapidfuzz": trigrams,
    "tantivy, fuzzy terms": full_text,
    "rapidfuzz over the list": over_the_list,
}
