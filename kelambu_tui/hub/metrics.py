"""The hub's figures as OpenMetrics, over all its worker processes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.storage import Storage

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counts of one worker; the answer adds up those of all (PROMETHEUS_MULTIPROC_DIR)."""

    def __init__(self, folder: HubFolder, storage: Storage) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._region = folder.region
        self._storage = storage
        self._own = CollectorRegistry()
        labels = ("call", "status")
        self._requests = Counter(
            "kelambu_requests", "Answers by call and status.", labels, registry=self._own
        )
        self._received = Counter("kelambu_received_bytes", "Bytes of bodies.", ("call",), registry=self._own)
        self._seconds = Histogram(
            "kelambu_request_seconds",
            "Seconds to an answer.",
            ("call",),
            buckets=_BUCKETS,
            registry=self._own,
        )

    def seen(self, call: str, status: int, seconds: float, size: int) -> None:
        """Count one answer."""
        self._requests.labels(call, str(status)).inc()
        self._received.labels(call).inc(size)
        self._seconds.labels(call).observe(seconds)

    def written(self) -> tuple[bytes, str]:
        """The figures of all workers and of the database, and their media type."""
        import os

        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector
        from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

        registry = self._own
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        state = CollectorRegistry()
        state.register(_State(self._region, self._storage))
        ended = b"# EOF\n"
        own: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]
        now: bytes = generate_latest(state)  # type: ignore[no-untyped-call]
        return own.removesuffix(ended) + now, CONTENT_TYPE_LATEST


class _State:
    """What the database holds at this moment."""

    def __init__(self, region: str, storage: Storage) -> None:
        self._region = region
        self._storage = storage

    def collect(self) -> Any:
        """Yield the gauges."""
        from prometheus_client.core import GaugeMetricFamily

        with self._storage.read() as connection:
            counts = {
                "stream": select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(
                    h.stream.c.region == self._region
                ),
                "held": select(func.count()).select_from(h.held).where(h.held.c.region == self._region),
                "devices": select(func.count())
                .select_from(h.device)
                .where(h.device.c.region == self._region),
            }
            found = {name: connection.execute(statement).scalar_one() for name, statement in counts.items()}
        words = {"stream": "Newest cursor.", "held": "Entries that wait.", "devices": "Laptops, and the hub."}
        for name, count in found.items():
            yield GaugeMetricFamily(f"kelambu_{name}", words[name], value=count)
