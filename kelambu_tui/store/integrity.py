"""Whether the file of a database is whole: pages, their seals, and the log beside it."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def integrity_faults(connection: Connection) -> list[str]:
    """What SQLCipher and SQLite themselves find wrong with the file's pages; reads every one of them."""
    faults: list[str] = []
    for pragma in ("cipher_integrity_check", "quick_check"):
        try:
            told = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]
            found = [line for text in told for line in text.splitlines() if not line.startswith("***")]
        except DBAPIError as error:  # a page so damaged that even the check cannot read on
            found = [str(error.orig)]
        faults += [line for line in found if line != "ok"]
    return faults
