"""Set Up OBS on a real OBS, which shows the real camera: in the guest."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from tests.helpers.guest import BUILD_S, run_in_guest

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("guest_obs_scenario.py")
LIMIT_S = 1800

pytestmark = [pytest.mark.serial, pytest.mark.release, pytest.mark.timeout(BUILD_S + LIMIT_S)]


def test_a_real_obs_is_set_up_and_taken_back(tmp_path: Path) -> None:
    options = ("--card", "Avatar Camera,OBS Virtual Camera", "--nr", "0,1", "--exclusive", "1,1")
    result = run_in_guest([sys.executable, str(SCRIPT), str(tmp_path)], timeout_s=LIMIT_S, options=options)
    log.info("%s", result.stdout)
    assert result.returncode == 0, result.stdout
    assert '"done": "obs"' in result.stdout
