"""`hub import`, `pack`, `bundle read`, `backup`, `restore`, `upgrade`: files of the hub."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, REFUSED, tell
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.cli.hub_group import hub, hub_place, open_hub, opened_hub
from kelambu_tui.errors import NotFound, Unreadable
from kelambu_tui.locale import _

_FILE = click.Path(path_type=Path)


@command(
    "import",
    _("Masukkan daftar dari FILE: hub lalu tahu siapa tinggal di desa mana, dan tiap desa mendapat paket."),
    of=hub,
)
@click.argument("file", metavar="FILE", type=_FILE)
def import_file(asked: Asked, file: Path) -> int:
    """Take a list in."""
    from kelambu_tui.hub.registry import import_list

    if not file.is_file():
        raise Unreadable(_("Berkas {path} tidak ada. Periksa jalurnya.").format(path=file))
    with opened_hub(asked) as (folder, storage):
        listed = import_list(storage, folder, file)
    text = _("{read} baris: {taken} diterima, {people} orang, {villages} desa mendapat paket.")
    lines = [
        text.format(**asdict(listed)),
        *(f"  {count:>7}  {code}" for code, count in listed.aside.items()),
    ]
    answer(asked.json, asdict(listed), lambda: "\n".join(lines))
    return DONE


@command(
    "pack",
    _(
        "Tulis daftar satu DESA (kode) ke OUT. Dengan --device berkasnya disegel untuk laptop itu; tanpa "
        "itu CSV "
        "biasa untuk `kelambu import`."
    ),
    of=hub,
)
@click.argument("village", metavar="DESA")
@click.argument("out", metavar="OUT", type=_FILE)
@click.option("--device", metavar="LAPTOP", default="", help=_("Segel untuk laptop ini."))
def pack(asked: Asked, village: str, out: Path, device: str) -> int:
    """Write a village's pack."""
    from kelambu_tui.cli.accounts import village_codes
    from kelambu_tui.hub.packs import sealed_pack, village_table
    from kelambu_tui.store.slots import write_private

    (code,) = village_codes((village,))
    with opened_hub(asked) as (folder, storage), storage.read() as connection:
        content = (
            sealed_pack(connection, folder, code, device)
            if device
            else village_table(connection, folder, code)
        )
    if out.exists():
        raise NotFound(_("{path} sudah ada. Pilih nama lain.").format(path=out))
    write_private(out, content)
    if not device:
        tell(_("Berkas ini berisi NIK lengkap tanpa segel. Hapus setelah dimasukkan ke laptop."))
    document = {"village": code, "path": str(out), "bytes": len(content), "sealed": bool(device)}
    answer(asked.json, document, lambda: _("Paket desa {village} ditulis ke {path}.").format(**document))
    return DONE


bundle = WordedGroup("bundle", help=_("Stick dari lapangan: baca, dan tulis jawabannya."))
hub.add_command(bundle)


@command(
    "read",
    _("Baca FILE kiriman laptop dari stick, dan tulis jawaban untuk tiap laptop ke folder --out."),
    of=bundle,
)
@click.argument("files", metavar="FILE...", type=_FILE, nargs=-1, required=True)
@click.option("--out", type=_FILE, metavar="DIR", required=True, help=_("Folder untuk berkas jawaban."))
def read(asked: Asked, files: tuple[Path, ...], out: Path) -> int:
    """Read sticks."""
    from kelambu_tui.hub.sticks import read_sticks

    out.mkdir(parents=True, exist_ok=True)
    with opened_hub(asked) as (folder, storage):
        done, failed = read_sticks(storage, folder, list(files), out)
    document = [
        {**asdict(one), "file": str(one.file), "home": None if one.home is None else str(one.home)}
        for one in done
    ]
    document += [{"file": str(path), "sentence": sentence} for path, sentence in failed]
    text = _("{file}: {added} catatan baru dari laptop {device}, {refused} ditolak. Jawaban: {home}.")
    lines = [
        " ".join(
            [
                text.format(
                    file=one.file.name,
                    added=one.added,
                    device=one.device,
                    refused=one.refused,
                    home=one.home or "-",
                ),
                one.sentence,
            ]
        ).strip()
        for one in done
    ]
    lines += [f"{path.name}: {sentence}" for path, sentence in failed]
    answer(asked.json, document, lambda: "\n".join(lines))
    return REFUSED if failed or any(one.status != 200 for one in done) else DONE


@command("backup", _("Tulis cadangan seluruh hub ke FILE, disegel dengan kunci pemulihan dinas."), of=hub)
@click.argument("file", metavar="FILE", type=_FILE)
def backup(asked: Asked, file: Path) -> int:
    """Back the hub up."""
    from kelambu_tui.hub.backing import back_up

    size = back_up(open_hub(asked), file)
    document = {"path": str(file), "bytes": size}
    answer(
        asked.json, document, lambda: _("Cadangan hub ditulis ke {path} ({bytes} byte).").format(**document)
    )
    return DONE


@command(
    "restore",
    _(
        "Bangun hub dari cadangan FILE di folder kosong --workspace. Laptop mengirim ulang sendiri apa "
        "yang belum ada di cadangan itu."
    ),
    of=hub,
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--identity", type=_FILE, metavar="FILE", required=True, help=_("Berkas kunci pemulihan (recovery.key).")
)
@click.option("--database", metavar="URL", default="", help=_("PostgreSQL kosong, bila hub itu memakainya."))
def restore(asked: Asked, file: Path, identity: Path, database: str) -> int:
    """Restore a hub."""
    from kelambu_tui.hub.backing import restore as bring_back

    made = bring_back(file, hub_place(asked), identity, database)
    document = {"workspace": str(made.folder), "district": made.district, "url": made.url}
    text = _("Hub {district} dipulihkan di {workspace}. Jalankan dengan `kelambu hub serve`.")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


@command("upgrade", _("Sesuaikan basis data hub dengan program ini (sebagai pemilik basis data)."), of=hub)
def upgrade(asked: Asked) -> int:
    """Bring the schema up to date."""
    from kelambu_tui.hub.migrations import HEAD
    from kelambu_tui.hub.storage import make_storage

    folder = open_hub(asked)
    make_storage(folder.region, folder.database_path, folder.database_key, folder.database).close()
    answer(
        asked.json, {"schema": HEAD}, lambda: _("Basis data hub memakai skema {schema}.").format(schema=HEAD)
    )
    return DONE
