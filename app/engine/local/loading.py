"""From checked files to a loaded model. Files are mapped, not read, until every tensor is known to fit."""

from __future__ import annotations

import gc
import logging
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from app.base.errors import AppError
from app.engine.local.audio import SpeechFeatures
from app.engine.local.base import TalkingModel
from app.engine.local.checkpoints import ModelFiles, ModelFolder, check
from app.engine.local.compiled import compile_blocks
from app.engine.local.dit import AudioDiT
from app.engine.local.encoders import PROMPT, PictureEncoder, TextEncoder
from app.engine.local.mouth import MouthModel
from app.engine.local.quantised_store import load_quantised
from app.engine.local.speed import AS_PUBLISHED, Speed
from app.engine.local.talking_clip import ClipModel, Look, Quality
from app.engine.local.tiny_decoder import TinyDecoder
from app.engine.local.vae import LTXVAE, WanVAE
from app.engine.local.wav2lip import Wav2Lip
from app.engine.local.weight_files import need, read_json, refusal

log = logging.getLogger(__name__)

Made = TypeVar("Made")

PUBLISHED: dict[str, Quality] = {
    "flashhead_lite": Quality(512, 512),
    "flashhead_pro": Quality(512, 512),
    "flashtalk": Quality(448, 768),
}
"""How the models' authors have them draw."""


def load(
    model: ModelFolder,
    device: torch.device,
    dtype: torch.dtype,
    quality: Quality | None = None,
    prompt: str = PROMPT,
    speed: Speed = AS_PUBLISHED,
) -> TalkingModel:
    """Check all files of ``model``, then load it. Raises AppError.

    Args:
        model: what to load.
        device: where to.
        dtype: format of the large matrices; speech is encoded and colours are corrected in float32 always.
        quality: size and steps; None: as published.
        prompt: what FlashTalk is told of the scene.
        speed: what it does to be faster; Wav2Lip is fast enough.

    """
    files = check(model)
    try:
        return _load(files, device, dtype, quality or PUBLISHED.get(files.kind), prompt, speed)
    except torch.OutOfMemoryError as error:
        raise AppError(
            "local.out_of_memory",
            f"{model.title} does not fit into the memory of the graphics card.",
            "Close other programs that use the card, or choose a smaller model.",
        ) from error


def _load(
    files: ModelFiles, device: torch.device, dtype: torch.dtype, quality: Quality | None, prompt: str, speed: Speed
) -> TalkingModel:
    if files.kind == "wav2lip":
        return MouthModel(_fitting(files.dit[0], lambda: Wav2Lip.from_tensors(tensors(files.dit))).to(device))
    assert files.shape is not None
    assert files.vae is not None
    assert files.wav2vec is not None
    assert quality is not None
    heads, vae_file, wav2vec_file = files.shape.heads, files.vae, files.wav2vec
    dit = _fitting(files.dit[0], lambda: AudioDiT.from_tensors(tensors(files.dit), heads=heads))
    vae = _fitting(vae_file, lambda: _vae(files))
    speech = _fitting(wav2vec_file, lambda: _speech(files, device))
    decoder = _decoder(speed.tiny_decoder, files)
    text, look = _scene(files, device, prompt)
    dit.use_dtype(dtype)
    error = None
    if speed.linears == "plain":
        dit.to(device)
    else:
        error = load_quantised(dit, speed.linears, device, files.dit, speed.cache)
        log.info("%s with %s matrices: its velocity is off by %.2f %%", dit.shape.title, speed.linears, 100 * error)
    if speed.compiled:
        compile_blocks(dit, speed.cache)
    return ClipModel(
        dit,
        vae.to(device, dtype),
        speech,
        quality,
        text=text,
        look=look,
        speed=speed,
        decoder=decoder and decoder.to(device, dtype),
        error=error,
    )


def tensors(files: Iterable[Path]) -> dict[str, Tensor]:
    """The tensors in these files, mapped where the format allows it. Raises AppError."""
    found: dict[str, Tensor] = {}
    for file in files:
        found |= _tensors(file)
    return found


def _tensors(file: Path) -> dict[str, Tensor]:
    try:
        if file.suffix == ".safetensors":
            loaded: dict[str, Any] = load_file(file)
        else:
            loaded = torch.load(file, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(file))
    except (SafetensorError, UnpicklingError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refusal(file, f"it is no file of weights alone ({_first_line(error)})") from error
    wrapped = loaded.get("state_dict") if isinstance(loaded, dict) else None
    inner = wrapped if isinstance(wrapped, dict) else loaded
    if not isinstance(inner, dict) or not all(isinstance(tensor, Tensor) for tensor in inner.values()):
        raise refusal(file, "it holds something else than weights")
    return inner


def _fitting(file: Path, make: Callable[[], Made]) -> Made:
    """What ``make`` gives; where the tensors of ``file`` do not fit, why not."""
    try:
        return make()
    except torch.OutOfMemoryError:
        raise
    except (RuntimeError, KeyError, ValueError, IndexError, TypeError) as error:
        raise refusal(file, f"its tensors do not fit ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    lines = [line.strip().rstrip(".") for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:2])[:200] or type(error).__name__


def _vae(files: ModelFiles) -> LTXVAE | WanVAE:
    assert files.vae is not None
    loaded = tensors([files.vae])
    return (
        WanVAE.from_tensors(loaded)
        if files.vae_config is None
        else LTXVAE.from_tensors(loaded, read_json(files.vae_config))
    )


def _decoder(file: Path | None, files: ModelFiles) -> TinyDecoder | None:
    if file is None:
        return None
    if files.vae_config is not None:
        raise refusal(file, "it draws what Wan's autoencoder encodes, and FlashHead Lite has another", "Do without it.")
    loaded = tensors([need(file)])
    return _fitting(file, lambda: TinyDecoder.from_tensors(loaded))


def _speech(files: ModelFiles, device: torch.device) -> SpeechFeatures:
    assert files.wav2vec is not None
    assert files.wav2vec_config is not None
    return SpeechFeatures.from_tensors(
        tensors([files.wav2vec]), read_json(files.wav2vec_config), standardise=files.standardise, device=device
    )


def _scene(files: ModelFiles, device: torch.device, prompt: str) -> tuple[Tensor | None, Look | None]:
    """The prompt encoded, with its encoder gone again, and CLIP, which comes for each portrait and goes."""
    if files.text is None or files.tokenizer is None or files.clip is None:
        return None, None
    text_file, tokenizer, clip_file = files.text, files.tokenizer, files.clip
    clip = _fitting(clip_file, lambda: PictureEncoder.from_tensors(tensors([clip_file])))
    encoder = _fitting(text_file, lambda: TextEncoder.from_tensors(tensors([text_file]), tokenizer))
    text = encoder.to(device).encode(prompt)
    del encoder
    free(device)

    def look(picture: Tensor) -> Tensor:
        try:
            return clip.to(device).look(picture)
        finally:
            clip.to(torch.device("cpu"))
            free(device)

    return text, look


def free(device: torch.device) -> None:
    """Give back what nobody holds any more."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
