"""`hub`: the district's server, its laptops and its people."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.hub_group import hub, hub_place, open_hub, opened_hub
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _


@command(
    "init",
    _(
        "Buat hub baru di folder --workspace: kunci, sertifikat TLS, dan basis data.\n\n"
        "Contoh: kelambu hub init --workspace hub --url https://hub.mubakab.go.id:8443"
    ),
    of=hub,
)
@click.option("--url", metavar="URL", default="https://localhost:8443", help=_("Alamat yang dipakai laptop."))
@click.option("--district", metavar="NAMA", default="Musi Banyuasin", help=_("Nama kabupaten."))
@click.option("--region", metavar="KODE", default="16.06", help=_("Kode Kemendagri kabupaten."))
@click.option(
    "--database",
    metavar="URL",
    default="",
    help=_("PostgreSQL, misalnya postgresql://server/kelambu; tanpa ini SQLite terenkripsi."),
)
def init(asked: Asked, url: str, district: str, region: str, database: str) -> int:
    """Make a hub."""
    from kelambu_tui.hub.folder import make_folder
    from kelambu_tui.sync.wire import fingerprint

    made = make_folder(hub_place(asked), region=region, district=district, url=url, database=database)
    document = {
        "workspace": str(made.folder),
        "district": made.district,
        "region": made.region,
        "url": made.url,
        "hub_key": made.public_key,
        "fingerprint": fingerprint(made.public_key),
        "recipient": made.recipient,
        "recovery": made.recovery,
    }
    tell(
        _(
            "Pindahkan {path} ke tempat aman di luar komputer ini, lalu hapus dari sini: kunci pemulihan itu "
            "membuka semua kiriman."
        ).format(path=made.folder / "recovery.key")
    )
    text = _("Hub {district} siap di {folder}. Sidik kuncinya: {fingerprint}.")
    answer(asked.json, document, lambda: text.format(folder=made.folder, **document))
    return DONE


@command("serve", _("Jalankan hub sampai dihentikan (Ctrl+C atau sinyal TERM)."), of=hub)
@click.option(
    "--host", metavar="ALAMAT", default="127.0.0.1", help=_("Alamat jaringan; 0.0.0.0 untuk semua.")
)
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=8443, help=_("Nomor port."))
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), default=2, help=_("Jumlah proses kerja."))
@click.option("--tls-cert", type=click.Path(path_type=Path), metavar="FILE", help=_("Sertifikat TLS (PEM)."))
@click.option("--tls-key", type=click.Path(path_type=Path), metavar="FILE", help=_("Kunci TLS (PEM)."))
def serve(
    asked: Asked, host: str, port: int, workers: int, tls_cert: Path | None, tls_key: Path | None
) -> int:
    """Serve."""
    from kelambu_tui.hub.beginning import opened
    from kelambu_tui.hub.serving import serve as run

    folder = open_hub(asked)
    opened(folder).close()
    if tls_cert is None and tls_key is None and folder.url.startswith("https://"):
        tls_cert, tls_key = folder.folder / "tls-cert.pem", folder.folder / "tls-key.pem"
    for path in (tls_cert, tls_key):
        if path is not None and not path.is_file():
            raise Unreadable(_("Berkas TLS {path} tidak ada. Periksa jalurnya.").format(path=path))
    if (tls_cert is None) != (tls_key is None):
        raise Unreadable(_("--tls-cert dan --tls-key harus diberikan bersama."))
    scheme = "http" if tls_cert is None else "https"
    tell(
        _("Hub {district} melayani {address} dengan {workers} proses. Ctrl+C menghentikannya.").format(
            district=folder.district, address=f"{scheme}://{host}:{port}", workers=workers
        )
    )
    run(folder, host, port, workers, tls_cert, tls_key)
    return DONE


def _user(word: str) -> tuple[str, str]:
    """Read NAME:ROLE."""
    from kelambu_tui.hub.certifying import ROLES
    from kelambu_tui.store.slots import check_name

    name, _colon, role = word.partition(":")
    check_name(name)
    if role not in ROLES:
        raise Unreadable(_("Tulis orangnya sebagai NAMA:PERAN, misalnya siti:fasilitator."))
    return name, role


@command(
    "invite",
    _(
        "Buat kode sekali pakai (72 jam) untuk satu laptop NAMA dan orang-orangnya.\n\n"
        "Contoh: kelambu hub invite laptop-ulak-paceh --village 16.06.01.2001 --user siti:fasilitator --out "
        "undangan.json"
    ),
    of=hub,
)
@click.argument("name", metavar="NAMA")
@click.option(
    "--village", "villages", metavar="KODE", multiple=True, help=_("Kode desa laptop itu; boleh diulang.")
)
@click.option(
    "--user", "users", metavar="NAMA:PERAN", multiple=True, required=True, help=_("Siapa bekerja di situ.")
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help=_("Tulis berkas undangan ke sini.")
)
def invite(
    asked: Asked, name: str, villages: tuple[str, ...], users: tuple[str, ...], out: Path | None
) -> int:
    """Invite a laptop."""
    from kelambu_tui.cli.accounts import village_codes
    from kelambu_tui.hub.certifying import invite as make
    from kelambu_tui.sync.wire import Invitation

    people = [_user(word) for word in users]
    codes = village_codes(villages)
    with opened_hub(asked) as (folder, storage), storage.write() as connection:
        code = make(connection, folder.region, name, codes, people)
    invitation = Invitation(folder.url, code, folder.public_key, folder.recipient, folder.recovery, folder.ca)
    if out is not None:
        from kelambu_tui.store.slots import write_private

        write_private(out, invitation.written())
    document = {
        "name": name,
        "code": code,
        "url": folder.url,
        "hours": 72,
        "file": "" if out is None else str(out),
    }
    text = _("Kode untuk {name}: {code} (berlaku 72 jam, sekali pakai). Alamat: {url}.")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


for module in ("hub_people", "hub_files", "hub_status"):
    import_module(f"kelambu_tui.cli.{module}")  # each adds its commands to the group

COMMANDS = {"hub": hub}
