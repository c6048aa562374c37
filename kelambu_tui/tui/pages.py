"""The pages by name, imported late: each brings a part of `work/` with it."""

from __future__ import annotations

import importlib

from kelambu_tui.tui.screens.page import Page

PAGES = {
    "beranda": "Beranda",
    "cari": "Cari",
    "antrean": "Antrean",
    "persetujuan": "Persetujuan",
    "kirim": "Kirim",
    "ganda": "Ganda",
    "sesi": "Sesi",
    "permintaan": "Permintaan",
    "selisih": "Selisih",
    "daftar": "Daftar",
}
"""Module in `screens/` and class of each page that is there once."""

_OPENED = (
    "keluarga",
    "koreksi",
    "riwayat",
    "desil",
    "manfaat",
    "kunjungan",
    "verifikasi",
    "usulan",
    "bantuan",
)
"""Modules of pages that are opened from others, about somebody."""


def page_class(name: str) -> type[Page]:
    """Return the class of the page `name`, importing it if need be."""
    module = importlib.import_module(f"kelambu_tui.tui.screens.{name}")
    found: type[Page] = getattr(module, PAGES[name])
    return found


def load_pages() -> None:
    """Import every page and all of `work/`; slow, for a thread."""
    for name in (*PAGES, *_OPENED):
        importlib.import_module(f"kelambu_tui.tui.screens.{name}")
    for name in (
        "finding",
        "households",
        "corrections",
        "desil",
        "verification",
        "enrolment",
        "approval",
        "overview",
        "duplicates",
        "facing",
        "sessions",
        "plan",
        "undoing",
        "proposal_page",
        "alike",
        "requests",
        "reconciling",
    ):
        importlib.import_module(f"kelambu_tui.work.{name}")
