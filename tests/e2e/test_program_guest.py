"""The real program on the real camera, in the guest: what a second program sees and hears of it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from tests.helpers.guest import BUILD_S, run_in_guest

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("guest_program_scenario.py")
LIMIT_S = 240

# Slow all together: the first of them may have to build the guest's kernel, which takes minutes.
pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(BUILD_S + 2 * LIMIT_S)]


@pytest.mark.parametrize("scenario", ["on_air", "kills"])
def test_real_camera_and_real_program(scenario: str) -> None:
    result = run_in_guest([sys.executable, str(SCRIPT), scenario], timeout_s=LIMIT_S)
    log.info("%s\n%s", scenario, result.stdout)
    assert result.returncode == 0, result.stdout
    assert f'"done": "{scenario}"' in result.stdout
