"""The hub's log: what happened, never to whom. No line holds a body, a name, a NIK or a key."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kelambu_tui.errors import KelambuError

LOG = logging.getLogger("kelambu.hub")


def note_defect(error: Exception) -> bool:
    """Log where something failed, without its message; answers whether trying again later may help."""
    if isinstance(error, KelambuError | OperationalError | PoolTimeout):
        LOG.warning("database not available now: %s", type(error).__name__)
        return True
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    LOG.error("defect %s at %s", type(error).__name__, where)
    return False
