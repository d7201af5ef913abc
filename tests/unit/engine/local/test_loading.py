"""Tiny checkpoints of every model in the published layouts: loaded, and made to speak."""

from __future__ import annotations

import copy
import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.base.errors import AppError
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.base import FRAME_SAMPLES, Frames, Session, TalkingModel
from app.engine.local.checkpoints import ModelFolder, discover
from app.engine.local.choice import load_model
from app.engine.local.dit import AudioDiT
from app.engine.local.loading import load
from app.engine.local.talking_clip import ClipModel, ClipSession, Quality, fitted
from tests.helpers import tiny_models
from tests.helpers.tiny_wav2lip import wav2lip_shapes
from tests.unit.engine.local.golden import picture, speech

CPU = torch.device("cpu")
SMALL = {
    "flashhead_lite": Quality(64, 96, steps=2),
    "flashhead_pro": Quality(64, 48, steps=2),
    "flashtalk": Quality(48, 64, steps=2),
}
FACE = (20.0, 16.0, 76.0, 72.0)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every model, loadable."""
    folder = tmp_path_factory.mktemp("models")
    tiny_models.write_all(folder)
    return folder


@pytest.fixture(scope="module")
def folders(base: Path) -> dict[str, ModelFolder]:
    """The same, by kind."""
    return {model.kind: model for model in discover(base, bases=())}


@pytest.fixture(scope="module")
def loaded(folders: dict[str, ModelFolder]) -> dict[str, TalkingModel]:
    """All models in float32."""
    return {kind: load(folder, CPU, torch.float32, SMALL.get(kind)) for kind, folder in folders.items()}


def begun(model: TalkingModel, seed: int = 3) -> Session:
    """A session with a portrait."""
    return model.open(picture("portrait", 96, 96), seed=seed, face=FACE)


def spoken(session: Session, chunks: int) -> Frames:
    """The pictures of so many chunks of speech."""
    count = session.pace.chunk_samples
    sound = speech("talk", chunks * count)
    return np.concatenate([session.push(sound[n * count : (n + 1) * count]) for n in range(chunks)])


@pytest.mark.parametrize(
    ("kind", "new_frames", "size"),
    [("flashhead_lite", 24, (64, 96)), ("flashhead_pro", 28, (64, 48)), ("flashtalk", 28, (48, 64))],
)
def test_a_clip_model_draws_its_new_frames_for_every_chunk(
    kind: str, new_frames: int, size: tuple[int, int], loaded: dict[str, TalkingModel]
) -> None:
    session = begun(loaded[kind])
    assert session.pace.chunk_samples == new_frames * FRAME_SAMPLES
    assert (session.pace.width_px, session.pace.height_px, session.pace.lookahead_samples) == (*size, 0)
    frames = spoken(session, 2)
    assert frames.shape == (2 * new_frames, size[1], size[0], 4)
    assert frames.dtype == np.uint8
    assert frames.flags.c_contiguous
    assert (frames[..., 3] == 255).all()
    assert frames[..., :3].std() > 5
    assert session.finish().shape == (0, size[1], size[0], 4)


@pytest.mark.parametrize("kind", ["flashhead_lite", "flashtalk"])
def test_a_seed_repeats_a_session_and_sessions_do_not_disturb_each_other(
    kind: str, loaded: dict[str, TalkingModel]
) -> None:
    one, other = begun(loaded[kind]), begun(loaded[kind], seed=4)
    first = spoken(one, 1)
    assert not np.array_equal(first, spoken(other, 1))
    assert np.array_equal(first, spoken(begun(loaded[kind]), 1))


def test_the_picture_moves_on_when_sound_begins_anew(loaded: dict[str, TalkingModel]) -> None:
    session = begun(loaded["flashhead_pro"])
    assert isinstance(session, ClipSession)
    spoken(session, 1)
    motion = session.loop.motion.clone()
    session.restart()
    assert torch.equal(session.loop.motion, motion)
    assert not session._history.samples.any()


def test_shorter_clips_can_be_tried(folders: dict[str, ModelFolder]) -> None:
    session = begun(load(folders["flashhead_lite"], CPU, torch.float32, Quality(64, 64, steps=2, frames=17)))
    assert spoken(session, 2).shape == (16, 64, 64, 4)


@pytest.mark.parametrize("quality", [Quality(65, 64), Quality(64, 48), Quality(64, 64, frames=34), Quality(0, 64)])
def test_sizes_without_a_whole_latent_are_refused(quality: Quality, folders: dict[str, ModelFolder]) -> None:
    with pytest.raises(AppError, match="FlashHead Lite cannot draw"):
        load(folders["flashhead_lite"], CPU, torch.float32, quality)


def test_a_card_that_is_too_small_is_said_to_be(
    folders: dict[str, ModelFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(AudioDiT, "use_dtype", full)
    with pytest.raises(AppError, match="FlashHead Lite does not fit into the memory") as caught:
        load(folders["flashhead_lite"], CPU, torch.float32)
    assert (caught.value.code, caught.value.permanent) == ("local.out_of_memory", False)


def test_sound_reaches_the_pictures(loaded: dict[str, TalkingModel]) -> None:
    speaking, silent = begun(loaded["flashhead_lite"]), begun(loaded["flashhead_lite"])
    silence = silent.push(np.zeros(silent.pace.chunk_samples, np.float32))
    assert not np.array_equal(silence, spoken(speaking, 1))


@pytest.mark.parametrize("kind", ["flashhead_lite", "flashhead_pro", "flashtalk"])
def test_bfloat16_draws_nearly_the_same(kind: str, folders: dict[str, ModelFolder]) -> None:
    exact, coarse = (load(folders[kind], CPU, dtype, SMALL[kind]) for dtype in (torch.float32, torch.bfloat16))
    frames = spoken(begun(coarse), 1).astype(int)
    assert frames.shape == spoken(begun(exact), 1).shape
    assert frames[..., :3].std() > 5


def test_wav2lip_moves_the_lower_half_of_the_face_alone(loaded: dict[str, TalkingModel]) -> None:
    session = begun(loaded["wav2lip"])
    frames = np.concatenate((spoken(session, 4), session.finish()))
    assert frames.shape == (20, 96, 96, 4)
    portrait = picture("portrait", 96, 96)[..., ::-1]
    changed = (frames[..., :3] != portrait).any(axis=(0, 3))
    rows, columns = np.nonzero(changed)
    assert rows.min() >= (16 + 78) / 2 - 1  # the middle of the face with its chin
    assert columns.min() >= 20
    assert columns.max() < 76
    assert changed.any()


def test_wav2lip_draws_the_same_in_pieces_as_at_once(
    loaded: dict[str, TalkingModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.engine.local import mel
    from app.engine.local.mouth import MouthSession

    session = begun(loaded["wav2lip"])
    assert isinstance(session, MouthSession)
    pieces: list[np.ndarray] = []
    right = session._piece

    def noted(frame: int) -> np.ndarray:
        pieces.append(right(frame))
        return pieces[-1]

    monkeypatch.setattr(session, "_piece", noted)
    spoken(session, 4)
    session.finish()
    count = session.pace.chunk_samples
    whole = mel.spectrogram(np.concatenate((speech("talk", 4 * count), np.zeros(4000, np.float32))), "constant")
    assert len(pieces) == 20
    for frame, piece in enumerate(pieces):
        start = int(frame * 80 / 25)
        np.testing.assert_allclose(piece, whole[:, start : start + 16], atol=2e-4)


def test_wav2lip_holds_back_what_it_has_not_heard_yet(loaded: dict[str, TalkingModel]) -> None:
    session = begun(loaded["wav2lip"])
    assert len(spoken(session, 1)) == 0  # 200 ms of sound, and the first picture hears 212 ms
    assert len(session.push(speech("more", session.pace.chunk_samples))) == 5
    session.restart()
    assert len(spoken(session, 1)) == 0


def test_wav2lip_needs_a_face(loaded: dict[str, TalkingModel]) -> None:
    with pytest.raises(AppError, match="where the face"):
        loaded["wav2lip"].open(picture("portrait", 96, 96))
    with pytest.raises(AppError, match="outside its picture"):
        loaded["wav2lip"].open(picture("portrait", 96, 96), face=(200, 200, 240, 240))


def test_portraits_are_cut_to_cover_the_picture() -> None:
    wide = picture("wide", 40, 100)
    cut = fitted(wide, 40, 40)
    assert torch.equal(cut[:, 0], torch.from_numpy(wide[:, 30:70].copy()).permute(2, 0, 1) / 255 * 2 - 1)
    assert fitted(wide, 64, 48).shape == (3, 1, 64, 48)


class Trap:
    """What a pickle of weights must never get to do."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("trapped",)


def test_a_pickle_that_runs_something_is_refused(
    folders: dict[str, ModelFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "wav2lip.pth"
    torch.save({"output_block.1.weight": Trap(), "output_block.1.bias": 0}, file)
    with pytest.raises(AppError, match="no file of weights alone"):
        load(ModelFolder("wav2lip", file), CPU, torch.float32)
    file.write_bytes(pickle.dumps(Trap(), protocol=2))
    with pytest.raises(AppError, match="no file of weights alone"):
        load(ModelFolder("wav2lip", file), CPU, torch.float32)
    assert not (tmp_path / "trapped").exists()


def test_wav2lip_is_taken_as_it_was_published(base: Path, tmp_path: Path) -> None:
    weights = tiny_models.random_weights(wav2lip_shapes())
    wrapped = {f"module.{name}": torch.from_numpy(np.asarray(array)) for name, array in weights.items()}
    file = tmp_path / "wav2lip_gan.pth"
    for new in (True, False):  # the published files are of the older format
        torch.save({"state_dict": wrapped, "global_step": 1}, file, _use_new_zipfile_serialization=new)
        assert load(ModelFolder("wav2lip", file), CPU, torch.float32).name == "Wav2Lip 96"
    cut = file.read_bytes()[:-1000]
    file.write_bytes(cut)
    with pytest.raises(AppError, match="cannot be used"):
        load(ModelFolder("wav2lip", file), CPU, torch.float32)


def test_pickled_weights_are_taken_where_they_were_published_so(base: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    copied = Path(shutil.copytree(base, tmp_path / "models"))
    vae, ears = copied / "SoulX-FlashHead-1_3B/VAE_Wan/Wan2.1_VAE", copied / "wav2vec2-base-960h"
    for old, new in (
        (vae.with_suffix(".1_VAE.safetensors"), vae.with_suffix(".1_VAE.pth")),
        (ears / "model.safetensors", ears / "pytorch_model.bin"),
    ):
        torch.save(load_file(old), new)
        old.unlink()
    models = {kind: load(folder, CPU, torch.float32, SMALL[kind]) for kind, folder in _heads(copied).items()}
    assert begun(models["flashhead_pro"]).pace.chunk_frames == 28


def _heads(base: Path) -> dict[str, ModelFolder]:
    return {model.kind: model for model in discover(base, bases=()) if model.kind == "flashhead_pro"}


@pytest.mark.parametrize(
    ("kind", "place", "lost"),
    [
        (
            "flashhead_lite",
            "SoulX-FlashHead-1_3B/VAE_LTX/diffusion_pytorch_model.safetensors",
            "decoder.conv_in.conv.bias",
        ),
        ("flashhead_pro", "SoulX-FlashHead-1_3B/VAE_Wan/Wan2.1_VAE.safetensors", "decoder.middle.0.residual.2.bias"),
        ("flashhead_lite", "wav2vec2-base-960h/model.safetensors", "wav2vec2.encoder.layers.2.final_layer_norm.bias"),
        ("flashtalk", "SoulX-FlashTalk-14B/models_t5_umt5-xxl-enc-bf16.safetensors", "blocks.1.norm2.weight"),
        (
            "flashtalk",
            "SoulX-FlashTalk-14B/models_clip_open-clip-xlm-roberta-large-vit-huge-14.safetensors",
            "visual.pre_norm.bias",
        ),
    ],
)
def test_a_part_that_lacks_a_tensor_is_refused_with_its_file(
    kind: str, place: str, lost: str, base: Path, folders: dict[str, ModelFolder]
) -> None:
    from safetensors.torch import load_file, save_file

    file = base / place
    whole = file.read_bytes()
    tensors = copy.deepcopy(load_file(file))
    del tensors[lost]
    save_file(tensors, file)
    try:
        with pytest.raises(AppError, match="its tensors do not fit") as caught:
            load(folders[kind], CPU, torch.float32, SMALL[kind])
        assert file.name in caught.value.message
    finally:
        file.write_bytes(whole)


def test_the_studio_chooses_size_steps_and_precision(base: Path, tmp_path: Path) -> None:
    local = LocalRequest("flashhead-lite", base, device="cpu", size_px=(64, 96), steps=2, frames=17, cache=tmp_path)
    local = replace(local, linears="int8", history_s=4)
    model = load_model(EngineRequest(tmp_path, 96, 96, 25, local=local))
    assert isinstance(model.model, ClipModel)
    assert model.model.error is not None
    assert 0 < model.model.error < 0.1
    assert model.error == model.model.error
    session = begun(model.model)
    assert (session.pace.width_px, session.pace.height_px, session.pace.chunk_frames) == (64, 96, 8)
    assert load_model(EngineRequest(tmp_path, 96, 96, 25, local=replace(local, linears="plain"))).key != model.key
