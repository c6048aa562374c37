"""Groups of records of one person, without chains: nobody is linked through a third against the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CONTRADICTED = -3.0
"""Weight in bits (odds of 1 to 8) under which two records may not stand in one group."""

Link = tuple[int, int]


def components(links: Iterable[Link]) -> list[list[int]]:
    """Return the groups that chains of links make, each sorted, in the order of their first members."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        while parent.setdefault(row, row) != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for a, b in links:
        x, y = root(a), root(b)
        if x != y:
            parent[max(x, y)] = min(x, y)
    groups: dict[int, list[int]] = {}
    for row in sorted(parent):
        groups.setdefault(root(row), []).append(row)
    return list(groups.values())


def agreed_groups(
    links: Iterable[tuple[int, int, float]], weight: Mapping[Link, float], unseen: float = CONTRADICTED
) -> list[list[int]]:
    """Join `links` (row, row, weight in bits), strongest first, unless two members contradict it.

    `weight` holds the weights of other pairs (smaller row first); a pair that is in neither counts
    `unseen`, which is not contradicted. Complete linkage with a threshold: within a group no pair's
    weight is under `CONTRADICTED`. Equal weights are taken in the order of rows, so the result does
    not depend on the order of the links.
    """
    known = dict(weight)
    ordered = sorted(links, key=lambda link: (-link[2], link[0], link[1]))
    known.update({(a, b): value for a, b, value in ordered})
    group_of: dict[int, list[int]] = {}
    for a, b, _value in ordered:
        one, other = group_of.setdefault(a, [a]), group_of.setdefault(b, [b])
        if one is other:
            continue
        worst = min(known.get((min(x, y), max(x, y)), unseen) for x in one for y in other)
        if worst >= CONTRADICTED:
            one += other
            for row in other:
                group_of[row] = one
    groups = {id(group): sorted(group) for group in group_of.values() if len(group) > 1}
    return sorted(groups.values())
