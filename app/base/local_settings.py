"""The settings of the engine that draws on this computer's graphics card."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from app.base.section import Section

LocalModel = Literal["flashhead-lite", "flashhead-pro", "flashtalk", "wav2lip"]
"""What this computer can be asked to draw with."""


class LocalSettings(Section):
    """The engine that draws on this computer's graphics card."""

    model: LocalModel = "flashhead-lite"
    """What it draws with."""
    ckpt_dir: Path | None = None
    """Folder of the model's weights; empty: looked for in avatar_models and models."""
    wav2vec_dir: Path | None = None
    """Folder of the audio encoder; empty: looked for beside the weights."""
    device: str = Field(default="", pattern=r"^(|cpu|mps|cuda(:\d{1,2})?)$")
    """PyTorch's name of the device, for example cuda:0; empty: the best there is."""
    seed: int = Field(default=9999, ge=0, le=2**31 - 1)
    """What its chance begins with."""
