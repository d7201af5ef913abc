"""The show without a window, on a real studio whose devices can be broken."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.cli.console import Console
from app.cli.run import Wishes, run_show
from app.engine.table import ENGINES
from app.studio.commands import ApplySettings, SetAudioOut, StopCamera
from app.studio.snapshot import OutputState, Snapshot
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_parts import CollectingSink
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    yield small
    small.studio.close()


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("app", Geometry(width_px=96, height_px=160)) as made:
        yield made


def _run(small: SmallStudio, wishes: Wishes, stopped: threading.Event | None = None) -> int:
    return run_show(small.studio, wishes, Console(), stopped or threading.Event())


def test_a_line_is_recorded_from_its_first_to_its_last_word(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "show.mp4"
    target.touch()  # the collecting sink makes no file
    assert _run(small, Wishes(say=("0123456789",), record=True, record_path=target)) == 0
    ticks = small.recordings[0].ticks
    spoken = [tick for tick in ticks if tick.pts_ns is not None]
    assert len(spoken) == pytest.approx(30, abs=1)
    assert spoken[0].pts_ns == 0
    assert len(ticks) - len(spoken) > 20, "a moment after the last word"
    captured = capsys.readouterr()
    assert captured.out == f"{target}\n"
    assert captured.err == "The recording is on.\n"


def test_lines_are_spoken_one_after_the_other_however_few_may_wait(small: SmallStudio) -> None:
    settings = small.studio.snapshot().settings
    voice = settings.voice.model_copy(update={"queue_limit": 1})
    small.studio.post(ApplySettings(settings.model_copy(update={"voice": voice})))
    assert _run(small, Wishes(say=("012", "01", "012", "01"), record=True)) == 0
    spoken = [tick for tick in small.recordings[0].ticks if tick.pts_ns is not None]
    assert len(spoken) == pytest.approx(30, abs=4)
    assert len({tick.turn for tick in spoken}) == 4


def test_a_recording_that_left_no_file_is_told_and_no_path_is_printed(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = Wishes(record=True, record_path=tmp_path / "show.mp4", seconds=0.0)
    assert _run(small, wishes) == 0  # the collecting sink makes no file, as the recorder without a slot
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("Nothing was recorded: the show ended before the first picture.\n")


def test_everything_that_is_wished_is_started(small: SmallStudio) -> None:
    assert _run(small, Wishes(camera=True, record=True, microphone=True, seconds=0.5)) == 0
    assert small.cameras[0].closed.is_set()
    assert small.recordings[0].closed.is_set()
    assert len(small.microphones) == 1
    assert 10 <= len(small.recordings[0].ticks) <= 40


def test_the_end_may_be_told_while_the_show_starts_and_nothing_more_is_started(small: SmallStudio) -> None:
    stopped = threading.Event()
    stopped.set()
    assert _run(small, Wishes(camera=True, record=True), stopped) == 0
    assert not small.cameras
    assert not small.recordings


def test_a_camera_that_was_asked_for_and_fails_ends_the_run(
    small: SmallStudio, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    _break(small, "camera", "fail_at_open")
    expected_warnings.append("It is broken.")
    assert _run(small, Wishes(camera=True, record=True, seconds=60.0)) == 1
    assert not small.recordings
    assert capsys.readouterr().err == "It is broken. Mend it.\n"


def test_a_camera_that_is_only_welcome_may_fail(
    small: SmallStudio, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    _break(small, "camera", "fail_at_open")
    expected_warnings.append("It is broken.")
    wishes = Wishes(say=("0123",), camera=True, audio_out=True, record=True, devices_optional=True)
    small.studio.post(SetAudioOut("nothing"))
    assert _run(small, wishes) == 0
    assert len(small.recordings[0].ticks) > 10
    captured = capsys.readouterr()
    assert "It is broken. Mend it.\n" in captured.err
    assert "There is no such audio device." in captured.err


@pytest.mark.parametrize("wishes", [Wishes(audio_out=True), Wishes(microphone=True)], ids=["speaker", "microphone"])
def test_a_computer_that_cannot_do_sound_is_said_at_once(
    small: SmallStudio, wishes: Wishes, capsys: pytest.CaptureFixture[str]
) -> None:
    small.sound_error = AppError("audio.no_portaudio", "The sound library is missing.", "Install it.")
    small.studio.post(SetAudioOut("Speaker" if wishes.audio_out else None))
    began_s = time.monotonic()
    assert _run(small, wishes) == 1
    assert time.monotonic() - began_s < 30, "nobody waits for what cannot come"
    assert capsys.readouterr().err == "The sound library is missing. Install it.\n"


def test_a_recording_that_breaks_ends_a_run_that_was_for_it(
    small: SmallStudio, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    _break(small, "recording", "fail_at_write")
    expected_warnings.append("It is broken.")
    assert _run(small, Wishes(record=True, seconds=60.0)) == 1
    assert "It is broken. Mend it.\n" in capsys.readouterr().err


def test_a_camera_that_breaks_ends_a_run_that_was_for_it(
    small: SmallStudio, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    _break(small, "camera", "fail_at_write")
    expected_warnings.append("It is broken.")
    began_s = time.monotonic()
    assert _run(small, Wishes(camera=True, microphone=True, seconds=60.0)) == 1
    assert time.monotonic() - began_s < 30
    assert "It is broken. Mend it.\n" in capsys.readouterr().err


def test_a_camera_that_somebody_stops_ends_nothing(small: SmallStudio) -> None:
    seen: list[OutputState] = []

    def stop(now: Snapshot) -> None:
        if now.microphone_on:  # which is started after the camera
            if now.camera is OutputState.ON and OutputState.ON not in seen:
                small.studio.post(StopCamera())
            seen.append(now.camera)

    small.studio.subscribe(stop)
    assert _run(small, Wishes(camera=True, microphone=True, seconds=1.5)) == 0
    assert OutputState.OFF in seen[seen.index(OutputState.ON) :]


def test_a_camera_that_breaks_leaves_the_recording(small: SmallStudio, expected_warnings: list[str]) -> None:
    _break(small, "camera", "fail_at_write")
    expected_warnings.append("It is broken.")
    assert _run(small, Wishes(camera=True, record=True, seconds=1.5)) == 1
    assert len(small.recordings[0].ticks) > 30


def test_what_cannot_be_spoken_is_a_failure(small: SmallStudio, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(small, Wishes(say=(" ",))) == 1
    assert "There is nothing to say." in capsys.readouterr().err


def _break(small: SmallStudio, name: str, where: str) -> None:
    def prepare(sink: CollectingSink) -> None:
        if sink.name == name:
            setattr(sink, where, AppError(f"{name}.broken", "It is broken.", "Mend it."))

    small.prepare = prepare


def test_a_run_that_follows_a_camera_waits_for_its_pictures(tmp_path: Path, server: OmniRTServer) -> None:
    settings = Settings(
        engine=EngineSettings(kind="omnirt", drive="webcam"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),)),
        window=WindowSettings(avatar=str(still_bundle(tmp_path / "avatar"))),
    )
    small = SmallStudio(factory=ENGINES["omnirt_camera"], settings=settings)
    stopped = threading.Event()

    def see() -> None:
        small.wait(lambda s: s.webcam_on and s.webcam_lost)
        while not stopped.wait(0.03):
            small.webcams[-1].see()

    seeing = threading.Thread(target=see)
    seeing.start()
    code = _run(small, Wishes(microphone=True, seconds=0.3))
    stopped.set()
    seeing.join()
    assert code == 0
    assert small.webcams[-1].taken_ns


def test_a_server_that_draws_no_host_is_told(
    tmp_path: Path, server: OmniRTServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fake = True
    settings = Settings(
        engine=EngineSettings(kind="omnirt"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),)),
        window=WindowSettings(avatar=str(still_bundle(tmp_path / "avatar"))),
    )
    small = SmallStudio(factory=ENGINES["omnirt"], settings=settings)
    assert _run(small, Wishes(say=("01",), seconds=0.3)) == 0
    assert "is not real: OmniRT's fake runtime" in capsys.readouterr().err


def _script(folder: Path, *lines: str) -> Path:
    path = folder / "show.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_script_is_spoken_to_its_end(small: SmallStudio, tmp_path: Path) -> None:
    script = _script(tmp_path, "first line", "hello {name} [pause: 0.5 s]", "last", "[every: 1 h] follow us")
    wishes = Wishes(script=script, variables=(("name", "Ada"),), record=True)
    spoken: list[str] = []

    def note(now: Snapshot) -> None:
        if now.speaking_text and now.speaking_text not in spoken:
            spoken.append(now.speaking_text)

    small.studio.subscribe(note)
    assert _run(small, wishes) == 0
    assert spoken == ["first line", "hello Ada", "last"]


def test_a_script_in_a_loop_goes_on_until_it_is_stopped(small: SmallStudio, tmp_path: Path) -> None:
    stopped = threading.Event()
    rounds = [0, 0]

    def note(now: Snapshot) -> None:
        if now.script.lines and now.script.current == now.script.lines[0].number:
            rounds[0] = max(rounds[0], now.turn)
            rounds[1] += now.turn > 1
            if now.turn > 4:
                stopped.set()

    small.studio.subscribe(note)
    assert _run(small, Wishes(script=_script(tmp_path, "one", "two"), loop=True), stopped) == 0
    assert rounds[0] > 4


def test_a_line_that_cannot_be_spoken_is_told_and_the_others_are_said(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(small, Wishes(script=_script(tmp_path, "one", "hello {name}", "three"))) == 1
    assert "This line says {name}, which has no value." in capsys.readouterr().err
