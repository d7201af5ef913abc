"""Setting up OBS: found, shown what would change, changed, taken back; against an OBS that follows a script."""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.secrets import BROWSER_TOKEN, OBS_PASSWORD, hold_secret
from app.base.settings import ObsSettings, Settings
from app.studio import commands as do
from app.studio.obs_client import ObsClient, answer_to
from app.studio.obs_desk import ObsDesk
from app.studio.obs_plan import CAMERAS, SCENE, SOURCE
from app.studio.obs_state import ObsState, ShownThere
from tests.helpers.engine_probe import wait_until
from tests.helpers.scripted_obs import ScriptedObs

ADDRESS = "http://127.0.0.1:8788/?token=secret"


@pytest.fixture(autouse=True)
def _no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.base.secrets._this_run", {})


class Desk:
    """A desk, what it is told of the show, and a way to wait for it."""

    def __init__(self, undo_file: Path | None = None) -> None:
        self.shown = ShownThere(ADDRESS, "Test camera", (1280, 720), 480.4)
        self.desk = ObsDesk(lambda: self.shown, lambda: None, undo_file)

    def do(self, command: do.ObsCommand, obs: ScriptedObs, **settings: object) -> ObsState:
        chosen = Settings(obs=ObsSettings.model_validate({"port": obs.port, **settings}))
        self.desk.obey(command, chosen)
        wait_until(lambda: not self.desk.state.busy)
        return self.desk.state


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.desk.close()


def test_looking_says_what_would_change_and_changes_nothing(desk: Desk) -> None:
    with ScriptedObs() as obs:
        before = obs.look
        state = desk.do(do.LookForObs(), obs)
        assert (state.version, state.problem, state.ready) == ("30.2.3", None, False)
        assert [(step.what, step.about) for step in state.steps] == [
            ("scene", SCENE), ("source", SOURCE), ("show", SCENE), ("mute", "Mic/Aux")
        ]  # fmt: skip
        assert obs.look == before
        assert not [kind for kind, _ in obs.asked if not kind.startswith("Get")]


def test_it_is_set_up_and_taken_back(desk: Desk) -> None:
    with ScriptedObs() as obs:
        before = obs.look
        state = desk.do(do.SetUpObs(), obs)
        assert state.problem is None
        assert state.ready
        assert state.undoable
        kind, settings = obs.inputs[SOURCE]
        assert (kind, settings["url"], settings["width"], settings["height"]) == ("browser_source", ADDRESS, 1280, 720)
        assert settings["reroute_audio"], "its sound is captured, and not played on the desktop"
        assert obs.scenes[SCENE] == [SOURCE]
        assert obs.program == SCENE
        assert obs.muted == {"Mic/Aux": True}
        (place,) = obs.transforms
        assert (place["boundsWidth"], place["boundsHeight"]) == (1920, 1080)
        state = desk.do(do.UndoObs(), obs)
        assert obs.look == before
        assert not state.undoable
        assert len(state.steps) == 4


def test_a_second_time_changes_only_what_is_different(desk: Desk) -> None:
    with ScriptedObs() as obs:
        desk.do(do.SetUpObs(), obs)
        desk.shown = ShownThere(ADDRESS.replace("8788", "9999"), "", (720, 1280), None)
        assert [step.what for step in desk.do(do.LookForObs(), obs).steps] == ["update"]
        before = obs.look
        obs.asked.clear()
        assert desk.do(do.SetUpObs(), obs).ready
        assert obs.inputs[SOURCE][1]["height"] == 1280
        assert "PressInputPropertiesButton" in dict(obs.asked), "what it could not load before is loaded now"
        obs.asked.clear()
        assert desk.do(do.SetUpObs(), obs).ready
        assert not {"CreateInput", "SetInputSettings", "SetInputMute"} & dict(obs.asked).keys()
        assert obs.look != before


def test_the_microphone_can_be_shifted_or_left_alone(desk: Desk) -> None:
    with ScriptedObs() as obs:
        assert desk.do(do.SetUpObs(), obs, microphone="leave").ready
        assert (obs.muted, obs.offsets) == ({"Mic/Aux": False}, {"Mic/Aux": 0})
        state = desk.do(do.LookForObs(), obs, microphone="sync")
        assert [(step.what, step.value) for step in state.steps] == [("sync", 600)], "and what the page keeps waiting"
        desk.do(do.SetUpObs(), obs, microphone="sync")
        assert obs.offsets == {"Mic/Aux": 600}
        desk.do(do.UndoObs(), obs)
        assert obs.offsets == {"Mic/Aux": 0}


def test_the_camera_in_place_of_the_browser_source(desk: Desk) -> None:
    with ScriptedObs(kinds=("v4l2_input", "dshow_input", "macos-avcapture")) as obs:
        for command in (do.LookForObs(), do.SetUpObs()):
            state = desk.do(command, obs)
            assert state.problem is not None
            assert (state.problem.code, state.ready) == ("obs.no_browser", False)
            assert [step.what for step in state.steps] == ["scene", "source", "show", "mute"], "with the camera"
        assert not [kind for kind, _ in obs.asked if not kind.startswith("Get")]
        assert desk.do(do.SetUpObs(), obs, show="camera").ready
        kind, name = CAMERAS[sys.platform]
        assert obs.inputs[SOURCE] == (kind, {name: "id of Test camera (platform:v4l2loopback-000)"})
        changes = [kind for kind, _ in obs.asked if not kind.startswith("Get")]
        assert changes.index("SetInputSettings") < changes.index("SetCurrentProgramScene"), "not another camera on air"
        obs.inputs[SOURCE] = kind, {name: "Test camera"}  # a camera of that name, but no device: as found in OBS 29
        assert desk.do(do.SetUpObs(), obs, show="camera").ready
        assert obs.inputs[SOURCE] == (kind, {name: "id of Test camera (platform:v4l2loopback-000)"})


def test_its_own_outputs_are_started_and_stopped(desk: Desk) -> None:
    with ScriptedObs() as obs:
        for part in ("camera", "recording", "stream"):
            assert desk.do(do.RunInObs(part, True), obs).outputs == {part}
            assert obs.on == {part}
            desk.do(do.RunInObs(part, True), obs)
            assert desk.do(do.RunInObs(part, False), obs).outputs == frozenset()


def test_an_output_that_never_starts_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.studio.obs_visit._SHOWN_S", 0.3)
    with ScriptedObs() as obs:
        obs.stuck.add("stream")
        state = desk.do(do.RunInObs("stream", True), obs)
        assert state.problem is not None
        assert state.problem.message == "OBS did not start it."


def test_what_obs_still_lists_while_it_is_removed_is_gone(desk: Desk) -> None:
    with ScriptedObs() as obs:
        before = obs.look
        desk.do(do.SetUpObs(), obs)
        obs.refused.add("GetInputSettings")  # as OBS 29 answered right after the removal
        obs.inputs["FlashTalk Studio host"] = ("browser_source", {})
        state = desk.do(do.LookForObs(), obs)
        assert state.problem is None
        assert "source" in [step.what for step in state.steps]
        obs.refused.clear()
        desk.do(do.UndoObs(), obs)
        assert obs.look == before


class TestTheDayAfter:
    """Another studio of the same user takes back what the one before it changed."""

    def test_it_is_taken_back(self, tmp_path: Path) -> None:
        kept = tmp_path / "data" / "undo.json"
        with ScriptedObs() as obs:
            before = obs.look
            first = Desk(kept)
            assert not first.desk.state.undoable
            first.do(do.SetUpObs(), obs)
            later = Desk(kept)
            assert later.desk.state.undoable, "without having looked"
            assert later.do(do.LookForObs(), obs).undoable
            assert not later.do(do.UndoObs(), obs).undoable
            assert obs.look == before
            assert not kept.exists()
            assert not Desk(kept).desk.state.undoable

    def test_what_an_obs_that_is_away_cannot_take_back_is_kept(self, tmp_path: Path) -> None:
        kept = tmp_path / "undo.json"
        with ScriptedObs() as obs:
            Desk(kept).do(do.SetUpObs(), obs)
        later = Desk(kept)
        assert later.do(do.UndoObs(), obs).problem is not None
        assert later.desk.state.undoable
        assert Desk(kept).desk.state.undoable

    def test_the_token_is_in_no_file_and_comes_back(self, tmp_path: Path) -> None:
        hold_secret(BROWSER_TOKEN, "the-token")
        kept, address = tmp_path / "undo.json", ADDRESS.replace("secret", "the-token")
        with ScriptedObs() as obs:
            first = Desk(kept)
            first.shown = ShownThere(address, "Test camera")
            first.do(do.SetUpObs(), obs)
            before = dict(obs.inputs)
            first.do(do.SetUpObs(), obs, show="camera")  # the browser source makes room for it
            assert obs.inputs != before
            assert "the-token" not in kept.read_text()
            later = Desk(kept)
            obs.refused.add("RemoveScene")  # so that one source is left, to be looked at
            asked = len(obs.asked)
            later.do(do.UndoObs(), obs)
            (made,) = (data for kind, data in obs.asked[asked:] if kind == "CreateInput")
            assert made["inputSettings"]["url"] == address

    def test_a_file_that_nobody_can_read_is_none(self, tmp_path: Path) -> None:
        kept = tmp_path / "undo.json"
        kept.write_text("[[")
        with ScriptedObs() as obs:
            assert not Desk(kept).do(do.LookForObs(), obs).undoable


class TestPassword:
    def test_the_answer_is_that_of_the_protocol(self) -> None:
        asked = {
            "challenge": "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
            "salt": "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
        }
        assert answer_to(asked, "supersecretpassword") == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="

    def test_it_is_asked_for_once_and_kept(self, desk: Desk) -> None:
        with ScriptedObs(password="s3cret") as obs:
            state = desk.do(do.LookForObs(), obs)
            assert state.problem is not None
            assert (state.problem.code, state.version) == ("obs.password", "")
            state = desk.do(do.KeepObsPassword("wrong"), obs)
            assert state.problem is not None
            assert state.problem.message == "OBS does not take this password."
            assert desk.do(do.KeepObsPassword("s3cret"), obs).version == "30.2.3"
            assert desk.do(do.SetUpObs(), obs).ready

    def test_one_of_the_keyring_is_used(self, desk: Desk) -> None:
        hold_secret(OBS_PASSWORD, "kept")
        with ScriptedObs(password="kept") as obs:
            assert desk.do(do.LookForObs(), obs).version

    def test_it_stands_in_no_log(self) -> None:
        assert "s3cret" not in repr(do.KeepObsPassword("s3cret"))


class TestTrouble:
    @pytest.mark.parametrize(
        ("version", "old"), [("27.2.4", True), ("28.0.0", False), ("31.0.0-beta1", False), ("git-1234", False)]
    )
    def test_an_obs_that_is_too_old_is_named(self, desk: Desk, version: str, old: bool) -> None:
        with ScriptedObs(version=version) as obs:
            state = desk.do(do.LookForObs(), obs)
            assert (state.problem is not None and state.problem.code == "obs.old") is old
            assert state.problem is None or version in state.problem.message

    def test_the_protocol_of_before_is_too_old(self, desk: Desk) -> None:
        with ScriptedObs(greeting='{"update-type": "Heartbeat"}') as obs:
            state = desk.do(do.LookForObs(), obs)
            assert state.problem is not None
            assert state.problem.code == "obs.old"

    def test_no_obs_is_said_with_what_to_do(self, desk: Desk) -> None:
        with ScriptedObs() as obs:
            pass
        state = desk.do(do.LookForObs(), obs)
        assert state.problem is not None
        assert state.problem.code == "obs.away"
        assert "WebSocket Server Settings" in state.problem.hint

    def test_what_was_done_before_a_refusal_can_be_taken_back(self, desk: Desk) -> None:
        with ScriptedObs() as obs:
            before = obs.look
            obs.refused.add("SetInputMute")
            state = desk.do(do.SetUpObs(), obs)
            assert state.problem is not None
            assert "(No SetInputMute today)." in state.problem.message
            assert state.undoable
            desk.do(do.UndoObs(), obs)
            assert obs.look == before

    def test_a_source_whose_successor_is_refused_comes_back(self, desk: Desk) -> None:
        with ScriptedObs() as obs:
            desk.do(do.SetUpObs(), obs)
            before = dict(obs.inputs)
            obs.refused.add("CreateInput")
            later = Desk()  # the studio of the day after, which can take back what it did itself
            state = later.do(do.SetUpObs(), obs, show="camera")
            assert state.problem is not None
            assert SOURCE not in obs.inputs
            obs.refused.clear()
            later.do(do.UndoObs(), obs, show="camera")
            assert obs.inputs == before

    def test_a_fault_of_its_own_is_said_and_the_next_wish_is_heard(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]
    ) -> None:
        expected_warnings.append("obs")
        monkeypatch.setattr("app.studio.obs_visit.look", lambda client: client.nothing)
        with ScriptedObs() as obs:
            state = desk.do(do.LookForObs(), obs)
            assert state.problem is not None
            assert (state.problem.code, state.busy) == ("obs.failed", False)
            monkeypatch.undo()
            assert desk.do(do.LookForObs(), obs).problem is None

    def test_what_the_user_took_away_is_no_reason_to_stop_taking_back(self, desk: Desk) -> None:
        with ScriptedObs() as obs:
            desk.do(do.SetUpObs(), obs)
            del obs.inputs[SOURCE]
            state = desk.do(do.UndoObs(), obs)
            assert state.problem is None
            assert (obs.program, list(obs.scenes), obs.muted) == ("Scene", ["Scene"], {"Mic/Aux": False})

    def test_a_browser_source_that_does_not_come(self, desk: Desk) -> None:
        desk.shown = ShownThere(problem=AppError("browser_source.port", "Port 8788 is taken.", "Choose another."))
        with ScriptedObs() as obs:
            state = desk.do(do.SetUpObs(), obs)
            assert state.problem is not None
            assert state.problem.code == "browser_source.port"
            assert list(obs.scenes) == ["Scene"]

    def test_a_camera_that_does_not_come(self, desk: Desk) -> None:
        desk.shown = ShownThere(problem=AppError("camera.busy", "The camera is in use.", "Close what uses it."))
        with ScriptedObs() as obs:
            state = desk.do(do.SetUpObs(), obs, show="camera")
            assert state.problem is not None
            assert state.problem.code == "camera.busy"
            assert list(obs.scenes) == ["Scene"]

    def test_whatever_answers_at_that_port_does_no_harm(self, desk: Desk) -> None:
        dice = random.Random(5)
        good = json.dumps({"op": 0, "d": {"rpcVersion": 1}})
        for number in range(16):
            at = dice.randrange(len(good))
            greeting = [good[:at] + chr(dice.randrange(32, 1000)) + good[at + 2 :], "[" * 5000, "{}", "7"][number % 4]
            with ScriptedObs(greeting=greeting) as obs:
                client = ObsClient(obs.port, "")
                with pytest.raises(AppError) as error, client:
                    client.request("GetVersion")
                assert error.value.code.startswith("obs.")

    def test_a_server_that_is_none_of_obs(self, desk: Desk) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as other,
            pytest.raises(AppError) as error,
            _refusing(other, ObsClient(other.getsockname()[1], "")),
        ):
            pass
        assert error.value.code == "obs.away"


def _refusing(server: socket.socket, client: ObsClient) -> ObsClient:
    """Whoever comes hears something that is no HTTP."""

    def answer() -> None:
        connection, _ = server.accept()
        connection.sendall(b"220 mail.example ESMTP\r\n")
        connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    return client
