"""What the matcher compares of one person."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one person; '' = missing, dates ISO; `id` and `household` are opaque."""

    id: str
    name: str = ""
    birth_date: str = ""
    sex: str = ""
    nik: str = ""
    mother_name: str = ""
    birthplace: str = ""
    village: str = ""
    address: str = ""
    household: str = ""
    relation: str = ""


ROLES = tuple(Record.__dataclass_fields__)
"""The roles that a column of a table can have, `id` first."""


def record_digest(record: Record) -> str:
    """Return a hex digest of all that is compared, not of the id: a verdict on a pair holds while both stay.

    Lengths are part of what is digested, so that no two records write the same bytes.
    """
    digest = blake2b(digest_size=16)
    for value in astuple(record)[1:]:
        data = value.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()
