"""Two records face to face, and the warning while a form is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import NotFound
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work.duplicates import judge_pair
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.facing import face, lookalikes, suspected
from kelambu_tui.work.leaves import ask_leave, give_leave
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

ONE, TWO, OTHER = "IND00000001", "IND00000050", "IND00000002"


@pytest.fixture
def siti(
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    sign_in: Callable[[str], Workspace],
) -> Workspace:
    """Twelve people, and the first of them a second time under another name in another household."""
    names = [
        *("SUHARTINI", "RUSLAN EFENDI", "ROHANI BINTI ALI", "Kgs. Zulkarnain", "SRI REJEKI", "BUDI UTOMO"),
        *("NYIMAS HALIMAH", "JUNAIDI", "MARLENA", "AHMAD DAHLAN", "KARTINI", "M. YUSUF"),
    ]
    rows = [person_row(number, Nama=name) for number, name in enumerate(names, 1)]
    again = {"ID Keluarga P3KE": "1606000000000050", "ID Individu": TWO, "Nama": "SUHARTINY"}
    workspace = sign_in("siti")
    import_list(workspace, list_file([*rows, rows[0] | again]))
    return workspace


def test_a_side_holds_the_list_and_what_the_visit_said_over_it(
    siti: Workspace, complete: dict[str, str]
) -> None:
    before = face(siti, ONE)[0]
    assert (before.name, before.mother_name, before.outcome, before.state) == ("SUHARTINI", "", "", "")
    assert before.village.endswith("Lais")
    record(siti, OTHER, Sheet("layak", complete))
    queue(siti, OTHER)
    other, one = face(siti, OTHER, ONE)
    assert one == before
    assert (other.mother_name, other.birthplace) == ("AMINAH", "SEKAYU")
    assert (other.outcome, other.state) == ("layak", "menunggu")


def test_nobody_has_no_side(siti: Workspace) -> None:
    with pytest.raises(NotFound):
        face(siti, ONE, "IND99999999")


def test_the_other_record_is_named_from_both_sides(siti: Workspace) -> None:
    (there,) = lookalikes(siti, ONE, {})
    (back,) = lookalikes(siti, TWO, {})
    assert (there.person, there.name, there.household) == (TWO, "SUHARTINY", "1606000000000050")
    assert (back.person, back.probability) == (ONE, there.probability)
    assert lookalikes(siti, OTHER, {}) == []


@pytest.mark.parametrize("verdict", ["sama", "beda"])
def test_what_is_settled_is_not_warned_about_again(siti: Workspace, verdict: str) -> None:
    judge_pair(siti, ONE, TWO, verdict)
    assert lookalikes(siti, ONE, {}) == []


def test_unsure_goes_on_warning(siti: Workspace) -> None:
    judge_pair(siti, ONE, TWO, "ragu")
    assert [one.person for one in lookalikes(siti, ONE, {})] == [TWO]


def test_half_a_nik_or_an_unreadable_field_changes_nothing(siti: Workspace) -> None:
    before = lookalikes(siti, ONE, {})
    assert lookalikes(siti, ONE, {"nik": "160602"}) == before
    assert lookalikes(siti, ONE, {"nik": "bukan angka", "mother_name": ""}) == before


def test_who_is_marked_in_the_family_is_who_cannot_be_queued(
    siti: Workspace, sign_in: Callable[[str], Workspace]
) -> None:
    assert suspected(siti, (ONE, TWO, OTHER)) == {ONE, TWO}
    ask_leave(siti, ONE, "kembar")
    assert suspected(siti, (ONE, TWO, OTHER)) == {ONE, TWO}
    give_leave(sign_in("budi"), ONE, "KTP dilihat", "")
    assert suspected(siti, (ONE, TWO, OTHER)) == {TWO}
    judge_pair(siti, ONE, TWO, "beda")
    assert suspected(siti, (ONE, TWO, OTHER)) == frozenset()
