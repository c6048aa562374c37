"""`init` and `user`: the workspace and who may work in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered, new_passphrase
from kelambu_tui.cli.frame import Asked, Decorator, WordedGroup, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import User

ROLES = click.Choice(["fasilitator", "penyelia", "dinas"])


def _role() -> Decorator:
    return click.option("--role", type=ROLES, required=True, help=_("Peran pengguna itu."))


def _villages() -> Decorator:
    text = _("Kode desa wilayah kerjanya; boleh diulang. Tanpa ini seluruh kabupaten.")
    return click.option("--village", "villages", metavar="KODE", multiple=True, help=text)


@command(
    "init",
    _(
        "Buat ruang kerja baru, terenkripsi, dengan pengguna pertamanya (--user).\n\n"
        "Contoh: kelambu init --user siti --role fasilitator --passphrase-file sandi.txt"
    ),
)
@_role()
@_villages()
@click.option(
    "--recovery",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Berkas recovery.pub dari dinas: kunci basis data disegel juga untuk dinas."),
)
def init(asked: Asked, role: str, villages: tuple[str, ...], recovery: Path | None) -> int:
    """Make a workspace and its first user."""
    import os

    from kelambu_tui.work.recovery import read_recipient, set_recovery
    from kelambu_tui.work.workspace import create, secret_place, sign_out

    name = asked.user or os.environ.get("KELAMBU_USER")
    if not name:
        raise Unreadable(_("Sebutkan pengguna pertama dengan --user NAMA."))
    folder = workspace_folder(asked.workspace)
    codes = village_codes(villages)
    named = asked.passphrase_file or os.environ.get("KELAMBU_PASSPHRASE_FILE")
    passphrase = new_passphrase(Path(named) if named else None, name, "--passphrase-file")
    recipient = read_recipient(recovery) if recovery else ""
    workspace = create(folder, name, role, passphrase, codes)
    try:
        if recipient:
            set_recovery(workspace, recipient)
    finally:
        sign_out(workspace)
    if secret_place(folder) == "file":
        tell(
            _(
                "Catatan: laptop ini tidak punya brankas sandi sistem; rahasia laptop disimpan di {path}, "
                "hanya terbaca oleh Anda."
            ).format(path=folder / "device.secret")
        )
    document = {"workspace": str(folder), "user": name, "role": role, "villages": list(codes)}
    text = _("Ruang kerja {folder} siap; pengguna pertama {name} ({role}).")
    answer(asked.json, document, lambda: text.format(folder=folder, name=name, role=role))
    return DONE


user = WordedGroup("user", help=_("Tambah pengguna, atau lihat siapa saja yang ada."))


@command("add", _("Beri NAMA akun di laptop ini. Nama: huruf kecil, angka, titik, garis."), of=user)
@click.argument("name", metavar="NAMA")
@_role()
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Berkas berisi kata sandi pengguna baru; tanpa ini ditanyakan."),
)
@_villages()
def add(
    asked: Asked, name: str, role: str, new_passphrase_file: Path | None, villages: tuple[str, ...]
) -> int:
    """Open an account."""
    from kelambu_tui.work.accounts import add_user

    codes = village_codes(villages)
    with entered(asked) as here:
        free = here.workspace.practice and new_passphrase_file is None
        passphrase = "" if free else new_passphrase(new_passphrase_file, name, "--new-passphrase-file")
        made = add_user(here.workspace, name, role, passphrase, codes)
    answer(
        asked.json, _document(made), lambda: _("Akun {name} ({role}) dibuka.").format(name=name, role=role)
    )
    return DONE


@command("list", _("Siapa saja yang dapat masuk di laptop ini; tanpa kata sandi."), of=user)
def list_users(asked: Asked) -> int:
    """List the accounts."""
    from kelambu_tui.work.workspace import known_users

    known = known_users(workspace_folder(asked.workspace))
    headings = (_("Nama"), _("Peran"), _("Wilayah"))
    rows = [(one.name, one.role, ", ".join(one.villages) or _("seluruh kabupaten")) for one in known]
    answer(asked.json, [_document(one) for one in known], lambda: table(headings, rows))
    return DONE


def village_codes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return dotted village codes; raises `Unreadable` for one that this regency does not have."""
    from kelambu_tui.people.villages import find_village

    codes = []
    for word in words:
        village = find_village(word)
        if village is None:
            raise Unreadable(
                _("Kode desa {code} tidak ada di Musi Banyuasin. Contoh: 16.06.01.2001.").format(
                    code=repr(word)
                )
            )
        codes.append(village.code)
    return tuple(dict.fromkeys(codes))


def _document(one: User) -> dict[str, Any]:
    return {"name": one.name, "role": one.role, "villages": list(one.villages)}


COMMANDS = {"init": init, "user": user}
