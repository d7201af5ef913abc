"""What a remote engine is told of its server."""

from pathlib import Path
from typing import Any

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings, VoiceSettings
from app.base.shared_server import speech_stalls_pictures
from app.studio import commands as do
from app.studio.remote import remote_request, warnings_of

CACHE = Path("cache")
SERVER = ServerProfile(
    name="far", url="http://far", endpoints={"wav2lip": "http://lips"}, headers={"X-Team": "a"}, ca_file=Path("ca.pem")
)


def test_everything_of_the_settings_reaches_the_server() -> None:
    settings = OmniRTSettings(servers=(SERVER,), prompt="a quiet room", seed=3, crops={"mira": (0.1, -0.2)})
    request = remote_request(settings, "secret", "mira", CACHE)
    assert (request.url, request.model, request.key) == ("http://far", "flashtalk", "secret")
    assert (request.headers, request.ca_file, request.cache) == ((("X-Team", "a"),), Path("ca.pem"), CACHE)
    assert (request.prompt, request.seed, request.crop) == ("a quiet room", 3, (0.1, -0.2))
    assert request.options == ()
    assert "secret" not in repr(request)


def test_a_model_with_a_server_and_options_of_its_own() -> None:
    own = SERVER.model_copy(update={"wav2lip_postprocess": "basic"})
    other = SERVER.model_copy(update={"name": "other"})
    settings = OmniRTSettings(servers=(other, own), server=own.name, model="wav2lip")
    request = remote_request(settings, None, "ada", CACHE)
    assert (request.url, request.model, request.key) == ("http://lips", "wav2lip", "")
    assert request.options == (("wav2lip_postprocess_mode", "basic"),)
    assert request.crop == (0.0, 0.0)


def test_nothing_travels_in_clear_unasked() -> None:
    far = OmniRTSettings(servers=(ServerProfile(name="far", url="ws://8.8.8.8:8765"),))
    with pytest.raises(AppError, match=r"unencrypted to 8\.8\.8\.8") as raised:
        remote_request(far, None, "mira", CACHE)
    assert raised.value.permanent
    allowed = far.model_copy(update={"allow_plain": ("8.8.8.8",)})
    assert remote_request(allowed, None, "mira", CACHE).url == "ws://8.8.8.8:8765"


def test_without_a_server_the_engine_is_left_to_say_so() -> None:
    assert remote_request(OmniRTSettings(), None, "mira", CACHE).url == ""


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({}, True),
        ({"providers": ("espeak", "omnirt")}, False),
        ({"omnirt_url": "http://box:9012"}, False),
        ({"providers": ("openai",), "openai_url": "http://box:9000/v1"}, True),
        ({"omnirt_url": "http://BOX:9000/"}, True),
        ({"omnirt_url": "http://box"}, False),
    ],
)
def test_a_server_that_draws_and_speaks_is_named(changes: dict[str, Any], warned: bool) -> None:
    voice = VoiceSettings(**({"providers": ("omnirt",), "omnirt_url": "http://box:9000"} | changes))
    omnirt = OmniRTSettings(servers=(ServerProfile(name="box", url="http://box:9000"),))
    settings = Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt, voice=voice)
    line = do.SpeakText("Good evening.")
    assert [problem.code for problem in warnings_of(line, settings)] == ["speech.same_server"] * warned
    assert not warnings_of(do.SpeakFile(Path("a.wav")), settings)
    assert not warnings_of(line, settings.model_copy(update={"engine": EngineSettings()}))


def test_lines_are_not_drawn_by_a_host_that_follows_a_camera() -> None:
    settings = Settings(engine=EngineSettings(kind="omnirt", drive="webcam"))
    for command in (do.SpeakText("Good evening."), do.SpeakFile(Path("a.wav"))):
        assert [problem.code for problem in warnings_of(command, settings)] == ["speech.camera_drive"]
    assert not warnings_of(do.SetMicrophone(True), settings)
    elsewhere = settings.model_copy(update={"engine": EngineSettings(drive="webcam")})
    assert not warnings_of(do.SpeakText("Good evening."), elsewhere), "an engine that draws here follows no camera"


@pytest.mark.parametrize(
    ("speaks", "draws", "same"),
    [
        ("http://localhost:9000", "ws://127.0.0.1:9000", True),
        ("https://box", "wss://box:443/render", True),
        ("http://box", "https://box", False),
    ],
)
def test_one_place_has_several_addresses(speaks: str, draws: str, same: bool) -> None:
    settings = Settings(
        engine=EngineSettings(kind="omnirt"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="box", url=draws),)),
        voice=VoiceSettings(providers=("omnirt",), omnirt_url=speaks),
    )
    assert (speech_stalls_pictures(settings) is not None) is same
