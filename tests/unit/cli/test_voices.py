"""``voices`` and ``--voice``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app import main as main_module
from app import showing
from app.base.errors import AppError
from app.base.settings import ProviderId, Settings, VoiceSettings
from app.cli.arguments import parse_arguments
from app.cli.console import Console
from app.cli.voices import list_voices
from app.ground import lay_over
from app.sources.voices.base import Voice

VOICES = (Voice("katja", "de-DE", "Katja"), Voice("b", "en-GB", "B", ready=False))


def ask(provider: ProviderId) -> Sequence[Voice]:
    if provider == "edge":
        raise AppError("speech.edge", "Edge cannot be reached.", "Check your connection.")
    return VOICES


def test_voices_are_one_a_line_and_who_cannot_be_asked_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_voices(["edge", "system"], ask, Console(), as_json=False) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == ["system:katja\tde-DE\tKatja", "system:b\ten-GB\tB (to be fetched)"]
    assert err == "Edge cannot be reached. Check your connection.\n"


def test_voices_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    list_voices(["system"], ask, Console(), as_json=True)
    assert json.loads(capsys.readouterr().out)[1] == {
        "voice": "system:b", "language": "en-GB", "name": "B", "ready": False,
    }  # fmt: skip


def test_when_nobody_can_be_asked_it_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_voices(["edge"], ask, Console(), as_json=False) == 1
    assert capsys.readouterr().out == ""
    assert list_voices(["edge"], ask, Console(), as_json=True) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_the_real_ones_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_module.main([f"--basedir={tmp_path}", "voices", "--provider", "espeak"]) == 0
    assert "espeak:sit/cmn\tcmn\t" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "providers", "voices"),
    [
        ("edge:de-DE-KatjaNeural", ("edge",), {"espeak": "de", "edge": "de-DE-KatjaNeural"}),
        ("system", ("system",), {"espeak": "de"}),
        ("openai:a:b", ("openai",), {"espeak": "de", "openai": "a:b"}),
        (None, ("espeak",), {"espeak": "de"}),
    ],
)
def test_a_voice_is_laid_over_the_settings(
    asked: str | None, providers: tuple[str, ...], voices: dict[str, str]
) -> None:
    before = Settings(voice=VoiceSettings(providers=("espeak",), voices={"espeak": "de"}))
    for command in (["run"], ["render", "--text", "Hi", "a.mp4"]):
        options = parse_arguments([*command, *(["--voice", asked] if asked else [])])
        changes = showing.voice_changes(options, before)
        laid = lay_over(before, changes).voice
        assert (laid.providers, laid.voices) == (providers, voices)


def test_a_provider_that_is_none_is_not_understood() -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["run", "--voice", "morse:x"])
    assert ended.value.code == 2
