"""Lists in: from a P3KE file (CSV text or workbook) to rows of the registry, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.importing import import_list

__all__ = ["import_list"]


def __getattr__(name: str) -> Any:
    # Lazy: the child that reads workbooks lives in this package and must not load the database.
    if name == "import_list":
        from kelambu_tui.exchange.intake.importing import import_list

        return import_list
    raise AttributeError(name)
