"""What a helper needs to answer by phone travels with the other entries, through a real hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from kelambu_tui.work import answering, unlocking
from kelambu_tui.work import workspace as spaces
from tests.sync.district import District, make_laptop, open_district


@pytest.mark.slow
def test_a_supervisor_elsewhere_answers_from_what_the_hub_brought(tmp_path: Path) -> None:
    with open_district(tmp_path / "hub") as district:
        play(district, tmp_path)


def play(district: District, place: Path) -> None:
    one, two = make_laptop(place / "satu"), make_laptop(place / "dua", "budi")
    for each in (one, two):
        each.join(district)
    unlocking.trust(one.workspace, answering.own_card(two.workspace))
    assert one.sync().complete
    request = unlocking.challenge(one.folder, "siti")
    assert two.sync().received > 0
    answer = answering.answer_request(two.workspace, request, "")
    assert (answer.account, answer.device) == ("siti", one.workspace.device)
    spaces.sign_out(one.workspace)
    assert unlocking.finish(one.folder, "siti", answer.groups, "") == "budi"
    # Told on both sides, and the hub takes every one of these entries.
    one.workspace = spaces.sign_in(one.folder, "siti", "")
    for each in (one, two):
        report = each.sync()
        assert (report.complete, report.unsent) == (True, 0)
        assert report.refused == 0
