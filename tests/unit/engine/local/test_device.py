"""Work that is recorded, copies that nobody waits for, and a loop that never asks the device how far it is.

No card is here: recording is stood in for at its one call of CUDA, and that the loop's kernels can be recorded is seen
on the metadevice, which has no values to wait for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from app.engine.local import clip_loop, colour, device
from app.engine.local.device import Download, Recorded, attention_backends, recorded
from app.engine.local.speed import Speed
from tests.unit.engine.local import clips

CPU = torch.device("cpu")


class Tape:
    """Stands in for a CUDA graph: does the work again in the same places."""

    made = 0

    def __init__(self, work: Callable[..., Any], inputs: list[Tensor], outputs: tuple[Tensor, ...]) -> None:
        self._work, self._inputs, self._outputs = work, inputs, outputs
        Tape.made += 1

    def replay(self) -> None:
        for place, value in zip(self._outputs, _tuple(self._work(*self._inputs)), strict=True):
            place.copy_(value)


def _tuple(outputs: Any) -> tuple[Tensor, ...]:
    return outputs if isinstance(outputs, tuple) else (outputs,)


@pytest.fixture
def taped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording that works without a card."""

    def record(work: Callable[..., Any], inputs: list[Tensor], pool: Any) -> tuple[Tape, Any]:
        outputs = work(*inputs)
        return Tape(work, inputs, _tuple(outputs)), outputs

    monkeypatch.setattr(device, "record", record)
    monkeypatch.setattr(
        clip_loop, "recorded", lambda work, _device, pool, *, wanted: Recorded(work) if wanted else work
    )
    Tape.made = 0


def test_work_is_recorded_when_its_shapes_come_twice_running_and_replayed_with_new_values(taped: None) -> None:
    calls: list[int] = []

    def work(x: Tensor, y: Tensor) -> Tensor:
        calls.append(len(x))
        return x * 2 + y

    run = Recorded(work)
    for number, length in enumerate((1, 2, 2, 2, 1, 2)):
        x = torch.full((length,), float(number))
        assert torch.equal(run(x, x + 1), x * 3 + 1)
    assert Tape.made == 1  # a shape that comes once is not worth it, and coming back does not make it one


def test_what_cannot_be_recorded_is_done_step_by_step_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[int] = []

    def fail(*_: Any) -> Any:
        attempts.append(1)
        raise RuntimeError("operation not permitted when stream is capturing\nand more")

    monkeypatch.setattr(device, "record", fail)
    run = Recorded(lambda x: x + 1)
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            assert run(torch.ones(1)) == 2
    assert len(attempts) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "The card's work cannot be recorded; it is slower without (operation not permitted when stream is capturing)."
    ]
    caplog.clear()


@pytest.mark.parametrize("wanted", [True, False])
def test_nothing_is_recorded_without_cuda(wanted: bool) -> None:
    def work() -> None: ...

    assert recorded(work, CPU, None, wanted=wanted) is work


def test_a_recorded_session_draws_what_it_draws_otherwise(taped: None) -> None:
    dit, vae = clips.dit(), clips.wan()
    plain, replayed = clips.loop(dit, vae), clips.loop(dit, vae, Speed(graphs=True))
    for number in range(5):
        expected, found = (loop.draw(clips.heard(number)) for loop in (plain, replayed))
        assert torch.equal(found.shown, expected.shown)
        assert torch.equal(replayed.motion, plain.motion)
    assert Tape.made == 3  # sampling, decoding with colours, encoding


def test_warming_up_leaves_no_trace_and_leaves_nothing_to_record(taped: None) -> None:
    dit, vae = clips.dit(), clips.wan()
    plain, warm = clips.loop(dit, vae), clips.loop(dit, vae, Speed(graphs=True))
    warm.warm(clips.FRAMES, lambda _: torch.zeros(16, 3, 2, 4))
    made = Tape.made
    for number in range(3):
        assert torch.equal(warm.draw(clips.heard(number)).shown, plain.draw(clips.heard(number)).shown)
    assert Tape.made == made == 3


class Watch(TorchDispatchMode):
    """Notes what would wait for a card: a value asked of it, or numbers sent to it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = {x.device.type for x in torch.utils._pytree.tree_leaves((args, kwargs)) if isinstance(x, Tensor)}
        target = (kwargs or {}).get("device")
        sends = "cpu" in found and (len(found) > 1 or (target is not None and target.type == "meta"))
        asks = "meta" in found and ("_local_scalar_dense" in str(func) or "nonzero" in str(func))
        if asks or sends:
            self.seen.append(str(func))
        return func(*args, **kwargs or {})


class WatchMade(TorchFunctionMode):
    """Notes tensors that are made of numbers: those are sent as well, out of the other's sight."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self._seen = seen

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **kwargs or {})
        if func is torch.tensor and made.device.type == "meta":
            self._seen.append("torch.tensor")
        return made


def watched(work: Callable[[], Any]) -> list[str]:
    """What of ``work`` waits."""
    with torch.no_grad(), Watch() as watch, WatchMade(watch.seen):
        work()
    return watch.seen


def on_meta() -> clip_loop.ClipLoop:
    """A session without values."""
    loop = clips.loop(clips.dit("meta"), clips.wan("meta"))
    loop._noise = lambda _: torch.empty(16, 3, 2, 4, device="meta")
    return loop


@pytest.mark.usefixtures("normal_mode")
def test_drawing_a_clip_never_waits_for_the_device() -> None:
    loop, windows = on_meta(), clips.heard(0).to("meta")
    with torch.no_grad():
        loop.colour(torch.empty(3, 1, 8, 8, device="meta"))  # its constants are sent once

    def draw() -> None:
        clip = loop.render(windows)
        clip_loop.to_pixels(clip.shown)
        loop.carry(clip)

    assert watched(draw) == []


@pytest.mark.usefixtures("normal_mode")
def test_the_watch_sees_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    transfer = colour.ColourTransfer(torch.empty(3, 1, 8, 8, device="meta"))
    monkeypatch.setattr(colour, "_constant", colour._constant.__wrapped__)
    frames = torch.empty(3, 2, 8, 8, device="meta")
    assert watched(lambda: transfer(frames)) == 4 * ["torch.tensor"]
    assert watched(lambda: torch.ones(3).to("meta"))


@pytest.fixture
def normal_mode() -> Any:
    """Dispatch modes do not see what inference mode takes apart before."""
    with torch.inference_mode(mode=False):
        yield


def test_a_download_gives_the_pictures_as_they_are() -> None:
    pictures = torch.arange(24, dtype=torch.uint8).view(2, 3, 1, 4)
    np.testing.assert_array_equal(Download(pictures).wait(), pictures.numpy())


def test_attention_prefers_what_the_card_is_best_at() -> None:
    assert attention_backends((8, 9))[0] is SDPBackend.FLASH_ATTENTION
    assert attention_backends((9, 0))[0] is attention_backends((12, 0))[0] is SDPBackend.CUDNN_ATTENTION
    assert all(attention_backends(card)[-1] is SDPBackend.MATH for card in ((7, 5), (9, 0)))
