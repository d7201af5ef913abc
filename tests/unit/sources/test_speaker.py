from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError, Problem, Severity
from app.base.settings import VoiceSettings
from app.sources import speaker as speaker_module
from app.sources.speaker import Speaker
from app.sources.speech import SpokenText
from app.sources.text import MAX_CHARACTERS
from app.sources.voices import system
from tests.helpers.speech_server import KEY, OpenAiServer, openai_server


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    made = Speaker(lambda: KEY, tmp_path)
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with openai_server() as running:
        yield running


def settings(server: OpenAiServer, voice: str) -> VoiceSettings:
    return VoiceSettings(
        providers=("openai",), voices={"openai": voice}, openai_url=server.url, openai_model="m", rate=1.25
    )


def drain(line: SpokenText) -> None:
    while line.read() is not None:
        pass
    line.close()


def test_the_chosen_voice_speaks(speaker: Speaker, server: OpenAiServer) -> None:
    notices: list[Problem] = []
    drain(speaker.line("Hello there, all of you. And you.", settings(server, "nova"), notices.append))
    assert notices == []
    assert [(asked["input"], asked["voice"], asked["speed"]) for asked in server.requests] == [
        ("Hello there, all of you.", "nova", 1.25),
        ("And you.", "nova", 1.25),
    ]


def test_espeak_is_the_last_resort_and_the_window_says_so(speaker: Speaker, server: OpenAiServer) -> None:
    notices: list[Problem] = []
    line = speaker.line("Hello there, all of you.", settings(server, "401"), notices.append)
    drain(line)
    assert next(event.text for event in line.events if event.kind == "word") == "Hello"
    (notice,) = notices
    assert notice.code == "speech.instead"
    assert notice.severity is Severity.NOTICE
    assert notice.message.startswith("espeak-ng speaks instead: The speech server")
    assert "key" in notice.hint


def test_when_several_fail_the_first_reason_is_told(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise AppError("speech.no_system_voices", "This system has no voices.", "Install some.")

    monkeypatch.setattr(system, "system_voices", nothing)
    for order in (("system", "openai"), ("openai", "system"), ("openai", "neural")):
        notices: list[Problem] = []
        voice = VoiceSettings(providers=order, openai_url="http://127.0.0.1:9/v1")
        drain(speaker.line("Hello there.", voice, notices.append))
        first = "This system has no voices" if order[0] == "system" else "The speech server"
        assert notices[-1].message.startswith(f"espeak-ng speaks instead: {first}")


def test_who_failed_rests_until_the_settings_change_or_some_time_has_passed(
    speaker: Speaker, server: OpenAiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices: list[Problem] = []
    failing = settings(server, "500")
    for _ in range(2):
        drain(speaker.line("Hello there.", failing, notices.append))
    assert len(server.requests) == 1
    assert len(notices) == 2
    drain(speaker.line("Hello there.", settings(server, "nova"), notices.append))
    assert len(server.requests) == 2
    monkeypatch.setattr(speaker_module, "REST_S", 0.0)
    drain(speaker.line("Hello there.", settings(server, "429"), notices.append))
    drain(speaker.line("Hello there.", settings(server, "429"), notices.append))
    assert len(server.requests) == 4


def test_a_provider_that_cannot_be_here_is_passed_over(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise AppError("speech.no_system_voices", "This system has no voices.", "Install some.")

    monkeypatch.setattr(system, "system_voices", nothing)
    notices: list[Problem] = []
    drain(speaker.line("Hello there.", VoiceSettings(providers=("system",)), notices.append))
    assert [notice.message for notice in notices] == ["espeak-ng speaks instead: This system has no voices."]


@pytest.mark.parametrize("text", ["", "  \n\t ", "😀!!! ---"])
def test_nothing_to_speak_is_an_error(speaker: Speaker, text: str) -> None:
    with pytest.raises(AppError, match="nothing to speak"):
        speaker.line(text, VoiceSettings())


def test_too_much_is_an_error(speaker: Speaker) -> None:
    with pytest.raises(AppError, match="5,001 characters") as raised:
        speaker.line("x" * (MAX_CHARACTERS + 1), VoiceSettings())
    assert raised.value.code == "speech.too_long"


def test_a_closed_speaker_speaks_no_more(speaker: Speaker) -> None:
    speaker.close()
    with pytest.raises(AppError):
        speaker.line("Hello.", VoiceSettings(providers=("espeak",)))
