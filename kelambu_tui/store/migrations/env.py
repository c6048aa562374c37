"""Run by Alembic: takes the open connection that `run_migrations` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from kelambu_tui.store import tables as _declares_the_tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    # The caller's transaction is the transaction: schema and version change together or not at all.
    transactional_ddl=False,
)
context.run_migrations()
