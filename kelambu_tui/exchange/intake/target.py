"""Where an import writes: into the registry, or beside it, so that somebody looks before it counts.

Both are the same statements for `Households` and `Persons`. Beside the registry, what this import wrote
already stands before what the registry has, so that a list reads there as it would if it were taken in.
"""

# ruff: noqa: S608 - all names come from the constants of this package

from __future__ import annotations

from dataclasses import dataclass

from kelambu_tui.store.registry import HOUSEHOLD_VALUES

PERSON_COLUMNS = (
    "list_id",
    "household_id",
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
    "more",
    "name_key",
    "nik_state",
    "row_digest",
)
"""What a list says of a person, as it is stored; the family id follows where it is written beside."""

_HOUSEHOLD_COLUMNS = ", ".join(HOUSEHOLD_VALUES)
_WANTED = "(SELECT value FROM json_each(:wanted))"


@dataclass(frozen=True, slots=True)
class Target:
    """The statements of one target; each read takes `wanted` (a JSON list) and `intake`.

    Households are written as their values, digest, intake and id; persons as `PERSON_COLUMNS`, family id,
    intake and id, and their uid where it is new.
    """

    find_households: str
    find_people: str
    find_heads: str
    find_uids: str
    add_household: str
    change_household: str
    add_person: str
    change_person: str
    adopt_person: str


def _marks(count: int, first: int = 1) -> str:
    return ", ".join(f"?{number}" for number in range(first, first + count))


def _registry() -> Target:
    size = len(HOUSEHOLD_VALUES)
    people = len(PERSON_COLUMNS)
    at = people + 2  # after the family id, which the registry has by the household
    of_household = ", ".join(f"{name} = ?{number}" for number, name in enumerate(HOUSEHOLD_VALUES, start=1))
    of_person = ", ".join(f"{name} = ?{number}" for number, name in enumerate(PERSON_COLUMNS, start=1))
    change_person = f"UPDATE person SET {of_person}, intake_id = ?{at}"
    return Target(
        find_households=f"SELECT id, {_HOUSEHOLD_COLUMNS} FROM household WHERE family_id IN {_WANTED}",
        find_people=f"SELECT list_id, id, row_digest FROM person WHERE list_id IN {_WANTED}",
        find_heads="SELECT household_id, id, uid, list_id, row_digest, name_key, nik, birth_date "
        f"FROM person WHERE household_id IN {_WANTED} AND relation = :head ORDER BY id",
        find_uids=f"SELECT uid FROM person WHERE uid IN {_WANTED}",
        add_household=f"INSERT INTO household ({_HOUSEHOLD_COLUMNS}, row_digest, intake_id, id) "
        f"VALUES ({_marks(size + 3)})",
        change_household=f"UPDATE household SET {of_household}, row_digest = ?{size + 1}, "
        f"intake_id = ?{size + 2} WHERE id = ?{size + 3}",
        add_person=f"INSERT INTO person ({', '.join(PERSON_COLUMNS)}, intake_id, id, uid) "
        f"VALUES ({_marks(people)}, {_marks(3, at)})",
        change_person=f"{change_person} WHERE id = ?{at + 1}",
        adopt_person=f"{change_person}, uid = ?{at + 2} WHERE id = ?{at + 1}",
    )


def _beside() -> Target:
    size = len(HOUSEHOLD_VALUES)
    people = len(PERSON_COLUMNS)
    at = people + 2
    put_household = (
        f"INSERT OR REPLACE INTO staged_household ({_HOUSEHOLD_COLUMNS}, row_digest, intake_id, id) "
        f"VALUES ({_marks(size + 3)})"
    )
    put_person = f"INSERT INTO staged_person ({', '.join(PERSON_COLUMNS)}, family_id, intake_id, id, uid) "
    again = ", ".join(f"{name} = excluded.{name}" for name in (*PERSON_COLUMNS, "family_id"))
    own = "(SELECT uid FROM person WHERE id = ?{})"
    seen = "SELECT {} FROM staged_{} WHERE intake_id = :intake"
    not_written = f"NOT EXISTS ({seen.format(1, 'person')} AND staged_person.id = p.id)"
    heads = "household_id, {0}id, {0}uid, {0}list_id, {0}row_digest, {0}name_key, {0}nik, {0}birth_date"
    return Target(
        find_households=seen.format(f"id, {_HOUSEHOLD_COLUMNS}", "household")
        + f" AND family_id IN {_WANTED} UNION ALL SELECT id, {_HOUSEHOLD_COLUMNS} FROM household h "
        f"WHERE family_id IN {_WANTED} AND NOT EXISTS "
        f"({seen.format(1, 'household')} AND staged_household.id = h.id)",
        find_people=seen.format("list_id, id, row_digest", "person") + f" AND list_id IN {_WANTED} "
        f"UNION ALL SELECT list_id, id, row_digest FROM person p "
        f"WHERE list_id IN {_WANTED} AND {not_written}",
        find_heads=f"SELECT * FROM ({seen.format(heads.format(''), 'person')} "
        f"AND household_id IN {_WANTED} AND relation = :head UNION ALL "
        f"SELECT p.{heads.format('p.')} FROM person p WHERE p.household_id IN {_WANTED} "
        f"AND p.relation = :head AND {not_written}) ORDER BY 2",
        find_uids=seen.format("uid", "person") + f" AND uid IN {_WANTED} "
        f"UNION SELECT uid FROM person WHERE uid IN {_WANTED}",
        add_household=put_household,
        change_household=put_household,
        add_person=f"{put_person} VALUES ({_marks(people + 4)})",
        change_person=f"{put_person} VALUES ({_marks(people + 3)}, {own.format(at + 1)}) "
        f"ON CONFLICT (intake_id, id) DO UPDATE SET {again}",
        adopt_person=f"{put_person} VALUES ({_marks(people + 4)}) "
        f"ON CONFLICT (intake_id, id) DO UPDATE SET {again}, uid = excluded.uid",
    )


REGISTRY = _registry()
"""What a list says is what the registry has at once."""

BESIDE = _beside()
"""What a list says waits in the staged tables."""
