"""Setting up OBS with one command of a studio that runs; against an OBS that follows a script."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from app.base.settings import ObsSettings
from app.studio import commands as do
from app.studio.asking import commands_of
from app.studio.described import describe
from app.studio.obs_plan import CAMERAS, SOURCE
from app.studio.snapshot import OutputState, Snapshot
from tests.helpers.scripted_obs import ScriptedObs
from tests.helpers.small_studio import SmallStudio

ADDRESS = "http://127.0.0.1:8788/?token=secret"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallStudio]:
    monkeypatch.setattr("app.base.secrets._this_run", {})  # nobody knows a password
    made = SmallStudio()
    yield made
    made.studio.close()


def talk_to(small: SmallStudio, obs: ScriptedObs) -> Snapshot:
    """Have the studio look for this OBS."""
    settings = small.studio.snapshot().settings
    small.studio.post(do.ApplySettings(settings.model_copy(update={"obs": ObsSettings(port=obs.port)})))
    return small.wait(lambda now: now.settings.obs.port == obs.port)


def test_one_command_starts_the_browser_source_and_sets_up_obs(small: SmallStudio) -> None:
    with ScriptedObs() as obs:
        talk_to(small, obs)
        small.studio.post(do.SetUpObs())
        small.wait(lambda now: now.browser is OutputState.ON)
        small.browsers[0].address = ADDRESS
        now = small.wait(lambda now: now.obs.ready)
        assert obs.inputs[SOURCE][1]["url"] == ADDRESS
        assert "secret" not in json.dumps(describe(now))


def test_one_command_has_it_show_the_camera_from_now_on(small: SmallStudio) -> None:
    with ScriptedObs() as obs:
        now = talk_to(small, obs)
        for command in commands_of("obs", {"what": "setup", "show": "camera"}, now, own=True):
            small.studio.post(command)
        now = small.wait(lambda now: now.obs.ready)
        assert now.camera is OutputState.ON
        assert now.browser is OutputState.OFF
        assert now.settings.obs.show == "camera"
        assert obs.inputs[SOURCE][0] == CAMERAS[sys.platform][0]


def test_where_obs_has_no_browser_source_one_press_starts_the_camera_and_sets_it_up(small: SmallStudio) -> None:
    with ScriptedObs(kinds=tuple(kind for kind, _ in CAMERAS.values())) as obs:
        talk_to(small, obs)
        small.studio.post(do.LookForObs())
        now = small.wait(lambda now: now.obs.problem is not None)
        page = ObsSettings.model_validate({"port": obs.port, "show": "camera"})  # what the press comes to
        small.studio.post(do.ApplySettings(now.settings.model_copy(update={"obs": page})))
        small.studio.post(do.SetUpObs())
        now = small.wait(lambda now: now.obs.ready)
        assert now.camera is OutputState.ON
        assert obs.inputs[SOURCE][0] == CAMERAS[sys.platform][0]
