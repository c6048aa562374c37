from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import finding
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.accounts import add_user
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.finding import Finder, open_finder
from kelambu_tui.work.search_cache import cache_path, read_cache, write_cache
from kelambu_tui.work.search_rows import Reach
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

SignIn = Callable[[str], Workspace]
Row = Callable[..., dict[str, str]]
ListFile = Callable[..., Path]

OTHER_VILLAGE = "1606011009"  # Kayu Ara, Sekayu


def names(finder: Finder, query: str, limit: int = 20) -> list[str]:
    return [one.name for one in finder.search(query, limit)]


def people(finder: Finder, query: str, limit: int = 20) -> list[str]:
    return [one.person for one in finder.search(query, limit)]


@pytest.fixture
def siti(village_list: Path, sign_in: SignIn) -> Workspace:
    return sign_in("siti")


@pytest.fixture
def finder(siti: Workspace) -> Finder:
    made = open_finder(siti)
    made.finish()
    return made


def checked(workspace: Workspace, person: str, **values: str) -> None:
    record(workspace, person, Sheet("mampu", values))


def test_an_import_is_in_the_next_answer(
    finder: Finder, siti: Workspace, person_row: Row, list_file: ListFile
) -> None:
    assert len(finder) == 12
    assert names(finder, "kosasih") == []
    renamed = person_row(3, Nama="KOSASIH HIDAYAT")
    moved = person_row(4, family=5, Nama="SUTARMI", Alamat="LORONG MELATI RT 009 RW 002")
    import_list(siti, list_file([renamed, moved, person_row(50, Nama="ROSMALA DEWI")], "baru.csv"))
    assert names(finder, "kosasih") == ["KOSASIH HIDAYAT"]
    assert names(finder, "rosmala dew") == ["ROSMALA DEWI"]
    assert len(finder) == 13
    assert names(finder, "warga 3") != ["WARGA NOMOR 3"]
    assert finder.search("sutarmi")[0].household == "1606000000000005"


def test_a_corrected_address_is_found_as_the_listed_one_is(finder: Finder, siti: Workspace) -> None:
    person = "IND00000005"
    assert person not in people(finder, "lorong kenanga")
    correct(siti, person, "address", "LORONG KENANGA NO 7", reason="sudah pindah rumah")
    assert people(finder, "lorong kenanga")[:1] == [person]
    assert people(open_finder(siti), "lorong kenanga")[:1] == [person], "also by whoever reads it all anew"
    assert finder.search("lorong kenanga")[0].address == "LORONG KENANGA NO 7"
    assert person in people(finder, "dusun ii warga nomor 5"), "and still by what the list says"
    correct(siti, person, "address", "", reason="salah rumah")
    assert person not in people(finder, "lorong kenanga")


def test_a_ground_check_is_in_the_next_answer(finder: Finder, siti: Workspace) -> None:
    person = "IND00000005"
    nik, nkk = "1606020303900777", "1606020101100444"
    for query in (nik, "900777", nkk, "1100444"):
        assert person not in people(finder, query), query
    checked(siti, person, nik=nik, nkk=nkk, mother_name="Kartini Sulastri", rt="042", rw="007")
    for query in (nik, "900777", nkk, "1606020101100454", "kartini", "warga kartini", "rt 42", "rw 7"):
        assert people(finder, query)[0] == person, query
    assert finder.search(nik)[0].nik == nik
    assert len(finder) == 12
    # Corrected once more: what was recorded before is nowhere any more.
    checked(siti, person, mother_name="Rukmini")
    assert people(finder, "rukmini") == [person]
    assert person not in people(finder, "kartini")


def test_what_one_window_records_another_finds(finder: Finder, sign_in: SignIn) -> None:
    checked(sign_in("budi"), "IND00000007", mother_name="Kartini")
    assert people(finder, "kartini") == ["IND00000007"]


def test_answers_are_those_of_an_index_made_anew(finder: Finder, siti: Workspace) -> None:
    checked(siti, "IND00000002", mother_name="Kartini")
    checked(siti, "IND00000009", rt="019")
    (cache,) = siti.folder.glob("search-*.cache")
    cache.unlink()
    anew = open_finder(siti)
    for query in ("warga", "kartini", "warga nomor 9", "rt 19", "16060", "lais", "warag rt 2"):
        assert finder.search(query) == anew.search(query), query
    anew.finish()


def test_many_changes_become_part_of_the_large_index(
    finder: Finder, siti: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY", 1)
    checked(siti, "IND00000002", mother_name="Kartini")
    checked(siti, "IND00000003", mother_name="Sulastri")
    assert people(finder, "sulastri") == ["IND00000003"]
    finder.finish()
    checked(siti, "IND00000004", mother_name="Rukmini")
    for mother, person in (("kartini", 2), ("sulastri", 3), ("rukmini", 4)):
        assert people(finder, mother) == [f"IND0000000{person}"]
    kept = read_cache(siti.folder, siti.database_key, ())
    assert kept is not None
    assert len(kept[0].kin.items) == 2


def test_very_many_changes_are_read_at_once(
    finder: Finder, siti: Workspace, monkeypatch: pytest.MonkeyPatch, person_row: Row, list_file: ListFile
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    import_list(siti, list_file([person_row(at, Nama=f"ROHANI {at}") for at in range(1, 9)], "baru.csv"))
    assert len(finder.search("rohani")) == 8
    finder.finish()


# --- who may find whom ---


@pytest.fixture
def two_villages(siti: Workspace, person_row: Row, list_file: ListFile) -> Workspace:
    row = person_row(70, Nama="MARKONAH", **{"Kode Kemdagri": OTHER_VILLAGE, "Kecamatan": "SEKAYU"})
    import_list(siti, list_file([row], "kayuara.csv"))
    return siti


@pytest.fixture
def dewi(two_villages: Workspace, sign_in: SignIn) -> Workspace:
    add_user(two_villages, "dewi", "fasilitator", "", ("16.06.01.1009",))
    return sign_in("dewi")


def test_only_those_of_the_users_villages_are_found(two_villages: Workspace, dewi: Workspace) -> None:
    assert names(open_finder(two_villages), "markonah kayu ara") == ["MARKONAH"]
    mine = open_finder(dewi)
    assert len(mine) == 1
    assert names(mine, "warga nomor 3") == []
    assert names(mine, "markona") == ["MARKONAH"]


def test_who_moves_into_or_out_of_a_village_comes_and_goes(
    dewi: Workspace, two_villages: Workspace, person_row: Row, list_file: ListFile
) -> None:
    mine = open_finder(dewi)
    into = person_row(2, Nama="SUMIRAH", **{"Kode Kemdagri": OTHER_VILLAGE, "Kecamatan": "SEKAYU"})
    out = person_row(70, Nama="MARKONAH")
    import_list(two_villages, list_file([into, out], "pindah.csv"))
    assert names(mine, "sumirah") == ["SUMIRAH"]
    assert names(mine, "markonah") == []


# --- the cache ---


def test_the_next_start_reads_the_cache_and_what_came_since(
    finder: Finder, siti: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(siti, "IND00000006", mother_name="Kartini")
    monkeypatch.setattr(Finder, "_made", lambda *_: pytest.fail("made anew"))
    again = open_finder(siti)
    assert people(again, "kartini") == ["IND00000006"]
    assert "IND00000006" in people(again, "warga")
    assert len(again) == 12


def test_the_cache_tells_nothing_and_is_private(finder: Finder, siti: Workspace) -> None:
    path = cache_path(siti.folder, ())
    content = path.read_bytes()
    assert b"WARGA" not in content
    assert b"warga" not in content
    assert b"160602" not in content
    assert path.stat().st_mode & 0o077 == 0
    assert not list(siti.folder.glob("*.part"))


@pytest.mark.parametrize("place", [0, 20, 60, -1, -40, "middle", "cut", "empty", "long"])
def test_a_damaged_cache_is_made_anew(finder: Finder, siti: Workspace, place: int | str) -> None:
    path = cache_path(siti.folder, ())
    content = bytearray(path.read_bytes())
    if place == "cut":
        del content[-20:]
    elif place == "empty":
        content.clear()
    elif place == "long":
        content += b"x"
    else:
        content[len(content) // 2 if isinstance(place, str) else place] ^= 1
    path.write_bytes(content)
    assert read_cache(siti.folder, siti.database_key, ()) is None
    again = open_finder(siti)
    assert len(again) == 12
    again.finish()
    assert read_cache(siti.folder, siti.database_key, ()) is not None


def test_another_key_another_scope_another_format_open_nothing(
    finder: Finder, siti: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_cache(siti.folder, bytes(32), ()) is None
    assert read_cache(siti.folder, siti.database_key, ("16.06.01.1009",)) is None
    # A file of another scope under this one's name.
    cache_path(siti.folder, ()).rename(cache_path(siti.folder, ("16.06.01.1009",)))
    assert read_cache(siti.folder, siti.database_key, ("16.06.01.1009",)) is None
    monkeypatch.setattr("kelambu_tui.work.search_cache.format_mark", lambda: "99-00")
    assert read_cache(siti.folder, siti.database_key, ()) is None


def test_a_cache_that_knows_more_than_the_database_is_not_believed(
    finder: Finder, siti: Workspace, person_row: Row, list_file: ListFile
) -> None:
    """After a backup was restored the ledger may have gone another way from there on."""
    kept = read_cache(siti.folder, siti.database_key, ())
    assert kept is not None
    index, reached = kept
    index.mask_households(index.households)
    for other in (
        Reach(reached.intake, reached.entry, "00" * 32),
        Reach(reached.intake, reached.entry + 5, reached.head),
        Reach(reached.intake + 1, reached.entry, reached.head),
    ):
        write_cache(siti.folder, siti.database_key, (), other, index)
        again = open_finder(siti)
        assert len(again) == 12
        again.finish()


def test_a_folder_that_cannot_be_written_to_is_searched_all_the_same(
    siti: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(finding, "write_cache", full)
    made = open_finder(siti)
    made.finish()
    assert len(made.search("warga")) == 12
    assert not list(siti.folder.glob("search-*"))


def test_what_a_power_cut_left_is_cleared_away(finder: Finder, siti: Workspace) -> None:
    left = siti.folder / "search-0011.7-8.part"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    fresh = siti.folder / "search-0011.9-9.part"
    fresh.write_bytes(b"x")
    kept = read_cache(siti.folder, siti.database_key, ())
    assert kept is not None
    write_cache(siti.folder, siti.database_key, (), kept[1], kept[0])
    assert not left.exists()
    assert fresh.exists()


def test_nothing_finds_nobody_and_an_empty_list_nobody(sign_in: SignIn) -> None:
    made = open_finder(sign_in("siti"))
    assert made.search("siti") == []
    assert made.search("   ") == []
    made.finish()


def test_signing_out_while_the_cache_is_written_harms_nothing(village_list: Path, folder: Path) -> None:
    workspace = spaces.sign_in(folder, "siti", "")
    made = open_finder(workspace)
    spaces.sign_out(workspace)
    made.finish()
    again = spaces.sign_in(folder, "siti", "")
    assert len(open_finder(again).search("warga")) == 12
    spaces.sign_out(again)
