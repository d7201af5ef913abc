"""The streamer's camera on the real V4L2 driver, in the guest."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from tests.helpers.guest import BUILD_S, run_in_guest

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("guest_webcam_scenario.py")
GUEST_S = 240

# Slow all together: the first of them may have to build the guest's kernel, which takes minutes.
pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(BUILD_S + GUEST_S + 30)]


@pytest.mark.parametrize(
    ("scenario", "options"),
    [
        ("webcam", ()),
        ("webcam_720p", ()),
        ("comes_and_goes", ()),
        ("permission", ()),
        ("no_camera", ("--no-camera",)),
        ("drives", ()),
        ("program", ()),
    ],
)
def test_real_webcam(scenario: str, options: tuple[str, ...]) -> None:
    result = run_in_guest([sys.executable, str(SCRIPT), scenario], timeout_s=GUEST_S, options=options)
    log.info("%s\n%s", scenario, result.stdout)
    assert result.returncode == 0, result.stdout
    assert f'"done": "{scenario}"' in result.stdout
