"""The best that this computer's card holds: found out by drawing, once, and remembered. Lives on the renderer's thread.

torch is imported when there is something to measure, so that whoever lacks it is told in words.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.base.card_choice import HOLDS_SPEED, OF_WAN, TITLES, Card, CardChoice, Judged, Setup, Verdict
from app.base.errors import AppError
from app.base.local_settings import AUTO
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local import troubles
from app.engine.local.base import FaceBox, Picture
from app.engine.local.checkpoints import check
from app.engine.local.choice import chosen_device, load_model, need_packages, number_format
from app.engine.local.choice_store import ChoiceStore
from app.engine.local.chooser import ALONE, Measured, choose, fitting
from app.engine.local.finding import find_model
from app.engine.local.governor import card_of, peak_bytes, start_peak
from app.engine.local.setups import HEADROOM_BYTES, needs_bytes
from app.engine.local.timing import MEASURED, time_chunks

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

_SIDE_PX = 512
_PRODUCT_SIDE = 8192
_REACHED = 0.55
"""Of what a product of matrices reaches, by what is published of these models on several cards."""
_FACE: FaceBox = (128.0, 96.0, 384.0, 416.0)
Tell = Callable[[CardChoice], None]


def settle(request: EngineRequest, tell: Tell, on_step: Callable[[], None]) -> EngineRequest:
    """``request`` with a model in the place of ``"auto"``. Minutes, at first. Raises AppError.

    Args:
        request: what the studio wants.
        tell: told what is known so far, and what came of it.
        on_step: called after each step, so that only a single one can pass for a hang.

    """
    local = request.local
    assert local is not None, "the studio names the model of a local engine"
    if local.model != AUTO:
        return request
    need_packages()
    device = chosen_device(local.device)
    card = card_of(device)
    free_bytes = max(0, card.free_bytes - HEADROOM_BYTES)
    budget_bytes = min(local.vram_bytes, card.free_bytes) if local.vram_bytes else free_bytes
    store = None if local.measured is None else ChoiceStore(local.measured)
    unusable, stamp = _weights(local, card)
    key = _key(card, local, stamp)
    known = None if store is None else store.find(key)
    choice = None if known is None else fitting(known, budget_bytes)
    if choice is None:

        def try_setup(setup: Setup) -> Measured:
            return measure(with_setup(request, setup), device, on_step)

        nothing_to_try = ALONE.union(unusable) >= set(TITLES)
        rough = rough_tflops(device) if nothing_to_try and card.kind != "cpu" else 0.0
        choice = choose(card, budget_bytes, unusable, try_setup, tell, rough)
        if store is not None and choice.chosen is not None:
            store.keep(key, choice)
    tell(choice)
    log.info("%s", choice.sentence)
    if choice.chosen is None:
        raise none_holds(choice)
    return with_setup(request, choice.chosen)


def none_holds(choice: CardChoice) -> AppError:
    """Nothing can be drawn with, in words."""
    missing = all(row.verdict is Verdict.MISSING for row in choice.rows)
    hint = (
        "Download one in Settings > Models, or name its folder in Settings > Graphics Card."
        if missing
        else "Close other programs that use the card and press Measure Again in Settings > Graphics Card, or choose "
        "another engine in Settings > Connection."
    )
    return AppError("engine.local.none_holds", choice.sentence, hint, permanent=True)


def with_setup(request: EngineRequest, setup: Setup) -> EngineRequest:
    """``request`` for this way to draw; what else the user wants stays, where the model can."""
    local = request.local
    assert local is not None
    decoder = local.tiny_decoder if setup.model in OF_WAN else None
    drawn = replace(local, model=setup.model, size_px=setup.size_px, steps=setup.steps, linears=setup.linears)
    return replace(request, local=replace(drawn, frames=0, history_s=0, tiny_decoder=decoder))


def measure(request: EngineRequest, device: torch.device, on_step: Callable[[], None]) -> Measured:
    """Load what is asked for, draw three chunks of silence, and give everything back. Raises AppError."""
    from app.engine.local.loading import free

    session = loaded = None
    try:
        start_peak(device)
        loaded = load_model(request)
        on_step()
        session = loaded.model.open(_portrait(loaded.aspect), face=_FACE)
        on_step()
        _, spent_ns = time_chunks(session, on_step)
        speed = session.pace.chunk_ns / max(spent_ns)
        log.info("it draws at %.2f times real time; %.2f are needed", speed, HOLDS_SPEED)
        return Measured(speed, peak_bytes(device))
    except Exception as error:  # torch's are known by their names
        raise troubles.of(error) from error
    finally:
        if session is not None:
            session.close()
        if loaded is not None:
            loaded.model.close()
        session = loaded = None
        free(device)


def rough_tflops(device: torch.device, side: int = _PRODUCT_SIDE) -> float:
    """What models may be expected to reach, by how fast ``device`` multiplies two large matrices; 0: it cannot now."""
    import torch

    spent_s = []
    try:
        matrix = torch.ones(side, side, dtype=number_format(device), device=device)
        for _ in range(1 + MEASURED):
            begun_s = time.perf_counter()
            float((matrix @ matrix)[0, 0])  # waits for the device
            spent_s.append(time.perf_counter() - begun_s)
    except RuntimeError as error:  # no memory is left, which matters as soon as there is a model
        log.info("the card was not tried with a product of matrices: %s", error)
        return 0.0
    return _REACHED * 2 * side**3 / min(spent_s[1:]) / 1e12


def _portrait(aspect: float | None) -> Picture:
    """Any picture: what is computed does not depend on it."""
    width_px = _SIDE_PX if aspect is None else round(_SIDE_PX * aspect)
    return np.random.default_rng(1).integers(0, 255, (_SIDE_PX, width_px, 3), np.uint8)


def _weights(local: LocalRequest, card: Card) -> tuple[dict[str, Judged], str]:
    """The models that cannot be used, with why, and what changes with the weights of the others."""
    unusable: dict[str, Judged] = {}
    stamps: list[str] = []
    for model in TITLES:
        try:
            files = check(find_model(replace(local, model=model)))
        except AppError as error:
            verdict = Verdict.MISSING if error.code == "engine.local.no_model" else Verdict.BROKEN
            setup = Setup(model)
            unusable[model] = Judged(setup, needs_bytes(setup, card.kind), verdict, why=error.message)
            continue
        every = (*files.dit, *(file for file in (files.vae, files.wav2vec) if file is not None))
        stamps += [f"{model} {_stamp(file)}" for file in every]
    return unusable, "\n".join(stamps)


def _stamp(file: Path) -> str:
    about = file.stat()
    return f"{file} {about.st_size} {about.st_mtime_ns}"


def _key(card: Card, local: LocalRequest, stamp: str) -> str:
    """Changes with everything that would be measured otherwise, but for what others do with the card meanwhile."""
    about = (card.name, card.kind, card.total_bytes, card.driver, card.eight_bits, local.vram_bytes)
    switches = (local.graphs, local.compiled, str(local.tiny_decoder))
    return hashlib.sha256(f"{about} {switches}\n{stamp}".encode()).hexdigest()[:24]
