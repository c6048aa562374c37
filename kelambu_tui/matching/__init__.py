"""Is this the same person: pure arrays in, scores out.

`dedupe` and `link` (from `library`) match any table of people; they are loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kelambu_tui.matching.library import dedupe, link

__all__ = ["dedupe", "link"]


def __getattr__(name: str) -> Any:
    """Load the library's functions when they are asked for (PEP 562)."""
    if name in __all__:
        from kelambu_tui.matching import library

        return getattr(library, name)
    raise AttributeError(name)
