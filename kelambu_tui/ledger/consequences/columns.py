"""How projections keep values that are more than one column."""

from __future__ import annotations

import json


def as_json(value: object) -> str:
    """The one JSON text of a value, as projections keep it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
