"""Every source's desil is kept with its period; the programme's rule takes one, and says which and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.seed import seed_file
from kelambu_tui.work.audit import audit
from kelambu_tui.work.desil import decide_desil, propose_desil
from kelambu_tui.work.desil_sources import conflicting, desil_sources, is_settled, settle_desils
from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.households import HouseholdView, read_household
from kelambu_tui.work.simulating import simulate
from kelambu_tui.work.verification import judge
from kelambu_tui.work.workspace import Workspace

FAMILY, PERSON = "1606000000000001", "IND00000001"
Enter = Callable[[str], Workspace]
Said = tuple[str, str, str]  # source, period, desil
NEWEST = '[[desil]]\nchoose = "newest"\nsources = ["DTSEN", "P3KE"]\nsource = { id = "x", en = "x" }\n'


@pytest.fixture
def imported(
    sign_in: Enter, person_row: Callable[..., Any], list_file: Callable[..., Path]
) -> Callable[..., Workspace]:
    """Import one family's list for each (source, period, desil), in that order."""

    def make(*said: Said) -> Workspace:
        siti = sign_in("siti")
        for source, period, desil in said:
            row = person_row(1, **{"Desil Kesejahteraan": desil})
            import_list(siti, list_file([row], f"{source}{period}.csv"), by_hand=(source, period))
        return siti

    return make


def told(workspace: Workspace) -> list[tuple[str, str, int, bool]]:
    with workspace.database.read() as connection:
        said = desil_sources(connection, FAMILY)
    return [(one.source, one.period, one.desil, one.in_force) for one in said]


def shipped_with(rule: str) -> str:
    """The shipped programme with another rule of desils; '' for none."""
    text = seed_file("programme.toml").read_text(encoding="utf-8")
    start, end = text.index("[[desil]]"), text.index("# --- what it costs")
    return text[:start] + rule + text[end:]


OLD, NEW, DTSEN = ("P3KE", "2022", "1"), ("P3KE", "2023", "2"), ("DTSEN", "2021-03", "4")


@pytest.mark.parametrize("order", [(OLD, NEW, DTSEN), (DTSEN, NEW, OLD), (NEW, DTSEN, OLD)])
@pytest.mark.parametrize(
    ("rule", "in_force"),
    [(None, ("DTSEN", "2021-03", 4)), (NEWEST, ("P3KE", "2023", 2)), ("", ("P3KE", "2023", 2))],
)
def test_the_rule_decides_and_the_order_of_imports_does_not(
    order: tuple[Said, ...],
    rule: str | None,
    in_force: tuple[str, str, int],
    imported: Callable[..., Workspace],
    folder: Path,
) -> None:
    if rule is not None:
        (folder / "programme.toml").write_text(shipped_with(rule), encoding="utf-8")
    siti = imported(*order)
    found = told(siti)
    assert found[0] == (*in_force, True)
    assert {one[:3] for one in found} == {(source, period, int(desil)) for source, period, desil in order}
    assert sum(one[3] for one in found) == 1
    view = read_household(siti, FAMILY)
    assert (view.desil_source, view.desil_period, view.desil) == in_force
    (hit,) = open_finder(siti).search("WARGA NOMOR")
    assert hit.desil == in_force[2]
    assert audit(siti).faults == ()


def desil_rules(workspace: Workspace) -> dict[str, Any]:
    return {item.rule: item for item in judge(workspace, PERSON).findings if item.rule.startswith("desil")}


def test_mengapa_names_the_source_and_the_supervisor_sees_the_others(
    imported: Callable[..., Workspace],
) -> None:
    siti = imported(("P3KE", "2023", "2"))
    assert desil_rules(siti)["desil_sepakat"].result == "lolos"
    siti = imported(("DTSEN", "2025-06", "4"))
    rules = desil_rules(siti)
    assert (rules["desil"].value, rules["desil"].source) == ("4", "DTSEN 2025-06")
    warning = rules["desil_sepakat"]
    assert (warning.result, warning.weight) == ("gagal", "peringatan")
    assert warning.value == "DTSEN 2025-06: desil 4, P3KE 2023: desil 2"
    assert "desil_sepakat=gagal" in judge(siti, PERSON).risk_codes


def test_an_older_period_of_the_same_source_is_no_conflict(imported: Callable[..., Workspace]) -> None:
    siti = imported(OLD, NEW)
    with siti.database.read() as connection:
        assert conflicting(desil_sources(connection, FAMILY)) == ()
    siti = imported(DTSEN)
    with siti.database.read() as connection:
        assert [one.source for one in conflicting(desil_sources(connection, FAMILY))] == ["DTSEN", "P3KE"]


def test_a_decided_desil_goes_before_every_source(imported: Callable[..., Workspace], sign_in: Enter) -> None:
    siti = imported(NEW, ("DTSEN", "2025", "4"))
    propose_desil(siti, FAMILY, 3, "rumah papan, lantai tanah")
    decide_desil(sign_in("budi"), FAMILY, given=True, note="", passphrase="")
    view: HouseholdView = read_household(siti, FAMILY)
    assert (view.desil, view.listed_desil) == (3, 4)
    assert [one.desil for one in view.desil_sources] == [4, 2]
    assert desil_rules(siti)["desil"].source == "penetapan penyelia"


def test_another_rule_is_noticed_and_settled(
    imported: Callable[..., Workspace], folder: Path, sign_in: Enter
) -> None:
    imported(NEW, DTSEN)
    (folder / "programme.toml").write_text(shipped_with(NEWEST), encoding="utf-8")
    siti = sign_in("siti")
    with siti.database.read() as connection:
        assert not is_settled(connection, siti.programme)
    assert any("doctor --rebuild" in fault for fault in audit(siti).faults)
    with siti.database.write() as connection:
        settle_desils(connection, siti.programme)
    assert read_household(siti, FAMILY).desil == 2
    assert audit(siti).faults == ()


def test_a_simulation_takes_the_other_programmes_desil(
    imported: Callable[..., Workspace], tmp_path: Path
) -> None:
    siti = imported(NEW, DTSEN)
    other = tmp_path / "lain.toml"
    other.write_text(shipped_with(NEWEST), encoding="utf-8")
    found = simulate(siti, load_programme(other))
    assert (found.now, found.then, [mover.direction for mover in found.movers]) == (0, 1, ["masuk"])


def test_a_desil_that_somebody_changed_behind_the_ledger_is_noticed(
    imported: Callable[..., Workspace],
) -> None:
    siti = imported(NEW, DTSEN)
    with siti.database.write() as connection:
        connection.exec_driver_sql("UPDATE desil_record SET desil = 1 WHERE source = 'P3KE'")
    assert any("sejak impor terakhir" in fault for fault in audit(siti).faults)
