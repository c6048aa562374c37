"""The hub's folder: who this hub is, its keys, and where its database lies.

`hub.json` says what may be known; `hub.keys` (only its owner may read it) holds the seeds: the key that
signs answers and certificates, the age identity that opens sticks, the database key, the session key.
The district's recovery identity is written once beside them, to be carried away and kept elsewhere.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kelambu_tui.errors import Locked, Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.store.slots import write_private
from kelambu_tui.sync.signing import public_key_of

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme

REGION = "16.06"
_VERSION = 1
_REGION = re.compile(r"\d\d\.\d\d")
_SECRET_IN_URL = re.compile(r"^[^/]+//[^/@]*:[^/@]+@|[?&]password=.", re.IGNORECASE)


@dataclass(frozen=True)
class HubFolder:
    """An opened hub folder; nothing of its keys is ever shown."""

    folder: Path
    region: str
    district: str
    url: str
    database: str
    recovery: str
    keys: dict[str, str] = field(repr=False)

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        """The key of answers, certificates and the hub's own entries."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.keys["signing"]))

    @cached_property
    def public_key(self) -> str:
        """What laptops verify the hub by, hex."""
        return public_key_of(self.signing_key)

    @property
    def identity(self) -> str:
        """The age secret key that opens sticks."""
        return self.keys["identity"]

    @cached_property
    def recipient(self) -> str:
        """Whom sticks are sealed to."""
        from pyrage import x25519

        return str(x25519.Identity.from_str(self.identity).to_public())

    @property
    def database_key(self) -> bytes:
        """The raw SQLCipher key (32 bytes)."""
        return bytes.fromhex(self.keys["database"])

    @property
    def session_key(self) -> bytes:
        """What session tokens are made with."""
        return bytes.fromhex(self.keys["session"])

    @property
    def database_path(self) -> Path:
        """The SQLite file, where the hub has no PostgreSQL."""
        return self.folder / "hub.db"

    @property
    def ca(self) -> str:
        """The certificate (PEM) that laptops pin, '' where there is none of ours."""
        path = self.folder / "tls-cert.pem"
        return path.read_text(encoding="ascii") if path.is_file() else ""

    @cached_property
    def programme(self) -> Programme:
        """The programme in force: the folder's own `programme.toml`, else the shipped one."""
        from kelambu_tui.programme.reading import load_programme

        own = self.folder / "programme.toml"
        return load_programme(own if own.is_file() else None)


def make_folder(folder: Path, *, region: str, district: str, url: str, database: str) -> HubFolder:
    """Make a hub folder with fresh keys and an empty database; all of it or nothing.

    Raises `Refused` when `folder` holds anything, `Unreadable` for a region, address or database that
    will not do.
    """
    from kelambu_tui.hub.beginning import begin

    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("Folder {folder} sudah berisi. Pilih folder kosong untuk hub.").format(folder=folder))
    check_settings(region, url, database)
    folder.parent.mkdir(parents=True, exist_ok=True)
    prepared = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    prepared.mkdir(mode=0o700)
    try:
        begin(_write(prepared, region, district, url, database))
        if folder.exists():
            folder.rmdir()
        prepared.rename(folder)
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    return open_folder(folder)


def check_settings(region: str, url: str, database: str) -> None:
    """Raise `Unreadable` for a region code, address or database that a hub cannot use."""
    if not _REGION.fullmatch(region):
        raise Unreadable(
            _("Kode kabupaten {region} tidak dikenal. Contoh: 16.06.").format(region=repr(region))
        )
    if not url.startswith(("https://", "http://")):
        raise Unreadable(_("Alamat hub harus lengkap, misalnya https://hub.mubakab.go.id:8443."))
    if database and not database.startswith("postgresql://"):
        raise Unreadable(_("Basis data harus postgresql://SERVER/NAMA; tanpa pilihan ini dipakai SQLite."))
    if _SECRET_IN_URL.search(database):
        raise Unreadable(
            _(
                "Jangan tulis kata sandi di alamat basis data: ia terlihat di daftar proses. Simpan di "
                "~/.pgpass (atau berkas PGPASSFILE), lalu ulangi tanpa kata sandi."
            )
        )


def open_folder(folder: Path) -> HubFolder:
    """Open a hub folder; raises `Locked` when it is missing, damaged or newer."""
    path = folder / "hub.json"
    if not path.is_file():
        raise Locked(
            _("Belum ada hub di {folder}. Buat dengan `kelambu hub init --workspace {folder}`.").format(
                folder=folder
            )
        )
    facts, keys = _read(path), _read(folder / "hub.keys")
    if facts.get("version", 0) > _VERSION:
        raise Locked(
            _("Hub {folder} dibuat oleh Kelambu yang lebih baru. Perbarui Kelambu.").format(folder=folder)
        )
    try:
        opened = HubFolder(
            folder,
            region=str(facts["region"]),
            district=str(facts["district"]),
            url=str(facts["url"]),
            database=str(facts["database"]),
            recovery=str(facts["recovery"]),
            keys={name: str(keys[name]) for name in ("signing", "identity", "database", "session")},
        )
        bytes.fromhex(opened.keys["database"] + opened.keys["session"] + opened.keys["signing"])
    except (KeyError, ValueError):
        raise _damaged(folder) from None
    return opened


def _write(folder: Path, region: str, district: str, url: str, database: str) -> HubFolder:
    from pyrage import x25519

    recovery = x25519.Identity.generate()
    facts = {
        "version": _VERSION,
        "region": region,
        "district": district,
        "url": url.rstrip("/"),
        "database": database,
        "recovery": str(recovery.to_public()),
    }
    keys = {
        "signing": secrets.token_hex(32),
        "identity": str(x25519.Identity.generate()),
        "database": secrets.token_hex(32),
        "session": secrets.token_hex(32),
    }
    write_private(folder / "hub.keys", json.dumps(keys, indent=1).encode())
    write_private(folder / "recovery.key", f"{recovery}\n".encode())
    (folder / "recovery.pub").write_text(f"{recovery.to_public()}\n", encoding="ascii")
    if url.startswith("https://"):
        from kelambu_tui.hub.tls import make_certificate

        make_certificate(folder, url, district)
    write_private(folder / "hub.json", json.dumps(facts, indent=1).encode())
    return open_folder(folder)


def rewrite_settings(folder: Path, **changed: str) -> HubFolder:
    """Change what `hub.json` says; answers the folder opened again."""
    facts = _read(folder / "hub.json") | changed
    write_private(folder / "hub.json", json.dumps(facts, indent=1).encode())
    return open_folder(folder)


def _read(path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise _damaged(path.parent)
    return fields


def _damaged(folder: Path) -> Locked:
    return Locked(
        _("Berkas hub di {folder} rusak atau hilang. Pulihkan dari cadangan.").format(folder=folder)
    )
