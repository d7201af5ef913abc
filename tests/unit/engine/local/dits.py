"""The DiTs of the golden cases: the published tensors, with the sizes of the case."""

from __future__ import annotations

from functools import cache
from typing import Any

from torch import Tensor

from app.engine.local.dit import AudioDiT
from tests.unit.engine.local import golden

_REAL = {
    "flashhead_pro_dit": {"dim": 1536, "ffn_dim": 8960, "text_dim": 4096, "freq_dim": 256},
    "flashhead_lite_dit": {"dim": 1536, "ffn_dim": 8960, "text_dim": 4096, "freq_dim": 256},
    "flashtalk_dit": {"dim": 5120, "ffn_dim": 13824, "text_dim": 4096, "freq_dim": 256},
}


def tensors(model: str, config: dict[str, Any], prefix: str) -> dict[str, Tensor]:
    """Weights of ``model`` in the sizes of ``config``, the unused ones too."""
    return golden.weights(prefix, shapes(model, config))


def shapes(model: str, config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of ``model`` in the sizes of ``config``."""
    real = _REAL[model]
    sizes = {real[name]: int(config[name]) for name in real}
    sizes |= {2 * real["dim"]: 2 * config["dim"], 6 * real["dim"]: 6 * config["dim"]}

    def resized(key: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        if key.startswith("patch_embedding"):
            return (config["dim"], *shape[1:])
        fixed = key.startswith(("audio_proj", "head.head.bias", "audio_emb"))
        return shape if fixed else tuple(sizes.get(size, size) for size in shape)

    kept = {key: shape for key, shape in golden.keys(model).items() if _block(key) < config["num_layers"]}
    return {key: resized(key, shape) for key, shape in kept.items()}


def _block(key: str) -> int:
    return int(key.split(".")[1]) if key.startswith("blocks.") else -1


@cache
def model(case_name: str) -> AudioDiT:
    """The DiT of a golden case in float32. Made once: whoever changes it changes it back."""
    case = golden.Case(case_name)
    name = "flashtalk_dit" if case_name.startswith("flashtalk") else case_name
    made = tensors(name, case.config, case.about["weights"]["prefix"])
    case.check_weights(made)
    return AudioDiT.from_tensors(made, heads=case.config["num_heads"])
