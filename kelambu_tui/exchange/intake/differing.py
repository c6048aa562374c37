"""What differs between the staged rows of a list and the registry, as SQLite finds it."""

# ruff: noqa: S608 - all names come from constants

from __future__ import annotations

from kelambu_tui.exchange.intake.layout import Kind as ListKind
from kelambu_tui.store.registry import PROPOSED

ANY_LISTED = f"SELECT 1 FROM household WHERE intake_id > {PROPOSED} LIMIT 1"
"""Whether any list was taken in."""

KNOWN_VILLAGES = {
    ListKind.INDIVIDUAL: "SELECT DISTINCT h.village FROM household h JOIN person p ON p.household_id = h.id "
    "WHERE p.list_id IS NOT NULL",
    ListKind.FAMILY: "SELECT DISTINCT village FROM household WHERE housing <> '{}'",
}
"""Villages of which the registry has a list of this kind."""

ADD = (
    "INSERT INTO difference (intake_id, kind, of_household, key, village, deferred, digest) {found} "
    "ON CONFLICT (key, of_household, kind) DO UPDATE SET intake_id = excluded.intake_id, "
    "village = excluded.village, deferred = deferred AND digest = excluded.digest, digest = excluded.digest"
)
"""A newer list replaces what an older one said; who deferred just that need not defer it again."""

DIFFERING_HOUSEHOLDS = (
    "SELECT s.intake_id, '{kind}', 1, s.family_id, h.village, 0, s.row_digest FROM staged_household s "
    "JOIN household h ON h.id = s.id WHERE s.intake_id = :intake AND ({differs})"
)
"""Households in one class, for `ADD`."""

_ADDRESS = "(s.address, s.rt, s.rw) IS NOT (h.address, h.rt, h.rw)"
OF_HOUSEHOLDS = {
    "pindah": "s.village <> h.village",
    "desil": "s.desil IS NOT h.desil",
    "periode": "s.desil IS h.desil AND "
    "(s.desil_source, s.desil_period) IS NOT (h.desil_source, h.desil_period)",
    "lain": "(s.head_name, s.head_nik, s.housing) IS NOT (h.head_name, h.head_nik, h.housing) "
    f"OR (s.village = h.village AND {_ADDRESS})",
}
"""What makes a household differ, by class."""

_SAID = (
    "list_id",
    "name",
    "nik",
    "sex",
    "birth_date",
    "relation",
    "marital",
    "occupation",
    "work_status",
    "education",
    "dukcapil",
    "verval",
)
_NOT_ONLY_MORE = (
    f"s.family_id <> h.family_id OR ({', '.join(f's.{name}' for name in _SAID)}) "
    f"IS NOT ({', '.join(f'p.{name}' for name in _SAID)})"
)
_NEW_HOME = (
    "LEFT JOIN staged_household sh ON sh.intake_id = s.intake_id AND sh.family_id = s.family_id "
    "LEFT JOIN household th ON th.family_id = s.family_id "
)
DIFFERING_PEOPLE = (
    "SELECT s.intake_id, CASE "
    "WHEN s.family_id <> h.family_id AND coalesce(sh.village, th.village) <> h.village THEN 'pindah' "
    f"WHEN {_NOT_ONLY_MORE} THEN 'lain' ELSE 'periode' END, "
    "0, p.uid, h.village, 0, s.row_digest FROM staged_person s JOIN person p ON p.id = s.id "
    f"JOIN household h ON h.id = p.household_id {_NEW_HOME}"
    "WHERE s.intake_id = :intake AND s.row_digest <> p.row_digest"
)
"""Known people who differ, each in one class, for `ADD`."""

NEW_PEOPLE = (
    "SELECT s.intake_id, 'baru', 0, s.uid, coalesce(sh.village, th.village), 0, s.row_digest "
    f"FROM staged_person s {_NEW_HOME}"
    "WHERE s.intake_id = :intake AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = s.id)"
)
"""People whom only the list has, for `ADD`."""

SOME_PEOPLE = (
    "SELECT :intake, '{kind}', 0, p.uid, h.village, 0, p.row_digest "
    "FROM person p JOIN household h ON h.id = p.household_id "
    "WHERE p.id IN (SELECT value FROM json_each(:wanted))"
)
"""Known people with these row ids in one class, for `ADD`."""

KNOWN_PEOPLE = (
    "SELECT p.id, p.household_id, p.list_id IS NOT NULL, h.housing <> '{}', h.village, "
    "u.person IS NOT NULL "
    "FROM person p JOIN household h ON h.id = p.household_id LEFT JOIN unlisted u ON u.person = p.uid "
    f"WHERE p.intake_id > {PROPOSED} AND h.village IN (SELECT value FROM json_each(?))"
)
"""Who is known in these villages, for the question of who is gone."""

NAMED = (
    "SELECT id, household_id FROM person WHERE list_id IN (SELECT value FROM json_each(:wanted)) "
    "UNION SELECT 0, id FROM household WHERE family_id IN (SELECT value FROM json_each(:wanted))"
)
"""Row ids of people, and of households, with these IDs."""

OLDER = (
    "SELECT d.id, d.of_household, coalesce(p.id, h.id), d.village FROM difference d "
    "LEFT JOIN person p ON NOT d.of_household AND p.uid = d.key "
    "LEFT JOIN household h ON d.of_household AND h.family_id = d.key WHERE d.intake_id <> ?"
)
"""What other lists left waiting, with the row ids of whom it is about."""
