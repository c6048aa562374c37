"""The proofs of `python -m tests.faults`, short enough for the full check."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.faults import chaos, killing, power

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize("scene", killing.SCENES, ids=lambda scene: scene.name)
def test_what_was_told_as_saved_survives_sigkill(scene: killing.Scene) -> None:
    done = killing.kill(scene, 8, seed=os.getpid())
    assert done.faults == ()


@pytest.mark.skipif(shutil.which("strace") is None, reason="system calls are written down by strace")
def test_a_loss_of_power_takes_nothing_that_was_acknowledged_and_would_without_the_flush() -> None:
    found = power.lose_power("FULL", 150, seed=os.getpid())
    assert (found.lost, found.damaged) == (0, 0)
    assert power.lose_power("NORMAL", 60, seed=os.getpid()).lost > 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_laptops_and_a_hub_on_a_bad_line_end_in_one_state() -> None:
    found = chaos.run(20, 4, seed=os.getpid())
    assert found.faults == ()
    assert found.told
