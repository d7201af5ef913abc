"""What platforms are known to mind is said while somebody may be watching, and nothing is stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.settings import ProgramSettings, Settings
from app.studio import commands as do
from app.studio.disclosure import concerns
from app.studio.snapshot import OutputState, Snapshot
from tests.helpers.small_studio import SmallStudio


def codes(settings: dict[str, object], *, own_voice: bool = True, share: float = 0.3) -> list[str]:
    found = concerns(ProgramSettings.model_validate(settings), own_voice=own_voice, share=share)
    assert all(problem.message.endswith(".") and "own rules" in problem.hint for problem in found)
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("settings", "own_voice", "share", "expected"),
    [
        ({"ai_label": False}, False, 1.0, []),
        ({"platform": "twitch", "ai_label": False}, False, 1.0, []),
        ({"platform": "eu", "ai_label": False}, True, 0.3, ["disclosure.label"]),
        ({"platform": "youtube"}, False, 1.0, []),
        ({"platform": "douyin", "ai_label_size": "medium"}, True, 0.3, ["disclosure.label"]),
        ({"platform": "douyin", "ai_label_size": "large"}, False, 0.3, ["disclosure.voice"]),
        ({"platform": "tiktok_shop"}, True, 0.5, []),
        ({"platform": "tiktok_shop"}, False, 0.51, ["disclosure.voice", "disclosure.share"]),
    ],
)
def test_what_is_minded(settings: dict[str, object], own_voice: bool, share: float, expected: list[str]) -> None:
    assert codes(settings, own_voice=own_voice, share=share) == expected


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    small.wait(lambda now: now.avatar_id is not None)
    yield small
    small.studio.close()


def minded(now: Snapshot) -> set[str]:
    return {problem.code for problem in now.problems if problem.code.startswith("disclosure.")}


def test_it_is_said_on_air_and_as_long_as_it_is_so(small: SmallStudio) -> None:
    settings = small.studio.snapshot().settings
    program = settings.program.model_copy(update={"platform": "eu", "ai_label": False})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"program": program})))
    now = small.wait(lambda now: now.settings.program.platform == "eu")
    assert minded(now) == set(), "nobody is watching"
    small.studio.post(do.StartCamera())
    now = small.wait(lambda now: minded(now) == {"disclosure.label"})
    assert now.camera is not OutputState.OFF
    labelled = program.model_copy(update={"ai_label": True})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"program": labelled})))
    now = small.wait(lambda now: minded(now) == set())
    assert now.camera is not OutputState.OFF, "nothing was stopped for it"


def test_there_is_a_label_unless_somebody_chose_otherwise() -> None:
    assert Settings().program.ai_label
