"""Tiny checkpoints with random weights, in the folder layouts of the published models. Pure but for LTX's names.

``python -m tests.helpers.tiny_models FOLDER`` writes all of them, in an environment that has torch and diffusers.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.base.model_catalogue import FLASHHEAD_FOLDER, FLASHTALK_FOLDER
from app.engine.local.checkpoints import WAV2VEC_FOLDERS
from app.engine.local.dit_shape import DiTShape, Shape, expected_tensors
from tests.helpers.tiny_wav2lip import wav2lip_shapes

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CASES: dict[str, Any] = json.loads((GOLDEN / "cases.json").read_text("utf-8"))["cases"]

Weights = dict[str, NDArray[Any]]

LTX_CONFIG = {
    "in_channels": 3,
    "out_channels": 3,
    "latent_channels": 8,
    "block_out_channels": [8, 16, 16, 16],
    "decoder_block_out_channels": [8, 16, 16, 16],
    "layers_per_block": [1, 1, 1, 1, 1],
    "decoder_layers_per_block": [1, 1, 1, 1, 1],
    "spatio_temporal_scaling": [True, True, True, False],
    "decoder_spatio_temporal_scaling": [True, True, True, False],
    "decoder_inject_noise": [False, False, False, False, False],
    "patch_size": 4,
    "patch_size_t": 1,
    "encoder_causal": True,
    "decoder_causal": False,
    "timestep_conditioning": False,
}
_AUDIO_IN = 48 * 3  # width and layers of the tiny wav2vec2
_COMMON: dict[str, Any] = {
    "dim": 128,
    "ffn_dim": 64,
    "freq_dim": 32,
    "heads": 1,
    "layers": 2,
    "audio_in": _AUDIO_IN,
    "audio_hidden": 16,
    "audio_tokens": 4,
}
SHAPES = {
    "flashhead_lite": DiTShape(
        "flashhead", in_channels=16, out_channels=8, patch=(1, 1, 1), audio_dim=128, frame_stride=8, **_COMMON
    ),
    "flashhead_pro": DiTShape(
        "flashhead", in_channels=32, out_channels=16, patch=(1, 2, 2), audio_dim=128, frame_stride=4, **_COMMON
    ),
    "flashtalk": DiTShape(
        "flashtalk",
        in_channels=36,
        out_channels=16,
        patch=(1, 2, 2),
        audio_dim=32,
        frame_stride=4,
        text_dim=32,
        image_dim=160,
        **_COMMON,
    ),
}


def random_weights(shapes: Mapping[str, Shape]) -> Weights:
    """Weights of a size at which signals neither vanish nor explode; the same for the same names."""
    weights: Weights = {}
    for name, shape in shapes.items():
        last = name.rsplit(".", 1)[-1]
        drawn = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape, dtype=np.float32)
        if last == "num_batches_tracked":
            weights[name] = np.zeros(shape, np.int64)
        elif last in ("running_var", "latents_std"):
            weights[name] = np.float32(1) + np.float32(0.1) * np.abs(drawn)
        elif len(shape) > 1:
            weights[name] = drawn / np.float32(math.sqrt(math.prod(shape[1:])))
        else:
            weights[name] = np.float32(0.05) * drawn + np.float32(last in ("weight", "gamma"))
    return weights


def write_safetensors(file: Path, weights: Mapping[str, NDArray[Any]]) -> None:
    """A file in the safetensors format."""
    header: dict[str, Any] = {}
    end = 0
    for name, array in weights.items():
        kind = "I64" if array.dtype == np.int64 else "F32"
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        out.write(len(text).to_bytes(8, "little") + text)
        for array in weights.values():
            out.write(np.ascontiguousarray(array).tobytes())


def write_json(file: Path, content: object) -> None:
    """A JSON file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), "utf-8")


def write_wav2vec(folder: Path) -> None:
    """A speech encoder with three layers, saved as a recogniser."""
    case = CASES["audio_windows"]
    shapes = {f"wav2vec2.{name}": tuple(shape) for name, shape in case["state_dict"].items()}
    write_safetensors(folder / "model.safetensors", random_weights(shapes | {"lm_head.weight": (32, 48)}))
    write_json(folder / "config.json", case["config"] | {"model_type": "wav2vec2"})
    write_json(folder / "preprocessor_config.json", {"do_normalize": True})


def write_dit(folder: Path, kind: str, *, files: int = 1) -> None:
    """A transformer in one file, or in several with an index."""
    weights = random_weights(expected_tensors(SHAPES[kind]))
    stem = "diffusion_pytorch_model"
    if files == 1:
        write_safetensors(folder / f"{stem}.safetensors", weights)
    else:
        names = [f"{stem}-{number + 1:05}-of-{files:05}.safetensors" for number in range(files)]
        places = {tensor: names[number % files] for number, tensor in enumerate(weights)}
        for name in names:
            write_safetensors(folder / name, {t: a for t, a in weights.items() if places[t] == name})
        write_json(folder / f"{stem}.safetensors.index.json", {"weight_map": places})
    write_json(folder / "config.json", {"num_heads": SHAPES[kind].heads, "dim": SHAPES[kind].dim})


def write_ltx(folder: Path, shapes: Mapping[str, Shape]) -> None:
    """LTX's autoencoder."""
    write_json(folder / "config.json", LTX_CONFIG)
    write_safetensors(folder / "diffusion_pytorch_model.safetensors", random_weights(shapes))


def write_wan(folder: Path, shapes: Mapping[str, Shape]) -> None:
    """Wan's autoencoder."""
    write_safetensors(folder / "Wan2.1_VAE.safetensors", random_weights(shapes))


LTX_NAMES: dict[str, Shape] = {
    "latents_mean": (8,),
    "latents_std": (8,),
    "encoder.conv_in.conv.weight": (8, 48, 3, 3, 3),
    "decoder.conv_out.conv.weight": (48, 8, 3, 3, 3),
}
"""Enough of LTX's tensors for whoever looks at headers alone."""
WAN_NAMES: dict[str, Shape] = {
    "encoder.conv1.weight": (16, 3, 3, 3, 3),
    "decoder.head.2.weight": (3, 16, 3, 3, 3),
    "conv1.weight": (32, 32, 1, 1, 1),
    "conv2.weight": (16, 16, 1, 1, 1),
}
"""The same of Wan's."""


def write_flashhead(base: Path, ltx: Mapping[str, Shape] = LTX_NAMES, wan: Mapping[str, Shape] = WAN_NAMES) -> Path:
    """FlashHead Lite and Pro with their speech encoder beside them; gives the folder."""
    folder = base / FLASHHEAD_FOLDER
    write_dit(folder / "Model_Lite", "flashhead_lite")
    write_dit(folder / "Model_Pro", "flashhead_pro", files=2)
    write_ltx(folder / "VAE_LTX", ltx)
    write_wan(folder / "VAE_Wan", wan)
    write_wav2vec(base / WAV2VEC_FOLDERS["flashhead_lite"])
    return folder


def write_flashtalk(base: Path, wan: Mapping[str, Shape] = WAN_NAMES) -> Path:
    """FlashTalk with its encoders; gives the folder."""
    folder = base / FLASHTALK_FOLDER
    write_dit(folder, "flashtalk", files=2)
    write_wan(folder, wan)
    write_safetensors(folder / "models_t5_umt5-xxl-enc-bf16.safetensors", random_weights(umt5_shapes()))
    clip = folder / "models_clip_open-clip-xlm-roberta-large-vit-huge-14.safetensors"
    write_safetensors(clip, random_weights(clip_shapes() | {"textual.norm.weight": (8,)}))
    write_json(folder / "google" / "umt5-xxl" / "tokenizer.json", tiny_tokenizer())
    write_wav2vec(base / WAV2VEC_FOLDERS["flashtalk"])
    return folder


def umt5_shapes(width: int = 32, layers: int = 2, heads: int = 2, inner: int = 48) -> dict[str, Shape]:
    """Names and shapes of a tiny umT5 as Wan's authors save it."""
    shapes: dict[str, Shape] = {"token_embedding.weight": (40, width), "norm.weight": (width,)}
    for number in range(layers):
        block = f"blocks.{number}"
        shapes |= {f"{block}.attn.{part}.weight": (width, width) for part in "qkvo"}
        shapes |= {f"{block}.norm{part}.weight": (width,) for part in (1, 2)}
        shapes |= {f"{block}.ffn.{part}.weight": (inner, width) for part in ("gate.0", "fc1")}
        shapes[f"{block}.ffn.fc2.weight"] = (width, inner)
        shapes[f"{block}.pos_embedding.embedding.weight"] = (32, heads)
    return shapes


def clip_shapes(width: int = 160, layers: int = 3) -> dict[str, Shape]:
    """Names and shapes of a tiny CLIP as Wan's authors save it: four tiles of 14 pixels."""
    shapes: dict[str, Shape] = {
        "visual.cls_embedding": (1, 1, width),
        "visual.pos_embedding": (1, 5, width),
        "visual.patch_embedding.weight": (width, 3, 14, 14),
        "visual.head": (width, 8),
    }
    for norm in ("pre_norm", "post_norm"):
        shapes |= {f"visual.{norm}.weight": (width,), f"visual.{norm}.bias": (width,)}
    sizes = {"attn.to_qkv": (3 * width, width), "attn.proj": (width, width)}
    sizes |= {"mlp.0": (4 * width, width), "mlp.2": (width, 4 * width)}
    for number in range(layers):
        block = f"visual.transformer.{number}"
        for norm in ("norm1", "norm2"):
            shapes |= {f"{block}.{norm}.weight": (width,), f"{block}.{norm}.bias": (width,)}
        for name, size in sizes.items():
            shapes |= {f"{block}.{name}.weight": size, f"{block}.{name}.bias": size[:1]}
    return shapes


def tiny_tokenizer() -> dict[str, Any]:
    """A tokenizer of words that ends what it reads, as umT5 does."""
    words = {"<pad>": 0, "</s>": 1, "<unk>": 2, "A": 3, "person": 4, "is": 5, "talking": 6, ".": 7}
    end = {"SpecialToken": {"id": "</s>", "type_id": 0}}
    template = {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}}, end]}
    special = {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": template | {"pair": template["single"], "special_tokens": special},
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": "<unk>"},
    }


def write_wav2lip(base: Path, edge: int = 96) -> Path:
    """Wav2Lip; gives the file."""
    file = base / "wav2lip" / "wav2lip.safetensors"
    write_safetensors(file, random_weights(wav2lip_shapes(edge)))
    return file


def real_ltx_shapes() -> dict[str, Shape]:
    """All tensors of the tiny LTX autoencoder. Needs torch and diffusers."""
    import torch
    from diffusers import AutoencoderKLLTXVideo

    with torch.device("meta"):
        model = AutoencoderKLLTXVideo.from_config(LTX_CONFIG)
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def write_all(base: Path) -> None:
    """Every model, loadable."""
    wan = {name: tuple(shape) for name, shape in CASES["flashhead_pro_generate"]["vae_state_dict"].items()}
    write_flashhead(base, real_ltx_shapes(), wan)
    write_flashtalk(base, wan)
    write_wav2lip(base)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
