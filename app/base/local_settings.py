"""The settings of the engine that draws on this computer's graphics card."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, field_validator

from app.base.card_choice import OF_WAN, Setup
from app.base.priority import Who
from app.base.section import Section

LocalModel = Literal["auto", "flashhead-lite", "flashhead-pro", "flashtalk", "wav2lip"]
"""What this computer can be asked to draw with; auto: the best of them that its card holds."""

AUTO: Final = "auto"


class LocalSettings(Section):
    """The engine that draws on this computer's graphics card."""

    model: LocalModel = AUTO
    """What it draws with, and the memory that it needs on the card. The weights are not part of the studio."""
    vram_gb: int = Field(default=0, ge=0, le=192)
    """Memory of the card that the host may take, so that a game has the rest; 0: what others leave free."""
    priority: Who = "even"
    """Who comes first where a game uses the card, too. For the card itself Windows alone can be asked."""
    release_after_min: int = Field(default=0, ge=0, le=240)
    """The model leaves the card after so long without speech, and the next word waits for it; 0: it stays."""
    ckpt_dir: Path | None = None
    """Folder of the model's weights, as its makers publish it; empty: looked for in avatar_models and models."""
    wav2vec_dir: Path | None = None
    """Folder of the wav2vec2 that hears for FlashHead and FlashTalk; empty: looked for beside the weights."""
    device: str = ""
    """PyTorch's name of the device, for example cuda:0; empty: the best there is."""
    size: str = ""
    """Width and height of the pictures, for example 384x384; empty: as the model's makers have it. Experimental."""
    steps: int = Field(default=0, ge=0, le=8)
    """Steps for each chunk of speech: fewer are faster; 0: as the model's makers have it. Experimental."""
    frames: int = Field(default=0, ge=0, le=129)
    """Pictures that are drawn at once: fewer shorten the delay; 0: as the model's makers have it. Experimental."""
    history_s: int = Field(default=0, ge=0, le=8)
    """Sound that is heard again with every chunk; 0: as the model's makers have it. Experimental."""
    graphs: bool = False
    """Record the card's work once and replay it: faster where little is computed at once. NVIDIA's cards only."""
    compiled: bool = False
    """Compile the model for the card: faster, after some minutes when it is loaded first."""
    linears: Literal["plain", "int8", "fp8"] = "plain"
    """Eight bits for the large matrices: half the memory, a little less exact."""
    tiny_decoder: Path | None = None
    """A small decoder (taew2_1) for FlashHead Pro and FlashTalk: faster, a little softer; empty: their own."""
    seed: int = Field(default=9999, ge=0, le=2**31 - 1)
    """What its chance begins with."""

    @field_validator("device")
    @classmethod
    def _known(cls, value: str) -> str:
        if not re.fullmatch(r"|cpu|mps|cuda(:\d{1,2})?", value.strip()):
            raise ValueError(f"There is no device {value!r:.40}: use cuda, cuda:1, mps or cpu, or nothing.")
        return value.strip()

    @field_validator("size")
    @classmethod
    def _two_numbers(cls, value: str) -> str:
        if not re.fullmatch(r"|[1-9]\d{1,3}x[1-9]\d{1,3}", value.strip()):
            raise ValueError(f"{value!r:.40} is no size: write width and height as in 384x384, or nothing.")
        return value.strip()

    @property
    def size_px(self) -> tuple[int, int] | None:
        """Width and height; None: as the model's makers have it."""
        width, _, height = self.size.partition("x")
        return (int(width), int(height)) if self.size else None


def drawn_as(local: LocalSettings, setup: Setup) -> LocalSettings:
    """``local`` for this way to draw; what belongs to another model is left out."""
    size = "" if setup.size_px is None else f"{setup.size_px[0]}x{setup.size_px[1]}"
    drawn: dict[str, object] = {"model": setup.model, "size": size, "steps": setup.steps, "linears": setup.linears}
    if setup.model != local.model or local.model == AUTO:
        drawn |= {"frames": 0, "history_s": 0}
    if setup.model not in (AUTO, *OF_WAN):
        drawn["tiny_decoder"] = None
    return local.model_copy(update=drawn)
