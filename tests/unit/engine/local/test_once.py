"""What a chunk or a session does not change is computed once, and what was for its beginning alone is gone after it."""

from __future__ import annotations

import weakref
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch

from app.engine.local import clip_loop
from app.engine.local.attention import AudioAttention, PlainAudioAttention, SceneAttention
from app.engine.local.audio_projection import AudioProjection
from app.engine.local.checkpoints import discover
from app.engine.local.colour import ColourTransfer
from app.engine.local.dit import AudioDiT
from app.engine.local.encoders import PictureEncoder, TextEncoder
from app.engine.local.loading import load
from app.engine.local.talking_clip import ClipModel, Quality
from app.engine.local.vae import LTXVAE, WanVAE
from tests.helpers import tiny_models
from tests.unit.engine.local.golden import picture, speech

CPU = torch.device("cpu")
STEPS, CHUNKS = 2, 3
KINDS = {"flashhead_lite": Quality(64, 96, STEPS), "flashtalk": Quality(48, 64, STEPS)}
COUNTED: tuple[tuple[Any, str], ...] = (
    (AudioDiT, "embed_time"),
    (AudioDiT, "rotary"),
    (AudioDiT, "see"),
    (AudioDiT, "forward"),
    (AudioProjection, "forward"),
    (AudioAttention, "hear"),
    (PlainAudioAttention, "hear"),
    (SceneAttention, "see"),
    (ColourTransfer, "__init__"),
    (LTXVAE, "encode"),
    (WanVAE, "encode"),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny_models.write_all(folder)
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of ``COUNTED`` is called from now on, by its name."""
    counted: Counter[str] = Counter()
    for owner, name in COUNTED:
        real = getattr(owner, name)
        key = f"{'VAE' if owner in (LTXVAE, WanVAE) else owner.__name__}.{name}"

        def call(*args: Any, _real: Any = real, _key: str = key, **kwargs: Any) -> Any:
            counted[_key] += 1
            return _real(*args, **kwargs)

        monkeypatch.setattr(owner, name, call)
    return counted


def opened(base: Path, kind: str) -> tuple[ClipModel, Any]:
    (folder,) = (model for model in discover(base, bases=()) if model.kind == kind)
    model = load(folder, CPU, torch.float32, KINDS[kind])
    assert isinstance(model, ClipModel)
    return model, model.open(picture("portrait", 96, 96), seed=3)


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_change_is_computed_once(base: Path, calls: Counter[str], kind: str) -> None:
    model, session = opened(base, kind)
    layers, is_talk = len(model.dit.blocks), kind == "flashtalk"
    hears = "PlainAudioAttention.hear" if is_talk else "AudioAttention.hear"
    assert calls["AudioDiT.embed_time"] == STEPS, "the modulation of every step, when the session begins"
    assert calls["AudioDiT.rotary"] == calls["ColourTransfer.__init__"] == 1, "angles; statistics of the portrait"
    assert calls["SceneAttention.see"] == (layers if is_talk else 0), "text and portrait"
    assert calls["AudioDiT.forward"] == 0
    before = calls.copy()
    count = session.pace.chunk_samples
    sound = speech("talk", CHUNKS * count)
    for number in range(CHUNKS):
        session.push(sound[number * count :][:count])
    assert calls - before == {
        "AudioDiT.forward": CHUNKS * STEPS,
        "AudioProjection.forward": CHUNKS,
        hears: CHUNKS * layers,
        "VAE.encode": CHUNKS,
    }


def test_what_encodes_the_prompt_is_gone_and_what_sees_the_portrait_leaves_the_card(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoders: list[weakref.ref[TextEncoder]] = []
    moves: list[str] = []
    real_made, real_to, real_look = TextEncoder.from_tensors, PictureEncoder.to, PictureEncoder.look

    def made(*args: Any) -> TextEncoder:
        encoder = real_made(*args)
        encoders.append(weakref.ref(encoder))
        return encoder

    def to(self: PictureEncoder, device: Any) -> Any:
        moves.append(f"to {device}")
        return real_to(self, CPU)

    def look(self: PictureEncoder, seen: torch.Tensor) -> torch.Tensor:
        moves.append("look")
        return real_look(self, seen)

    monkeypatch.setattr(TextEncoder, "from_tensors", made)
    monkeypatch.setattr(PictureEncoder, "to", to)
    monkeypatch.setattr(PictureEncoder, "look", look)
    _, session = opened(base, "flashtalk")
    assert [ref() for ref in encoders] == [None]
    assert moves == [f"to {CPU}", "look", "to cpu"]
    assert session.loop.overlap == clip_loop.overlap_frames(4)
