"""The hub schema's history, oldest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

KNOWN = ("0001",)
"""Every revision this program can open, oldest first; a test holds it equal to the scripts."""

HEAD = KNOWN[-1]


def run_migrations(connection: Connection) -> None:
    """Bring the schema behind `connection` to `HEAD`, inside the transaction that is open there."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
