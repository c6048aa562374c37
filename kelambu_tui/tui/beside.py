"""Running work beside the event loop, so that keys are answered while a thread reads or writes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, cast

from textual.dom import DOMNode

P = ParamSpec("P")


def run_beside(
    node: DOMNode, group: str, job: Callable[P, Awaitable[None]], *args: P.args, **options: P.kwargs
) -> None:
    """Run `job` as a worker of `node`; a newer one of the same group replaces it before it reports back."""
    # As a function, not as a coroutine: one that is replaced before it starts would never be awaited.
    whole = partial(job, *args, **options)
    node.run_worker(cast("Callable[[], None]", whole), group=group, exclusive=True)
