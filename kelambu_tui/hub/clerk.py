"""Many laptops at once, one transaction: whoever holds the pen writes for all who wait.

A flush to the disk and a dozen statements cost the same for one batch as for seven, so batches that
arrive while one is being written are written together with the next.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.pushing import Parcel, Receipt, store
from kelambu_tui.hub.storage import Storage

MOST_TOGETHER = 2_000
"""Entries of one transaction, unless a single parcel has more."""


class Clerk:
    """One worker's way to the end of the stream."""

    def __init__(self, storage: Storage, folder: HubFolder) -> None:
        self._storage = storage
        self._folder = folder
        self._pen = Lock()
        self._waiting: deque[Parcel] = deque()

    def take(self, parcel: Parcel) -> Receipt:
        """Store a parcel, alone or with others; answers when it is flushed. Raises as `Parcel.settled`."""
        self._waiting.append(parcel)
        with self._pen:
            while not parcel.is_settled:
                self._write(self._next())
        return parcel.settled()

    def _next(self) -> list[Parcel]:
        """The parcels at the front of the queue that fit in one transaction."""
        together = [self._waiting.popleft()]
        size = len(together[0].items)
        while self._waiting and size + len(self._waiting[0].items) <= MOST_TOGETHER:
            together.append(self._waiting.popleft())
            size += len(together[-1].items)
        return together

    def _write(self, parcels: list[Parcel]) -> None:
        try:
            with self._storage.write() as connection:
                store(connection, self._folder, parcels)
        except Exception as error:  # noqa: BLE001 (each of those who wait is told)
            for parcel in parcels:
                parcel.receipt = parcel.turned = None
            if len(parcels) == 1:
                parcels[0].failed = error
                return
            # What one of them broke must not keep the others out.
            for parcel in parcels:
                self._write([parcel])
