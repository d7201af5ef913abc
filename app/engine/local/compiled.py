"""The transformer's blocks, compiled: one block's code serves them all. Warmed by whoever opens a session.

The autoencoders are not compiled: diffusers' Wan decodes latent after latent with a list of what went before, which
breaks into pieces that are compiled again and again.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.engine.local.device import first_line
from app.engine.local.dit import AudioDiT

log = logging.getLogger(__name__)

_FOLDER_VARIABLE = "TORCHINDUCTOR_CACHE_DIR"


def compile_blocks(dit: AudioDiT, cache: Path | None) -> None:
    """Have the blocks compiled at their next call; what is compiled is kept in ``cache``."""
    if cache is not None:
        os.environ[_FOLDER_VARIABLE] = str(cache / "compiled")  # read whenever something is compiled
    for block in dit.blocks:
        block.compile(dynamic=False)


def warmed(dit: AudioDiT, warm: Callable[[], Any]) -> None:
    """Do ``warm``, which compiles; where that fails, once more with the blocks as they are, from then on."""
    from torch._dynamo.exc import TorchDynamoException

    try:
        warm()
    except TorchDynamoException as error:
        log.warning("The model cannot be compiled here; it is slower without (%s).", first_line(error))
        for block in dit.blocks:
            block._compiled_call_impl = None
        warm()
