"""A full disk, a folder to look at only, a failing disk: a sentence, nothing lost, and work goes on.

The disk is filled by a limit on the size of files, which works everywhere on POSIX, and by a small tmpfs
where this process may mount one.
"""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.exchange.insurer import export_bpjs
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.papers.prelist import prelist
from kelambu_tui.store import tables as t
from kelambu_tui.store.disk import refused
from kelambu_tui.work import accounts, audit
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.approval import approve
from kelambu_tui.work.backup_daily import back_up, let_open
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.keeping import why_read_only
from kelambu_tui.work.sessions import open_session
from kelambu_tui.work.verification import Sheet, record, save_draft
from kelambu_tui.work.workspace import Workspace

PERSON, QUEUED, LISTED = "IND00000003", "IND00000004", "IND00000005"

Call = Callable[[Workspace, Path], object]


def _searched(workspace: Workspace, _out: Path) -> object:
    finder = open_finder(workspace)
    found = finder.search("warga", 5)
    finder.finish()
    return found


CALLS: dict[str, Call] = {
    "draft": lambda w, _o: save_draft(w, PERSON, Sheet("layak", {"birthplace": "Sekayu" * 40})),
    "record": lambda w, _o: record(w, PERSON, Sheet("tidak_ditemukan", {}, note="tidak ada " * 60)),
    "queue": lambda w, _o: queue(w, QUEUED),
    "correct": lambda w, _o: correct(w, PERSON, "address", "JALAN " * 20, reason="alasan " * 200),
    "session": lambda w, _o: open_session(w, "16.06.02.2001", place="Balai desa " * 20),
    "import": lambda w, o: import_list(w, o / "daftar-baru.csv", rejects=o / "ditolak.csv"),
    "account": lambda w, _o: accounts.add_user(w, "tono", "fasilitator", ""),
    "prelist": lambda w, o: prelist(w, o / "prelist.txt"),
    "search": _searched,
    "backup": lambda w, o: back_up(w, o / "cadangan.kelambu"),
    "sign out": lambda w, _o: spaces.sign_out(w),
}


@pytest.fixture
def office(
    folder: Path,
    tmp_path: Path,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    complete: dict[str, str],
) -> Path:
    """A workspace with work in it; `tmp_path` holds a newer list."""
    siti = spaces.sign_in(folder, "siti", "")
    import_list(siti, list_file([person_row(number) for number in range(1, 13)]))
    for person in (QUEUED, LISTED):
        record(siti, person, Sheet("layak", complete))
    queue(siti, LISTED)
    let_open(siti, "")
    spaces.sign_out(siti)
    rows = [person_row(number, Alamat=f"JALAN BARU {number} " * 6) for number in range(1, 400)]
    list_file([*rows, person_row(900, **{"Tanggal Lahir": "31-02-1980"})], name="daftar-baru.csv")
    return folder


@contextmanager
def size_limit(limit: int) -> Iterator[None]:
    """No file may grow beyond `limit` bytes: what a full disk does, without filling one."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _entries(folder: Path) -> int:
    siti = spaces.sign_in(folder, "siti", "")
    with siti.database.read() as connection:
        count = connection.execute(select(func.count()).select_from(t.entry)).scalar_one()
    assert audit.audit(siti).faults == ()
    spaces.sign_out(siti)
    return count


def _told(call: Call, workspace: Workspace, out: Path) -> bool:
    """Whether it was done; what is refused says so in one sentence with a next step."""
    try:
        call(workspace, out)
    except KelambuError as error:
        sentence = str(error)
        assert len(sentence) > 40, sentence
        assert "Errno" not in sentence
        assert "(" not in sentence or "sqlcipher" not in sentence
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("room", [0, 40_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    name: str, room: int, office: Path, tmp_path: Path
) -> None:
    before = _entries(office)
    siti = spaces.sign_in(office, "siti", "")
    limit = 0 if room == 0 else max(path.stat().st_size for path in office.glob("kelambu.db")) + room
    with size_limit(limit):
        done = _told(CALLS[name], siti, tmp_path)
    if not done and name != "sign out":
        assert _told(CALLS[name], siti, tmp_path), "with room again it must work"
    spaces.sign_out(siti)
    assert _entries(office) >= before
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", ["record", "import"])
def test_a_database_that_cannot_grow_is_a_sentence(name: str, office: Path, tmp_path: Path) -> None:
    siti = spaces.sign_in(office, "siti", "")

    @event.listens_for(siti.database._engine, "begin")
    def stop_growing(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    _told(CALLS[name], siti, tmp_path)
    siti.database.close()
    assert _entries(office) >= 4


def test_opening_where_not_even_a_copy_fits(office: Path) -> None:
    before = _entries(office)
    with size_limit(0), pytest.raises(Refused, match="Disk penuh"):
        spaces.sign_in(office, "siti", "")
    assert _entries(office) == before


def test_opening_on_a_full_disk_still_lets_people_look(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kelambu_tui.store import database

    whole = database._opened

    def no_room(opened: database.Database, key: bytes) -> database.Database:
        if not opened.read_only:
            raise database._NoRoom("Disk penuh; tidak ada yang diubah.")
        return whole(opened, key)

    monkeypatch.setattr(database, "_opened", no_room)
    siti = spaces.sign_in(office, "siti", "")
    assert (siti.read_only, why_read_only(siti)) == (True, "Disk penuh; tidak ada yang diubah.")
    with pytest.raises(Refused, match="Disk penuh"):
        correct(siti, PERSON, "name", "WARGA TIGA", reason="ejaan")
    spaces.sign_out(siti)


def test_an_export_on_a_full_disk(office: Path, tmp_path: Path) -> None:
    budi = spaces.sign_in(office, "budi", "")
    with budi.database.read() as connection:
        waiting = connection.execute(select(t.enrolment.c.id)).scalars().all()
    assert all(decision.done for decision in approve(budi, waiting, ""))
    with size_limit(0), pytest.raises(KelambuError):
        export_bpjs(budi, tmp_path / "peserta.xlsx")
    assert not (tmp_path / "peserta.xlsx").exists()
    assert export_bpjs(budi, tmp_path / "peserta.xlsx").count == 1
    spaces.sign_out(budi)


@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 8, 64])
@pytest.mark.parametrize("name", CALLS)
def test_a_really_full_disk(name: str, left: int, office: Path, tmp_path: Path, small_disk: Path) -> None:
    """`left` KiB are free; the workspace lies on a tmpfs of its own."""
    import shutil

    folder = Path(shutil.copytree(office, small_disk / "ruang"))
    shutil.copy(tmp_path / "daftar-baru.csv", small_disk)
    before = _entries(folder)
    siti = spaces.sign_in(folder, "siti", "")
    filler = small_disk / "penuh"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    with filler.open("r+b") as file:
        file.truncate(max(filler.stat().st_size - left * 1024, 0))
    done = _told(CALLS[name], siti, small_disk)
    filler.unlink()
    if not done and name != "sign out":
        assert _told(CALLS[name], siti, small_disk)
    spaces.sign_out(siti)
    assert _entries(folder) >= before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this process may not mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_folder_that_cannot_be_written_is_looked_at_in_a_copy(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kelambu_tui.store import database
    from kelambu_tui.work import workspace as module

    # Who runs tests as root may write anywhere; the system's answer is given here.
    monkeypatch.setattr(database, "may_write", lambda _path: False)
    monkeypatch.setattr(module, "may_write", lambda _path: False)
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    window = spaces.claim(office)
    siti = spaces.sign_in(office, "siti", "")
    assert siti.read_only
    assert "hanya baca" in why_read_only(siti).lower()
    with siti.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(t.person)).scalar_one() == 12
    assert siti.watch.keep_up() in (True, False)
    for name in ("draft", "record", "correct", "session", "account", "import"):
        with pytest.raises(Refused, match=r"[Hh]anya baca"):
            CALLS[name](siti, tmp_path)
    assert back_up(siti, tmp_path / "luar.kelambu").contents.people == 12
    copy = siti.database._copied_to
    spaces.sign_out(siti)
    window.release()
    assert copy is not None
    assert not copy.exists()
    after = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Disk penuh"),
        (errno.EFBIG, "Disk penuh"),
        (errno.EROFS, "tidak dapat ditulis"),
        (errno.EACCES, "tidak dapat ditulis"),
        (errno.EIO, "Cadangkan ke tempat lain"),
        (errno.ENOENT, "tidak ada"),
        (errno.EMFILE, "Periksa berkas"),
    ],
)
def test_what_a_disk_answers_is_said_with_the_next_step(number: int, words: str) -> None:
    sentence = str(refused(OSError(number, "system words", "/stik/a\x1b[31m.kelambu")))
    assert words in sentence
    assert "\x1b" not in sentence
