"""Run by Alembic: takes the open connection that `run_migrations` hands over."""

from __future__ import annotations

from alembic import context

from kelambu_tui.hub.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # The caller's transaction is the transaction: schema and version change together or not at all.
    transactional_ddl=False,
)
context.run_migrations()
