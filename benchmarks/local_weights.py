"""Checkpoints of FlashHead and FlashTalk with random weights, in the folder layouts of the published ones.

    python -m benchmarks.local_weights FOLDER --model lite [--small]

It runs in the environment that has torch, and prints as JSON what it wrote and on what machine. Without a graphics
card the models are tiny ones. FlashTalk at its full size takes 52 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLLTXVideo, AutoencoderKLWan
from diffusers.loaders.single_file_utils import convert_wan_vae_to_diffusers
from safetensors.torch import save_file
from transformers import Wav2Vec2Config, Wav2Vec2Model

from app.base.model_catalogue import FLASHHEAD_FOLDER, FLASHTALK_FOLDER
from app.engine.local.checkpoints import WAV2VEC_FOLDERS
from app.engine.local.dit_shape import Shape, expected_tensors
from benchmarks.local_engine import machine
from benchmarks.local_models import PROFILES
from tests.helpers import tiny_models

SEED = 1
SHARD_TENSORS = 200
"""In a file of a transformer: of FlashTalk at most 5 GB."""

KINDS = {"lite": "flashhead_lite", "pro": "flashhead_pro", "talk": "flashtalk"}


def write_model(base: Path, name: str, device: torch.device, *, reduced: bool) -> dict[str, object]:
    """Write the model and everything that it is loaded with below ``base``; gives how it is to draw."""
    shape = tiny_models.SHAPES[KINDS[name]] if reduced else PROFILES[name].shape
    is_talk = shape.family == "flashtalk"
    folder = base / (FLASHTALK_FOLDER if is_talk else FLASHHEAD_FOLDER)
    torch.manual_seed(SEED)
    dit = {"lite": folder / "Model_Lite", "pro": folder / "Model_Pro", "talk": folder}[name]
    _write_shards(dit, expected_tensors(shape), device)
    tiny_models.write_json(dit / "config.json", {"num_heads": shape.heads, "dim": shape.dim})
    if name == "lite":
        _write_ltx(folder / "VAE_LTX", tiny_models.LTX_CONFIG if reduced else {}, device)
    else:
        vae = folder / "Wan2.1_VAE.safetensors" if is_talk else folder / "VAE_Wan" / "Wan2.1_VAE.safetensors"
        _write(vae, _wan_shapes(16 if reduced else 96), device)
    _write_wav2vec(base / WAV2VEC_FOLDERS[KINDS[name]], device, reduced=reduced)  # type: ignore[index]  # one of them
    if is_talk:
        _write_encoders(folder, device, reduced=reduced)
    quality = PROFILES[name].quality
    size_px = (quality.width_px, quality.height_px)
    if reduced:
        size_px = (64, 96) if is_talk else (64, 64)
    return {"size_px": size_px, "steps": quality.steps, "parameters_m": _millions(expected_tensors(shape))}


def _write_shards(folder: Path, shapes: Mapping[str, Shape], device: torch.device) -> None:
    """A transformer, in files with an index as large ones are published."""
    stem, names = "diffusion_pytorch_model", iter(shapes.items())
    count = math.ceil(len(shapes) / SHARD_TENSORS)
    places: dict[str, str] = {}
    for number in range(1, count + 1):
        file = f"{stem}-{number:05}-of-{count:05}.safetensors"
        held = dict(islice(names, SHARD_TENSORS))
        _write(folder / file, held, device, torch.bfloat16)
        places |= dict.fromkeys(held, file)
    tiny_models.write_json(folder / f"{stem}.safetensors.index.json", {"weight_map": places})


def _write_ltx(folder: Path, config: Mapping[str, Any], device: torch.device) -> None:
    with torch.device("meta"):
        model = AutoencoderKLLTXVideo.from_config(dict(config))
    tiny_models.write_json(folder / "config.json", dict(model.config))
    _write(folder / "diffusion_pytorch_model.safetensors", _shapes(model), device)


def _wan_shapes(base_dim: int) -> dict[str, Shape]:
    """Wan's autoencoder of this width under its authors' names, which are those of the golden one."""
    golden = tiny_models.CASES["flashhead_pro_generate"]["vae_state_dict"]
    held = {name: torch.empty(shape, device="meta") for name, shape in golden.items()}
    renamed = {id(tensor): name for name, tensor in convert_wan_vae_to_diffusers(dict(held)).items()}
    with torch.device("meta"):
        shapes = _shapes(AutoencoderKLWan(base_dim=base_dim, z_dim=16))
    return {name: shapes[renamed[id(tensor)]] for name, tensor in held.items()}


def _write_wav2vec(folder: Path, device: torch.device, *, reduced: bool) -> None:
    config = Wav2Vec2Config(**tiny_models.CASES["audio_windows"]["config"] if reduced else {})
    with torch.device("meta"):
        model = Wav2Vec2Model(config)
    _write(folder / "model.safetensors", {f"wav2vec2.{name}": s for name, s in _shapes(model).items()}, device)
    tiny_models.write_json(folder / "config.json", config.to_dict())
    tiny_models.write_json(folder / "preprocessor_config.json", {"do_normalize": True})


def _write_encoders(folder: Path, device: torch.device, *, reduced: bool) -> None:
    """umT5-xxl and the picture tower of CLIP ViT-H."""
    text, picture = tiny_models.umt5_shapes(), tiny_models.clip_shapes()
    if not reduced:
        text = tiny_models.umt5_shapes(4096, 24, 64, 10240) | {"token_embedding.weight": (256_384, 4096)}
        picture = tiny_models.clip_shapes(1280, 32) | {"visual.pos_embedding": (1, 257, 1280)}
    _write(folder / "models_t5_umt5-xxl-enc-bf16.safetensors", text, device, torch.bfloat16)
    clip = folder / "models_clip_open-clip-xlm-roberta-large-vit-huge-14.safetensors"
    _write(clip, picture, device, torch.bfloat16)
    tiny_models.write_json(folder / "google" / "umt5-xxl" / "tokenizer.json", tiny_models.tiny_tokenizer())


def _write(file: Path, shapes: Mapping[str, Shape], device: torch.device, dtype: torch.dtype = torch.float32) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(dict(_drawn(shapes, device, dtype)), file)


def _drawn(shapes: Mapping[str, Shape], device: torch.device, dtype: torch.dtype) -> Iterator[tuple[str, Any]]:
    """Weights of a size at which signals neither vanish nor explode."""
    for name, shape in shapes.items():
        last, drawn = name.rsplit(".", 1)[-1], torch.randn(shape, device=device, dtype=dtype)
        if last == "latents_std":
            drawn = 1 + 0.1 * drawn.abs()
        elif len(shape) > 1:
            drawn /= math.sqrt(math.prod(shape[1:]))
        else:
            drawn = 0.05 * drawn + (last in ("weight", "gamma"))
        yield name, drawn.cpu()


def _shapes(model: Any) -> dict[str, Shape]:
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def _millions(shapes: Mapping[str, Shape]) -> float:
    return round(sum(math.prod(shape) for shape in shapes.values()) / 1e6, 1)


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", choices=[*PROFILES], required=True)
    parser.add_argument("--small", action="store_true", help="a tiny model, as without a card")
    asked = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reduced = asked.small or device.type == "cpu"
    written = write_model(asked.folder, asked.model, device, reduced=reduced)
    print(json.dumps(written | {"reduced": reduced, "device": device.type, "machine": machine(device)}))


if __name__ == "__main__":
    main()
