"""The models in a folder: which there are, and whether their files are whole and fit together.

The layouts are the published ones: SoulX-FlashHead-1_3B, SoulX-FlashTalk-14B (with wav2vec2 in a folder of its own
beside them) and single files of Wav2Lip. Pure: nothing is loaded and torch is not needed, so the studio may look, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.base.model_catalogue import FLASHHEAD_FOLDER, FLASHTALK_FOLDER
from app.engine.local.dit_shape import DiTShape, ShapeError, read_shape
from app.engine.local.weight_files import (
    all_shapes,
    check_names,
    need,
    pickled_names,
    read_json,
    refusal,
    safetensors_shapes,
    shards,
)

Kind = Literal["flashhead_lite", "flashhead_pro", "flashtalk", "wav2lip"]

WAV2VEC_FOLDERS: dict[Kind, str] = {
    "flashhead_lite": "wav2vec2-base-960h",
    "flashhead_pro": "wav2vec2-base-960h",
    "flashtalk": "chinese-wav2vec2-base",
}
DEFAULT_BASES = (Path("avatar_models"), Path("models"))
"""Where models are looked for without settings, from the current folder."""

TITLES: dict[Kind, str] = {
    "flashhead_lite": "FlashHead Lite",
    "flashhead_pro": "FlashHead Pro",
    "flashtalk": "FlashTalk",
    "wav2lip": "Wav2Lip",
}
_DIT_FOLDERS: dict[Kind, str] = {"flashhead_lite": "Model_Lite", "flashhead_pro": "Model_Pro", "flashtalk": "."}
_TEXT = "models_t5_umt5-xxl-enc-bf16"
_CLIP = "models_clip_open-clip-xlm-roberta-large-vit-huge-14"
_WAN_NAMES = ("encoder.conv1.weight", "decoder.head.2.weight", "conv1.weight", "conv2.weight")
_LTX_NAMES = ("latents_mean", "latents_std", "encoder.conv_in.conv.weight", "decoder.conv_out.conv.weight")


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model that seems to be there.

    Attributes:
        kind: which.
        place: its folder; with Wav2Lip its file.
        wav2vec: folder of the encoder that hears for it.

    """

    kind: Kind
    place: Path
    wav2vec: Path | None = None

    @property
    def title(self) -> str:
        """Its name for people."""
        return TITLES[self.kind]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model whose headers have been checked.

    Attributes:
        kind: which model.
        dit: files of the transformer; with Wav2Lip its one file.
        shape: sizes of the transformer.
        vae: weights of the autoencoder.
        vae_config: its settings, with LTX's.
        wav2vec: weights of the speech encoder.
        wav2vec_config: its ``config.json``.
        standardise: whether it wants sound of unit variance.
        text: weights of FlashTalk's text encoder.
        tokenizer: ``tokenizer.json`` of the text encoder.
        clip: weights of FlashTalk's picture encoder.

    """

    kind: Kind
    dit: tuple[Path, ...]
    shape: DiTShape | None = None
    vae: Path | None = None
    vae_config: Path | None = None
    wav2vec: Path | None = None
    wav2vec_config: Path | None = None
    standardise: bool = True
    text: Path | None = None
    tokenizer: Path | None = None
    clip: Path | None = None


def discover(
    ckpt_dir: Path | None = None, wav2vec_dir: Path | None = None, bases: Sequence[Path] = DEFAULT_BASES
) -> list[ModelFolder]:
    """The models that seem to be there, those in ``ckpt_dir`` first; each kind may be there more than once.

    Args:
        ckpt_dir: a model's folder, or one that holds such folders.
        wav2vec_dir: folder of the speech encoder; None: looked for beside the model, in it and in ``bases``.
        bases: folders to look in beside.

    """
    found: list[ModelFolder] = []
    for base in ([ckpt_dir] if ckpt_dir else []) + list(bases):
        for kind, place in _models_in(base):
            wav2vec = wav2vec_dir or _beside(kind, place, bases)
            candidate = ModelFolder(kind, place, wav2vec)
            if candidate not in found:
                found.append(candidate)
    return found


def _models_in(base: Path) -> Iterator[tuple[Kind, Path]]:
    for root in (base, base / FLASHHEAD_FOLDER):
        for kind in ("flashhead_lite", "flashhead_pro"):
            if (root / _DIT_FOLDERS[kind]).is_dir():
                yield kind, root
    for root in (base, base / FLASHTALK_FOLDER):
        if next(root.glob("diffusion_pytorch_model*"), None) and next(root.glob(f"{_TEXT}.*"), None):
            yield "flashtalk", root
    for folder in (base, base / "wav2lip"):
        for file in sorted(folder.glob("wav2lip*")):
            if file.suffix in (".pth", ".safetensors"):
                yield "wav2lip", file


def _beside(kind: Kind, place: Path, bases: Sequence[Path]) -> Path | None:
    name = WAV2VEC_FOLDERS.get(kind)
    if name is None:
        return None
    places = [folder / name for folder in (place, place.parent, *bases)]
    return next((folder for folder in places if folder.is_dir()), places[1])


def check(model: ModelFolder) -> ModelFiles:
    """The files of ``model``, all there, whole and fitting together. Reads headers only. Raises AppError."""
    if model.kind == "wav2lip":
        check_names(need(model.place), ("output_block.1.weight", "output_block.1.bias"), "Wav2Lip")
        return ModelFiles("wav2lip", (model.place,))
    folder = model.place / _DIT_FOLDERS[model.kind]
    dit = tuple(shards(folder))
    shape = _dit_shape(model, folder, dit)
    wav2vec, wav2vec_config, standardise = _check_wav2vec(model, shape)
    is_lite = model.kind == "flashhead_lite"
    vae = _check_ltx(model.place / "VAE_LTX", shape) if is_lite else _check_wan(model)
    text = tokenizer = clip = None
    if model.kind == "flashtalk":
        text, clip = _either(model.place, _TEXT), _either(model.place, _CLIP)
        check_names(text, ("token_embedding.weight", "blocks.0.ffn.gate.0.weight"), "umT5")
        check_names(clip, ("visual.patch_embedding.weight", "visual.cls_embedding"), "CLIP")
        tokenizer = model.place / "google" / "umt5-xxl" / "tokenizer.json"
        read_json(tokenizer)
    return ModelFiles(
        model.kind,
        dit,
        shape,
        vae,
        model.place / "VAE_LTX" / "config.json" if is_lite else None,
        wav2vec,
        wav2vec_config,
        standardise,
        text,
        tokenizer,
        clip,
    )


def _dit_shape(model: ModelFolder, folder: Path, files: tuple[Path, ...]) -> DiTShape:
    config = folder / "config.json"
    heads = read_json(config).get("num_heads") if config.is_file() else None
    try:
        shape = read_shape(all_shapes(files), heads if isinstance(heads, int) else None)
    except ShapeError as error:
        raise refusal(files[0] if len(files) == 1 else folder, str(error)) from error
    if shape.title != model.title:
        raise refusal(
            files[0], f"these are the weights of {shape.title}, not of {model.title}", "Choose its own folder."
        )
    return shape


def _check_wan(model: ModelFolder) -> Path:
    folder = model.place / "VAE_Wan" if model.kind == "flashhead_pro" else model.place
    file = _either(folder, "Wan2.1_VAE")
    check_names(file, _WAN_NAMES, "Wan's autoencoder")
    return file


def _check_ltx(folder: Path, shape: DiTShape) -> Path:
    read_json(folder / "config.json")
    file = need(folder / "diffusion_pytorch_model.safetensors")
    check_names(file, _LTX_NAMES, "LTX-Video's autoencoder")
    channels = safetensors_shapes(file)["latents_mean"][0]
    if channels != shape.out_channels:
        raise refusal(file, f"its latents have {channels} channels, those of {shape.title} {shape.out_channels}")
    return file


def _check_wav2vec(model: ModelFolder, shape: DiTShape) -> tuple[Path, Path, bool]:
    folder = model.wav2vec or model.place.parent / WAV2VEC_FOLDERS[model.kind]
    config = read_json(folder / "config.json")
    size = config.get("hidden_size", 768) * config.get("num_hidden_layers", 12)
    if size != shape.audio_in:
        raise refusal(
            folder / "config.json",
            f"it describes {size} numbers a frame, and {model.title} hears {shape.audio_in}",
            f"Use {WAV2VEC_FOLDERS[model.kind]}.",
        )
    if config.get("do_stable_layer_norm"):
        raise refusal(folder / "config.json", "it is of a larger wav2vec2", f"Use {WAV2VEC_FOLDERS[model.kind]}.")
    weights = folder / "model.safetensors"
    weights = weights if weights.is_file() else need(folder / "pytorch_model.bin")
    check_names(weights, ("feature_projection.projection.weight", "encoder.layer_norm.weight"), "wav2vec2")
    preprocessor = folder / "preprocessor_config.json"
    standardise = read_json(preprocessor).get("do_normalize", True) if preprocessor.is_file() else True
    return weights, folder / "config.json", bool(standardise)


def _either(folder: Path, stem: str) -> Path:
    """The file of this name that is there, safetensors rather than a pickle."""
    file = folder / f"{stem}.safetensors"
    if not file.is_file():
        file = need(folder / f"{stem}.pth")
        pickled_names(file)
    return file
