"""Folders of models: what is found, and what is refused before anything is loaded."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.engine.local.checkpoints import ModelFolder, check, discover
from app.engine.local.dit_shape import expected_tensors
from app.engine.local.weight_files import safetensors_shapes, shards
from tests.helpers import tiny_models


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every model, made once."""
    base = tmp_path_factory.mktemp("models")
    tiny_models.write_flashhead(base)
    tiny_models.write_flashtalk(base)
    tiny_models.write_wav2lip(base)
    return base


@pytest.fixture
def base(made: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "models"))


def found(base: Path) -> dict[str, ModelFolder]:
    """The models in ``base``, by kind."""
    return {model.kind: model for model in discover(base, bases=())}


KINDS = ["flashhead_lite", "flashhead_pro", "flashtalk", "wav2lip"]


def test_every_model_is_found_and_whole(made: Path) -> None:
    models = found(made)
    assert sorted(models) == sorted(KINDS)
    for kind, model in models.items():
        files = check(model)
        assert files.kind == kind
        assert files.shape == tiny_models.SHAPES.get(kind)


def test_models_are_found_without_settings(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {model.kind for model in discover()} == set(KINDS)
    base.rename(tmp_path / "avatar_models")
    assert {model.kind for model in discover()} == set(KINDS)


def test_settings_may_name_the_models_own_folder(base: Path, tmp_path: Path) -> None:
    elsewhere = base / "chinese-wav2vec2-base"
    elsewhere = elsewhere.rename(tmp_path / "hearing")
    (model,) = discover(base / "SoulX-FlashTalk-14B", elsewhere, bases=())
    assert check(model).wav2vec == elsewhere / "model.safetensors"


def test_a_model_in_two_places_is_offered_once_from_each(base: Path) -> None:
    assert len(discover(base, bases=(base,))) == len(KINDS)


def _cut(path: Path, count: int = 7) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-count])


DIT = "diffusion_pytorch_model"
LITE, PRO = Path("SoulX-FlashHead-1_3B/Model_Lite"), Path("SoulX-FlashHead-1_3B/Model_Pro")
TALK, EARS = Path("SoulX-FlashTalk-14B"), Path("wav2vec2-base-960h")


def _half_copied(base: Path) -> None:
    _cut(base / LITE / f"{DIT}.safetensors")


def _header_cut(base: Path) -> None:
    path = base / LITE / f"{DIT}.safetensors"
    path.write_bytes(path.read_bytes()[:40])


def _too_much(base: Path) -> None:
    with (base / LITE / f"{DIT}.safetensors").open("ab") as file:
        file.write(b"\0")


def _no_weights(base: Path) -> None:
    (base / LITE / f"{DIT}.safetensors").write_bytes(b"<!DOCTYPE html><title>Sign in</title>")


def _empty(base: Path) -> None:
    (base / LITE / f"{DIT}.safetensors").write_bytes(b"")


def _absent(base: Path) -> None:
    (base / LITE / f"{DIT}.safetensors").unlink()


def _pro_for_lite(base: Path) -> None:
    shutil.rmtree(base / LITE)
    shutil.copytree(base / PRO, base / LITE)


def _talk_for_lite(base: Path) -> None:
    tiny_models.write_dit(base / LITE, "flashtalk")


def _another_model(base: Path) -> None:
    tiny_models.write_safetensors(
        base / LITE / f"{DIT}.safetensors", tiny_models.random_weights({"conv.weight": (3, 3)})
    )


def _tensor_lost(base: Path) -> None:
    weights = tiny_models.random_weights(expected_tensors(tiny_models.SHAPES["flashhead_lite"]))
    del weights["blocks.1.ffn.0.bias"]
    tiny_models.write_safetensors(base / LITE / f"{DIT}.safetensors", weights)


def _other_latents(base: Path) -> None:
    names = tiny_models.LTX_NAMES | {"latents_mean": (16,), "latents_std": (16,)}
    tiny_models.write_ltx(base / "SoulX-FlashHead-1_3B/VAE_LTX", names)


def _no_autoencoder(base: Path) -> None:
    shutil.rmtree(base / "SoulX-FlashHead-1_3B/VAE_LTX")


def _no_ears(base: Path) -> None:
    shutil.rmtree(base / EARS)


def _other_ears(base: Path) -> None:
    tiny_models.write_json(base / EARS / "config.json", {"hidden_size": 1024, "num_hidden_layers": 24})


def _ears_cut(base: Path) -> None:
    _cut(base / EARS / "model.safetensors")


def _broken_settings(base: Path) -> None:
    (base / EARS / "config.json").write_text('{"hidden_size": ', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "file", "reason"),
    [
        (_half_copied, LITE / f"{DIT}.safetensors", r"it has \d+ bytes of \d+"),
        (_header_cut, LITE / f"{DIT}.safetensors", "cut off within its header"),
        (_too_much, LITE / f"{DIT}.safetensors", "more in it than it says"),
        (_no_weights, LITE / f"{DIT}.safetensors", "no safetensors file"),
        (_empty, LITE / f"{DIT}.safetensors", "it is empty"),
        (_absent, LITE / f"{DIT}.safetensors", "it is missing"),
        (_pro_for_lite, LITE / DIT, "weights of FlashHead Pro, not of FlashHead Lite"),
        (_talk_for_lite, LITE / f"{DIT}.safetensors", "weights of FlashTalk, not of FlashHead Lite"),
        (_another_model, LITE / f"{DIT}.safetensors", "not the weights of FlashHead or FlashTalk"),
        (_tensor_lost, LITE / f"{DIT}.safetensors", r"tensors are missing \(1\), for example blocks\.1\.ffn\.0\.bias"),
        (_other_latents, Path("SoulX-FlashHead-1_3B/VAE_LTX") / DIT, "its latents have 16 channels"),
        (_no_autoencoder, Path("SoulX-FlashHead-1_3B/VAE_LTX/config.json"), "it is missing"),
        (_no_ears, EARS / "config.json", "it is missing"),
        (_other_ears, EARS / "config.json", "it describes 24576 numbers a frame"),
        (_ears_cut, EARS / "model.safetensors", r"it has \d+ bytes of \d+"),
        (_broken_settings, EARS / "config.json", "no JSON that can be read"),
    ],
)
def test_a_spoilt_folder_is_refused_with_its_file_and_the_reason(
    spoil: Callable[[Path], None], file: Path, reason: str, base: Path
) -> None:
    model = found(base)["flashhead_lite"]
    spoil(base)
    with pytest.raises(AppError, match=reason) as caught:
        check(model)
    assert str(base / file) in caught.value.message
    assert caught.value.permanent
    assert caught.value.hint


def test_a_shard_that_was_not_copied_is_named(base: Path) -> None:
    model = found(base)["flashtalk"]
    lost = shards(base / TALK)[1]
    lost.unlink()
    with pytest.raises(AppError, match="it is missing") as caught:
        check(model)
    assert lost.name in caught.value.message


def test_an_index_names_files_of_its_own_folder_alone(base: Path) -> None:
    index = base / PRO / f"{DIT}.safetensors.index.json"
    tiny_models.write_json(index, {"weight_map": {"a": "../Model_Lite/diffusion_pytorch_model.safetensors"}})
    with pytest.raises(AppError, match="names no files of this folder"):
        check(found(base)["flashhead_pro"])


@pytest.mark.parametrize("name", ["models_t5_umt5-xxl-enc-bf16", "Wan2.1_VAE"])
def test_encoders_of_another_model_are_refused(name: str, base: Path) -> None:
    model = found(base)["flashtalk"]
    tiny_models.write_safetensors(base / TALK / f"{name}.safetensors", tiny_models.random_weights({"x": (2,)}))
    with pytest.raises(AppError, match="these are not the weights of"):
        check(model)


def test_a_pickle_that_is_cut_off_is_refused(base: Path) -> None:
    model = found(base)["flashtalk"]
    (base / TALK / "Wan2.1_VAE.safetensors").unlink()
    pickled = base / TALK / "Wan2.1_VAE.pth"
    with zipfile.ZipFile(pickled, "w") as archive:
        archive.writestr("Wan2.1_VAE/data.pkl", b"\x80\x02}.")
    with pytest.raises(AppError, match=r"encoder\.conv1\.weight is missing"):
        check(model)
    _cut(pickled, 30)
    with pytest.raises(AppError, match="cut off, or no file of weights"):
        check(model)


def test_something_else_than_wav2lip_is_refused(base: Path) -> None:
    file = base / "wav2lip" / "wav2lip.safetensors"
    assert check(ModelFolder("wav2lip", file)).dit == (file,)
    tiny_models.write_safetensors(file, tiny_models.random_weights({"conv.weight": (2, 2)}))
    with pytest.raises(AppError, match="not the weights of Wav2Lip"):
        check(ModelFolder("wav2lip", file))


def test_headers_are_read_without_the_tensors(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    tiny_models.write_safetensors(file, tiny_models.random_weights({"a.weight": (2, 3), "b.bias": (4,)}))
    assert safetensors_shapes(file) == {"a.weight": (2, 3), "b.bias": (4,)}


def test_a_header_that_is_endlessly_nested_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes((100_000).to_bytes(8, "little") + b"[" * 100_000)
    with pytest.raises(AppError, match="no safetensors file"):
        safetensors_shapes(file)
