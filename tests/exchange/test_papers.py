"""Prelist, berita acara and letter: what they say, what they hide, what is left when one fails."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.papers.delivering import Paper
from kelambu_tui.exchange.papers.letter import letter
from kelambu_tui.exchange.papers.minutes import minutes
from kelambu_tui.exchange.papers.prelist import prelist
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.locale import use_language
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.seed import seed_file
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts
from kelambu_tui.work.audit import audit
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.plan import plan, short_code
from kelambu_tui.work.proposing import NewFamily, propose_family
from kelambu_tui.work.sessions import Present, Session, close_session, count_session, miss_visit, open_session
from kelambu_tui.work.undoing import undo
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

VILLAGE = "16.06.02.2001"
DIED = {"died_on": "17-08-2025", "survivor": "TIDAK ADA"}
MOVED = {"moved_to": "JAMBI"}

MAKERS: tuple[Callable[[Workspace, Path], Paper], ...] = (
    prelist,
    minutes,
    lambda workspace, out: letter(workspace, out, "IND00000001"),
)
"""All three papers, each as somebody would ask for it."""


@pytest.fixture
def siti(village_list: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    return sign_in("siti")


def read(path: Path) -> str:
    """All text of a PDF on one line a row, blanks and break opportunities evened out."""
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages).replace("\u200b", "")
    return re.sub(r"[ \u00a0]+", " ", text)


def flat(path: Path) -> str:
    return " ".join(read(path).split())


@pytest.fixture
def worked(siti: Workspace, complete: dict[str, str]) -> Session:
    """A session with a bit of everything, closed; work before and after it is not in it."""
    record(siti, "IND00000009", Sheet("menolak", note="sebelum sesi"))
    open_session(
        siti,
        VILLAGE,
        place="Balai Desa",
        meeting="musdes",
        present=[Present("Amin Rozali, S.E.", "Kepala Desa"), Present("Rohaya", "Ketua BPD")],
    )
    record(siti, "IND00000001", Sheet("mampu"))
    record(siti, "IND00000001", Sheet("layak", complete))
    queue(siti, "IND00000001")
    record(siti, "IND00000002", Sheet("meninggal", DIED))
    record(siti, "IND00000004", Sheet("data_ganda", other="IND00000005"))
    record(siti, "IND00000005", Sheet("layak", {"nik": "1606024101800099"}))
    record(siti, "IND00000006", Sheet("pindah", MOVED, note="ikut anak"))
    miss_visit(siti, "1606000000000003", note="ke kebun")
    closed = close_session(siti, note="Hujan sejak siang.")
    record(siti, "IND00000007", Sheet("mampu"))
    record(siti, "IND00000006", Sheet("layak"))
    return closed


def test_the_prelist_has_every_family_and_no_whole_nik(siti: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "prelist.pdf"
    miss_visit(siti, "1606000000000003", next_day=siti.today().isoformat(), note="di kebun")
    made = prelist(siti, out)
    text = flat(out)
    assert (made.kind, made.count, made.path) == ("prelist", 12, out)
    for number in range(1, 13):
        assert f"WARGA NOMOR {number} " in text
        assert short_code(f"16060000{number:08d}") in text
    assert "tidak di rumah; datang lagi" in text
    assert "di kebun" in text
    assert "Desa Danau Cala, Kecamatan Lais, Kabupaten Musi Banyuasin" in text
    assert re.search(r"Halaman 1 dari 4", text)  # four RTs, each on a sheet of its own
    assert not re.search(r"\d{16}", text.replace("*", ""))
    assert "1606**********" in text


def test_the_text_twin_says_the_same(siti: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "prelist.txt"
    record(siti, "IND00000005", Sheet("mampu"))
    assert prelist(siti, out).count == 12
    text = out.read_text(encoding="utf-8")
    sheets = text.split("\f")
    assert len(sheets) == 4
    assert all("RT 00" in sheet and "lembar" in sheet for sheet in sheets)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\n[x] " + short_code("1606000000000005") in text
    assert text.count("\n[ ] ") == 11
    assert text.count("Catatan: _") == 11
    assert "Catatan: sudah diperiksa __" in text
    assert not re.search(r"\d{16}", text)


def test_one_rt_only(siti: Workspace, tmp_path: Path) -> None:
    made = prelist(siti, tmp_path / "satu.txt", "Danau Cala", "1")
    wanted = [family for family in plan(siti) if family.rt == "001"]
    assert made.count == len(wanted) == 3
    text = (tmp_path / "satu.txt").read_text(encoding="utf-8")
    assert all(family.code in text for family in wanted)


def test_families_stand_in_the_order_of_a_walk(
    sign_in: Callable[[str], Workspace],
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    tmp_path: Path,
) -> None:
    siti = sign_in("siti")
    homes = ["JL. MAWAR NO. 10", "JL. MAWAR NO. 9", "JL. ANGGREK NO. 2", "JL. MAWAR NO. 9A", ""]
    rows = [person_row(at, Alamat=f"{home} RT 001 RW 001") for at, home in enumerate(homes, 1)]
    import_list(siti, list_file(rows))
    prelist(siti, tmp_path / "a.txt")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    order = re.findall(r"\[ \] \w{5}  WARGA NOMOR (\d)", text)
    assert order == ["5", "3", "2", "4", "1"]


def test_the_minutes_say_what_the_session_counted(siti: Workspace, worked: Session, tmp_path: Path) -> None:
    out = tmp_path / "ba.pdf"
    made = minutes(siti, out)
    counts, text = worked.counts, read(out)
    assert counts is not None
    assert made.count == counts.checked == 5
    labels = {outcome.code: outcome.label.id for outcome in siti.programme.outcomes}
    for code, label in labels.items():
        shown = label.replace(" (tulis di catatan)", "")
        assert re.search(rf"\n\w\. {re.escape(shown)} {counts.outcomes.get(code, 0)}\n", text), code
    for words, number in (
        ("selesai diperiksa", counts.done),
        ("sebagian diperiksa", counts.begun),
        ("tidak di rumah", counts.missed),
        ("belum dikunjungi", counts.left),
        ("datanya diperbaiki", counts.corrected),
        ("di antaranya NIK, dari KTP", counts.nik_corrected),
        ("dugaan ganda diputuskan", counts.judged),
        ("diusulkan sebagai peserta", counts.queued),
        ("usulan ditarik kembali", counts.withdrawn),
    ):
        assert re.search(rf"\n\w\. {re.escape(words)} {number}\n", text), words
    assert f"Jumlah {counts.families} keluarga" in text
    assert f"Jumlah {counts.checked} orang" in text


def test_the_minutes_have_all_that_such_a_paper_has(siti: Workspace, worked: Session, tmp_path: Path) -> None:
    out = tmp_path / "ba.pdf"
    minutes(siti, out, worked.id[:13])
    text = flat(out)
    for words in (
        "PEMERINTAH KABUPATEN MUSI BANYUASIN KECAMATAN LAIS DESA DANAU CALA",
        "BERITA ACARA VERIFIKASI DAN VALIDASI",
        "Nomor:",
        "bertempat di Balai Desa, telah dilaksanakan musyawarah desa",
        "1. Keberadaan dan status data prelist",
        "2. Usulan baru Orang yang belum ada dalam daftar dan diusulkan: 0.",
        "1. Amin Rozali, S.E., Kepala Desa",
        "Hujan sejak siang.",
        "Demikian berita acara ini dibuat dengan sebenarnya",
        "Kepala Desa, Amin Rozali, S.E. Fasilitator, BPD / Tokoh Masyarakat, Rohaya",
        "No NIK ID Nama Alamat Hasil Keterangan",
        " ".join(re.findall("....", worked.head[:16])),
    ):
        assert words in text, words
    assert "DRAF" not in text


def test_the_attachment_is_what_the_session_recorded(
    siti: Workspace, worked: Session, tmp_path: Path
) -> None:
    out = tmp_path / "ba.pdf"
    minutes(siti, out)
    text = flat(out)
    attached = text[text.index("Keterangan") :]
    assert "WARGA NOMOR 1 " in attached
    assert re.search(r"WARGA NOMOR 1 DUSUN II RT 002 RW 001 Layak diusulkan", attached)
    assert re.search(r"WARGA NOMOR 4 .*?Data ganda catatan lain: IND00000005", attached)
    assert re.search(r"1606\*{10}99 IND00000005 .*? Layak NIK diperbaiki dari KTP", attached)
    assert (
        "Pindah Pindah ke mana: JAMBI; ikut anak" in attached
    )  # as in the session, not as recorded afterwards
    assert "Meninggal Tanggal meninggal: 17 Agustus 2025; Ahli waris: TIDAK ADA" in attached
    assert "WARGA NOMOR 7" not in attached
    assert "WARGA NOMOR 9" not in attached


def test_new_people_are_listed_with_the_meeting_that_proposed_them(siti: Workspace, tmp_path: Path) -> None:
    open_session(siti, VILLAGE)
    head = {
        "name": "Nyayu Halimah",
        "nik": compose_nik("160602", date(1980, 5, 6), Sex.FEMALE, 7),
        "sex": "P",
        "birth_date": "06-05-1980",
    }
    person, _family = propose_family(siti, NewFamily(VILLAGE, "DUSUN III", "4"), head, "BA 12/2026")
    closed = close_session(siti)
    assert closed.counts is not None
    assert closed.counts.proposed == 1
    assert minutes(siti, tmp_path / "ba.pdf").count == 1
    text = flat(tmp_path / "ba.pdf")
    assert "diusulkan: 1; namanya ada dalam lampiran" in text
    listed = text[text.index("Usulan baru: belum ada dalam daftar") :]
    assert re.search(r"1606\*{10}07 .*Nyayu Halimah .*kepala keluarga BA 12/2026", listed)
    assert person in listed.replace(" ", "")
    prelist(siti, tmp_path / "a.txt", VILLAGE, "4")
    assert "Catatan: usulan baru" in (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_what_was_taken_back_is_not_in_the_minutes(siti: Workspace, tmp_path: Path) -> None:
    open_session(siti, VILLAGE)
    record(siti, "IND00000001", Sheet("mampu"))
    record(siti, "IND00000002", Sheet("mampu"))
    entry = record(siti, "IND00000002", Sheet("meninggal", DIED))
    undo(siti, entry)
    closed = close_session(siti)
    assert closed.counts is not None
    assert minutes(siti, tmp_path / "ba.pdf").count == closed.counts.checked == 2
    assert closed.counts.outcomes == {"mampu": 2}
    assert flat(tmp_path / "ba.pdf").count("Sudah mampu") == 3  # the count, and two people


def test_an_open_session_makes_only_a_draft(siti: Workspace, tmp_path: Path) -> None:
    opened = open_session(siti, VILLAGE)
    record(siti, "IND00000001", Sheet("mampu"))
    out = tmp_path / "ba.pdf"
    with pytest.raises(Refused, match="session close"):
        minutes(siti, out)
    assert not out.exists()
    assert minutes(siti, out, draft=True).count == count_session(siti, opened).checked == 1
    text = flat(out)
    assert text.count("DRAF") == len(PdfReader(out).pages) == 2
    assert "belum ditutup" in text
    assert "Sidik" not in text


def test_without_a_name_it_is_ones_own_session(
    siti: Workspace, worked: Session, sign_in: Callable[[str], Workspace], tmp_path: Path
) -> None:
    budi = sign_in("budi")
    open_session(budi, VILLAGE)
    close_session(budi)
    assert minutes(siti, tmp_path / "a.pdf").count == 5
    assert minutes(budi, tmp_path / "b.pdf").count == 0
    open_session(siti, VILLAGE)
    with pytest.raises(Refused, match="--session"):
        minutes(siti, tmp_path / "c.pdf")
    assert minutes(siti, tmp_path / "c.pdf", worked.id).count == 5


def test_the_same_data_give_the_same_paper(siti: Workspace, worked: Session, tmp_path: Path) -> None:
    made = [minutes(siti, tmp_path / name, worked.id).digest for name in ("a.pdf", "b.pdf")]
    assert made[0] == made[1]


def test_a_draft_of_a_closed_session_is_marked_too(siti: Workspace, worked: Session, tmp_path: Path) -> None:
    out = tmp_path / "ba.pdf"
    minutes(siti, out, worked.id, draft=True)
    assert "DRAF" in flat(out)


def test_practice_papers_say_so_and_real_ones_do_not(
    siti: Workspace, worked: Session, tmp_path: Path
) -> None:
    real = dataclasses.replace(siti, practice=False)
    for workspace, marked in ((siti, True), (real, False)):
        for at, make in enumerate(MAKERS):
            out = tmp_path / f"{marked}{at}.pdf"
            make(workspace, out)
            assert ("LATIHAN" in flat(out)) is marked


def test_no_session_is_no_minutes(siti: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="session open"):
        minutes(siti, tmp_path / "ba.pdf")
    with pytest.raises(NotFound):
        minutes(siti, tmp_path / "ba.pdf", "0000")


def test_a_session_without_anybody_is_a_paper_too(siti: Workspace, tmp_path: Path) -> None:
    open_session(siti, VILLAGE)
    close_session(siti)
    out = tmp_path / "ba.pdf"
    assert minutes(siti, out).count == 0
    assert "Tidak ada orang yang diperiksa" in flat(out)
    assert "belum dikunjungi 12" in flat(out)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("layak", "dapat diusulkan menjadi peserta"),
        ("meninggal", "turut berduka cita"),
        ("pindah", "sudah pindah dari desa ini"),
        ("bukan_pekerja", "sekarang tidak bekerja"),
        ("usia_tidak_memenuhi", "di luar batas itu"),
    ],
)
def test_the_letter_says_what_was_found(
    siti: Workspace, complete: dict[str, str], tmp_path: Path, outcome: str, words: str
) -> None:
    values = {"layak": complete, "meninggal": DIED, "pindah": MOVED}.get(outcome, {})
    record(siti, "IND00000001", Sheet(outcome, values, note="rahasia"))
    out = tmp_path / "surat.pdf"
    letter(siti, out, "IND00000001")
    text = flat(out)
    assert words in text
    assert "Keluarga WARGA NOMOR 1" in text
    assert "Pake Kelambu" in text
    assert "bukan keputusan" in text
    assert "KTP asli" in text
    assert "hubungi:" in text
    assert "rahasia" not in text  # the officer's note is for the office
    assert not re.search(r"\d{16}", text)


def test_the_letter_gives_the_reasons_and_what_would_help(siti: Workspace, tmp_path: Path) -> None:
    record(siti, "IND00000001", Sheet("layak"))
    out = tmp_path / "surat.pdf"
    letter(siti, out, "IND00000001")
    text = flat(out)
    assert "layak dibantu, tetapi belum dapat diusulkan" in text
    assert "Yang belum kami ketahui" in text
    assert "Masih ada data yang belum kami punya: Nomor KK, Tempat lahir" in text
    assert "Siapkan data itu waktu bertemu petugas." in text
    assert "Yang sudah sesuai" in text
    assert "Tinggal di desa ini." in text


def test_a_rule_without_words_for_families_uses_the_programmes(
    siti: Workspace, folder: Path, tmp_path: Path
) -> None:
    (folder / "papers").mkdir()
    (folder / "papers" / "letter.toml").write_text(
        'bawa = []\npenegasan = "p"\nbiaya = "b"\n[hasil]\n[keadaan]\n[aturan]\n', encoding="utf-8"
    )
    record(siti, "IND00000001", Sheet("layak"))
    out = tmp_path / "surat.pdf"
    letter(siti, out, "IND00000001")
    text = flat(out)
    assert "Hasil pemeriksaan WARGA NOMOR 1: Layak." in text
    assert "Data untuk pendaftaran lengkap: Nomor KK" in text
    assert "Isi data yang disebut di sini." in text


def test_papers_are_indonesian_whatever_the_screens_speak(
    siti: Workspace, worked: Session, tmp_path: Path
) -> None:
    use_language("en")
    try:
        minutes(siti, tmp_path / "ba.pdf")
        letter(siti, tmp_path / "surat.pdf", "IND00000001")
    finally:
        use_language("id")
    assert "musyawarah desa" in flat(tmp_path / "ba.pdf")
    assert "Sudah mampu" in flat(tmp_path / "ba.pdf")
    assert "Umur memenuhi syarat" in flat(tmp_path / "surat.pdf")
    assert "years" not in flat(tmp_path / "surat.pdf")


def test_nobody_gets_a_letter_before_they_are_checked(siti: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="belum diperiksa"):
        letter(siti, tmp_path / "surat.pdf", "IND00000001")
    with pytest.raises(NotFound):
        letter(siti, tmp_path / "surat.pdf", "IND404")
    assert list(tmp_path.glob("*.pdf")) == []


def test_papers_stay_in_the_users_area(
    siti: Workspace, sign_in: Callable[[str], Workspace], tmp_path: Path
) -> None:
    record(siti, "IND00000001", Sheet("mampu"))
    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    tono = sign_in("tono")
    with pytest.raises(Refused, match="wilayah"):
        prelist(tono, tmp_path / "a.pdf", VILLAGE)
    with pytest.raises(Refused, match="wilayah"):
        letter(tono, tmp_path / "b.pdf", "IND00000001")
    with pytest.raises(NotFound):
        prelist(tono, tmp_path / "a.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_ledger_knows_every_paper(siti: Workspace, worked: Session, tmp_path: Path) -> None:
    made = [
        prelist(siti, tmp_path / "a.pdf"),
        prelist(siti, tmp_path / "a.txt"),
        minutes(siti, tmp_path / "b.pdf"),
        letter(siti, tmp_path / "c.pdf", "IND00000001"),
    ]
    with siti.database.read() as connection:
        statement = select(t.entry.c.line).where(t.entry.c.kind == "paper.made").order_by(t.entry.c.seq)
        entries = [read_entry(line) for line in connection.execute(statement).scalars()]
    for paper, entry in zip(made, entries, strict=True):
        digest = hashlib.blake2b(paper.path.read_bytes(), digest_size=32).hexdigest()
        assert entry.subject == paper.digest == digest
        assert entry.body == {"paper": paper.kind, "file": paper.path.name, "count": paper.count}
    assert audit(siti).faults == ()


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("surat.docx", Unreadable, "berakhiran .pdf"),
        ("tiada/surat.pdf", Unreadable, "belum ada"),
        ("folder.pdf", Unreadable, "adalah folder"),
        ("lama.pdf", Refused, "sudah ada"),
    ],
)
def test_a_wrong_place_is_told_before_anything_is_done(
    siti: Workspace, worked: Session, tmp_path: Path, name: str, error: type[Exception], words: str
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "lama.pdf").write_text("lama")
    for make in MAKERS:
        with pytest.raises(error, match=words):
            make(siti, tmp_path / name)
    assert (tmp_path / "lama.pdf").read_text() == "lama"


def test_force_replaces_a_paper(siti: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "lama.txt"
    out.write_text("lama")
    prelist(siti, out, force=True)
    assert "PRELIST" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("disk", ["full_disk", "locked_disk"])
def test_a_disk_that_takes_nothing_keeps_nothing(
    siti: Workspace, disk: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(disk)
    if disk == "full_disk":
        (folder / "lain").write_bytes(b"x" * 56 * 1024)
    before = sorted(folder.iterdir())
    with pytest.raises(Refused, match="tidak bisa ditulis"):
        prelist(siti, folder / "a.pdf")
    assert sorted(folder.iterdir()) == before
    assert _papers(siti) == 0


def test_a_broken_template_leaves_the_old_paper(siti: Workspace, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "prelist.pdf"
    out.write_text("lama")
    (folder / "papers").mkdir()
    (folder / "papers" / "prelist.typ").write_text("#let x = (")
    with pytest.raises(Unreadable, match=r"prelist\.typ baris 1"):
        prelist(siti, out, force=True)
    assert out.read_text() == "lama"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert _papers(siti) == 0


def test_only_its_owner_may_read_a_paper(siti: Workspace, tmp_path: Path) -> None:
    prelist(siti, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").stat().st_mode & 0o077 == 0


HOSTILE = [
    '#import "@preview/x:1.0.0": * #panic("x")',
    "*TEBAL* _MIRING_ $x$ `y` <z> @w [/] [@click=app.quit]x[/]",
    "\"KUTIP\" 'SATU' \\ {nilai} }])",
    "\u202eTERBALIK\u202c \u200b\x1b[31mMERAH\x07\x00",
    "X" * 300,
    "NAMA " * 60,
    "محمد עברית 漢字 😀 e\u0301\u0301\u0301",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(
    sign_in: Callable[[str], Workspace],
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    tmp_path: Path,
    name: str,
) -> None:
    siti = sign_in("siti")
    import_list(siti, list_file([person_row(1), person_row(2)]))
    with siti.database.write() as connection:  # whatever an import would have said of it
        connection.execute(update(t.person).values(name=name, relation=name))
        connection.execute(update(t.household).values(address=name, head_name=name))
    miss_visit(siti, "1606000000000002", note=name)
    open_session(siti, VILLAGE, place=name, present=[Present(name, name)])
    record(siti, "IND00000001", Sheet("pindah", MOVED, note=name))
    record(siti, "IND00000002", Sheet("layak", note=name))
    close_session(siti, note=name)
    prelist(siti, tmp_path / "a.pdf")
    prelist(siti, tmp_path / "a.txt")
    minutes(siti, tmp_path / "b.pdf")
    letter(siti, tmp_path / "c.pdf", "IND00000001")
    letter(siti, tmp_path / "d.pdf", "IND00000002")
    told = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u202a-\u202e]", told)
    if name.isascii() and name.isprintable() and len(name) < 200:
        assert name.split(maxsplit=1)[0] in flat(tmp_path / "b.pdf")
        assert name.rsplit(maxsplit=1)[-1] in flat(tmp_path / "c.pdf")


def _papers(workspace: Workspace) -> int:
    with workspace.database.read() as connection:
        return len(connection.execute(select(t.entry.c.id).where(t.entry.c.kind == "paper.made")).all())


@pytest.mark.parametrize(
    ("village", "rt", "error", "words"),
    [
        ("Desa Entah", None, NotFound, "tidak dikenal"),
        (VILLAGE, "dua", Unreadable, "RT"),
        (VILLAGE, "1000", Unreadable, "RT"),
        (VILLAGE, "099", NotFound, "kelambu plan"),
        ("16.06.01.2001", None, NotFound, "kelambu plan"),
    ],
)
def test_a_place_that_cannot_be_is_told(
    siti: Workspace, tmp_path: Path, village: str, rt: str | None, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        prelist(siti, tmp_path / "a.pdf", village, rt)
    assert not (tmp_path / "a.pdf").exists()


def test_families_have_words_for_everything_the_programme_says(siti: Workspace) -> None:
    words = tomllib.loads(seed_file("papers/letter.toml").read_text(encoding="utf-8"))
    assert set(words["hasil"]) == {outcome.code for outcome in siti.programme.outcomes}
    assert set(words["aturan"]) == {rule.code for rule in siti.programme.rules}
    for rule in siti.programme.rules:
        needed = {"gagal", "belum_tahu", "tolong", *(("lolos",) if rule.weight == "wajib" else ())}
        assert needed <= set(words["aturan"][rule.code]), rule.code
    assert set(words["keadaan"]) == set(t.ENROLMENT_STATES)


def correct_one(siti: Workspace, complete: dict[str, str]) -> None:
    correct(siti, "IND00000001", "name", "NYAYU HALIMAH", reason="KTP")
    correct(siti, "IND00000001", "address", "LORONG KENANGA", reason="pindah rumah")
    record(siti, "IND00000001", Sheet("layak", complete))


def test_a_star_on_the_prelist_says_what_is_not_the_lists(
    siti: Workspace, complete: dict[str, str], tmp_path: Path
) -> None:
    prelist(siti, tmp_path / "a.txt")
    assert "bukan tulisan daftar" not in (tmp_path / "a.txt").read_text()
    correct_one(siti, complete)
    prelist(siti, tmp_path / "b.txt")
    text = (tmp_path / "b.txt").read_text()
    assert "*NYAYU HALIMAH" in text
    assert "*WARGA" not in text
    assert text.count("bukan tulisan daftar") == text.count("\f") + 1, "on every sheet"


@pytest.mark.slow
def test_papers_tell_what_is_not_the_lists(siti: Workspace, complete: dict[str, str], tmp_path: Path) -> None:
    open_session(siti, VILLAGE)
    correct_one(siti, complete)
    close_session(siti)
    prelist(siti, tmp_path / "b.pdf")
    assert "*NYAYU HALIMAH" in read(tmp_path / "b.pdf")
    assert "bukan tulisan daftar" in flat(tmp_path / "b.pdf")
    letter(siti, tmp_path / "c.pdf", "IND00000001")
    assert "Tidak lagi seperti tulisan daftar: nama, alamat" in flat(tmp_path / "c.pdf")
    minutes(siti, tmp_path / "d.pdf")
    assert "dikoreksi: nama, alamat" in flat(tmp_path / "d.pdf")
