"""Neural voices with a stand-in model, and their server with one on this machine."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.base.errors import AppError
from app.sources.speech import Choice, SpokenText
from app.sources.voices import neural_fetching
from app.sources.voices.base import Manner
from app.sources.voices.neural import PIPER_BYTES, NeuralVoices, own_helper
from app.sources.voices.neural_fetching import fetch_voice
from app.sources.voices.neural_store import installed
from tests.helpers.stand_in_voice import LEVEL, RATE_HZ, SAMPLES_PER_PHONEME, model_bytes, write_voice
from tests.helpers.voice_store import NAME, Store, publish, voice_store


@pytest.fixture
def voices(tmp_path: Path) -> Iterator[NeuralVoices]:
    write_voice(tmp_path, NAME)
    made = NeuralVoices(tmp_path)
    yield made
    made.close()


def test_a_fetched_voice_speaks(voices: NeuralVoices) -> None:
    pieces = list(voices.speak("Hello there.", NAME, Manner()))
    assert {piece.rate_hz for piece in pieces} == {RATE_HZ}
    samples = np.concatenate([piece.samples for piece in pieces])
    assert len(samples) % SAMPLES_PER_PHONEME == 0
    assert len(samples) > 8 * SAMPLES_PER_PHONEME
    assert np.abs(samples).max() == pytest.approx(1.0, abs=0.01)  # Piper raises every sentence to full
    assert LEVEL < 1


def test_the_first_fetched_voice_is_the_default_and_a_line_is_spoken(voices: NeuralVoices) -> None:
    line = SpokenText("Hello there. This is a second sentence.", [Choice(voices, "")], Manner(pitch=3.0))
    count = 0
    while (piece := line.read()) is not None:
        count += len(piece)
    assert count > 48_000


@pytest.mark.parametrize("damage", [b"", b"no model", model_bytes()[:-40]])
def test_a_damaged_model_is_an_error_and_the_helper_lives(voices: NeuralVoices, tmp_path: Path, damage: bytes) -> None:
    write_voice(tmp_path, "en_US-broken-low").write_bytes(damage)
    with pytest.raises(AppError) as raised:
        list(voices.speak("Hello.", "en_US-broken-low", Manner()))
    assert raised.value.message.endswith(".")
    assert list(voices.speak("Hello.", NAME, Manner()))


def test_what_was_not_fetched_says_so(tmp_path: Path) -> None:
    nothing = NeuralVoices(tmp_path)
    for voice in ("", NAME):
        with pytest.raises(AppError, match=r"has (not )?been fetched"):
            nothing.speak("Hello.", voice, Manner())
    nothing.close()


def test_without_piper_the_way_out_is_named(tmp_path: Path) -> None:
    without = "import sys; sys.modules['piper'] = None; from flashtalk_speech.main import main; sys.exit(main())"
    write_voice(tmp_path, NAME)
    voices = NeuralVoices(tmp_path, lambda: [sys.executable, "-c", without])
    with pytest.raises(AppError, match="Piper, which speaks them, is missing") as raised:
        list(voices.speak("Hello.", NAME, Manner()))
    voices.close()
    assert "fetch a voice again" in raised.value.hint


def test_before_piper_has_come_no_voice_is_ready_and_afterwards_they_speak(store: Store, tmp_path: Path) -> None:
    there = [False]
    voices = NeuralVoices(tmp_path, lambda: own_helper() if there[0] else None)
    (before,) = voices.voices()
    write_voice(tmp_path, NAME)
    (fetched,) = voices.voices()
    assert (before.ready, fetched.ready) == (False, False)
    assert before.size_bytes > fetched.size_bytes == PIPER_BYTES
    with pytest.raises(AppError, match="has not been fetched") as raised:
        voices.speak("Hello.", NAME, Manner())
    assert (raised.value.code, "Fetch a voice" in raised.value.hint) == ("speech.no_piper", True)
    there[0] = True
    assert voices.voices()[0].ready
    assert list(voices.speak("Hello.", NAME, Manner()))
    voices.close()
    with pytest.raises(AppError):
        voices.speak("Hello.", NAME, Manner())


# ---- fetching


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with voice_store() as server:
        monkeypatch.setattr(neural_fetching, "SOURCE", server.url)
        yield server


def fetch(folder: Path) -> list[float]:
    shares: list[float] = []
    fetch_voice(folder, NAME, shares.append, threading.Event())
    return shares


def test_a_voice_is_fetched_with_its_licence_and_progress(store: Store, tmp_path: Path) -> None:
    voices = NeuralVoices(tmp_path)
    (listed,) = voices.voices()
    assert (listed.id, listed.language, listed.ready) == (NAME, "en-US", False)
    assert listed.size_bytes > 200_000
    shares = fetch(tmp_path)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert len(shares) > 3
    assert installed(tmp_path) == [NAME]
    assert (tmp_path / NAME / "MODEL_CARD").read_bytes() == b"CC0"
    assert voices.voices()[0].ready
    voices.close()


def test_a_broken_download_goes_on_where_it_stopped(store: Store, tmp_path: Path) -> None:
    store.most = 100_000
    with pytest.raises(AppError, match="cannot be reached"):
        fetch(tmp_path)
    assert installed(tmp_path) == []
    store.most = None
    fetch(tmp_path)
    assert installed(tmp_path) == [NAME]
    spans = [span for path, span in store.asked if path.endswith(".onnx") and span is not None]
    assert len(spans) == 1
    assert 0 < int(spans[0].removeprefix("bytes=").rstrip("-")) <= 100_000


def test_a_stopped_download_goes_on_later(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()
    fetch_voice(tmp_path, NAME, lambda share: stop.set(), stop)
    assert installed(tmp_path) == []
    fetch(tmp_path)
    assert installed(tmp_path) == [NAME]


@pytest.mark.parametrize("length", [-1, 1])
def test_what_is_not_what_the_list_says_is_thrown_away(store: Store, tmp_path: Path, length: int) -> None:
    def wrong(files: dict[str, Any]) -> None:
        files[f"en/{NAME}.onnx"]["md5_digest"] = "0" * 32
        files[f"en/{NAME}.onnx"]["size_bytes"] += length if length < 0 else 0

    publish(store, {f"{NAME}.onnx": b"x" * 1000, f"{NAME}.onnx.json": b"{}"}, wrong)
    with pytest.raises(AppError, match="damaged"):
        fetch(tmp_path)
    assert installed(tmp_path) == []
    assert not list(tmp_path.glob("**/*.part"))


def test_a_file_stays_in_the_folder(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    publish(store, {f"{NAME}.onnx": b"x", f"{NAME}.onnx.json": b"{}"})
    listed = json.loads(store.files["voices.json"])
    for evil in ("../../evil", "..", "/etc/evil", "a\\..\\evil"):
        listed[evil] = listed[NAME]
        listed[f"n{len(listed)}"] = {"files": {f"en/{evil}/..": {"size_bytes": 1, "md5_digest": ""}}}
    store.files["voices.json"] = json.dumps(listed).encode()
    voices = NeuralVoices(folder)
    assert [voice.id for voice in voices.voices()] == [NAME]
    voices.close()
    for evil in ("../../evil", ".."):
        with pytest.raises(AppError, match="no neural voice"):
            fetch_voice(folder, evil, lambda share: None, threading.Event())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["voices"]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"a": 3}', b"[" * 100_000, b"{" * 5_000_000])
def test_a_list_that_is_none_is_an_error(store: Store, tmp_path: Path, body: bytes) -> None:
    store.files["voices.json"] = body
    with pytest.raises(AppError, match="cannot be read"):
        NeuralVoices(tmp_path).voices()


def test_without_a_network_the_fetched_ones_are_listed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voices = NeuralVoices(tmp_path)
    assert len(voices.voices()) == 1
    write_voice(tmp_path, "de_DE-summ-low")
    monkeypatch.setattr(neural_fetching, "SOURCE", "http://127.0.0.1:9")
    assert [(voice.id, voice.ready) for voice in voices.voices()] == [("de_DE-summ-low", True), (NAME, False)]
    with pytest.raises(AppError, match="cannot be reached"):
        NeuralVoices(tmp_path / "empty").voices()
    voices.close()
