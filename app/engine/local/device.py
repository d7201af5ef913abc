"""Asking a card as little as possible: attention's best back end, copies that nobody waits for, recorded work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from app.engine.local.base import Frames

log = logging.getLogger(__name__)

_HOPPER = (9, 0)

Work = Callable[..., Any]
"""Of tensors, giving a tensor or a tuple of them; the same kernels whenever the shapes are the same."""


def attention_backends(capability: tuple[int, int]) -> list[SDPBackend]:
    """Back ends of attention, the best for a card of this capability first."""
    fused = [SDPBackend.FLASH_ATTENTION, SDPBackend.CUDNN_ATTENTION]
    first = fused[::-1] if capability >= _HOPPER else fused
    return [*first, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]


def best_attention(device: torch.device) -> AbstractContextManager[None]:
    """While it lasts, attention runs on the best back end that ``device`` has."""
    if device.type != "cuda":
        return nullcontext()
    context: AbstractContextManager[None] = sdpa_kernel(
        attention_backends(torch.cuda.get_device_capability(device)), set_priority=True
    )
    return context


class Download:
    """Pictures on their way from the device. The copy runs beside what the device does next.

    Args:
        pictures: uint8; not to be changed afterwards.

    """

    def __init__(self, pictures: Tensor) -> None:
        self._host, self._done = pictures, None
        if pictures.device.type != "cuda":
            self._host = pictures.cpu()
            return
        self._host = torch.empty(pictures.shape, dtype=pictures.dtype, pin_memory=True)  # from torch's own store
        stream = _copies(pictures.device)
        stream.wait_stream(torch.cuda.current_stream(pictures.device))
        with torch.cuda.stream(stream):
            self._host.copy_(pictures, non_blocking=True)
            self._done = torch.cuda.Event(blocking=True)  # whoever waits sleeps
            self._done.record(stream)
        pictures.record_stream(stream)

    def wait(self) -> Frames:
        """The pictures, when they are here; nothing else of the device's work is waited for."""
        if self._done is not None:
            self._done.synchronize()
        frames: Frames = self._host.numpy()
        return frames


_STREAMS: dict[torch.device, Any] = {}


def _copies(device: torch.device) -> Any:
    if device not in _STREAMS:
        _STREAMS[device] = torch.cuda.Stream(device)
    return _STREAMS[device]


class Recorded:
    """Work that is recorded as a CUDA graph when its shapes come twice running, and replayed from then on.

    Its results are overwritten by the next call. Where recording fails, the work is done step by step from then on.

    Args:
        work: what to record. Tensors that are no arguments of it must keep their places in memory.
        pool: memory that works called one after the other may share; see ``memory_pool``.

    """

    def __init__(self, work: Work, pool: Any = None) -> None:
        self._work, self._pool = work, pool
        self._last: Any = None
        self._graphs: dict[Any, tuple[Any, list[Tensor], Any]] = {}
        self._failed = False

    def __call__(self, *inputs: Tensor) -> Any:
        """What the work gives."""
        key = tuple((tuple(x.shape), x.dtype) for x in inputs)
        again, self._last = key == self._last, key
        if self._failed or not (again or key in self._graphs):
            return self._work(*inputs)
        if key not in self._graphs:
            held = [x.clone() for x in inputs]
            try:
                graph, outputs = record(self._work, held, self._pool)
            except RuntimeError as error:  # out of memory, or a kernel that cannot be recorded
                self._failed = True
                log.warning("The card's work cannot be recorded; it is slower without (%s).", first_line(error))
                return self._work(*inputs)
            self._graphs[key] = (graph, held, outputs)
        graph, held, outputs = self._graphs[key]
        for place, value in zip(held, inputs, strict=True):
            place.copy_(value)
        graph.replay()
        return outputs


def recorded(work: Work, device: torch.device, pool: Any, *, wanted: bool) -> Work:
    """``work`` as a graph where that is wanted and ``device`` can; else as it is."""
    return Recorded(work, pool) if wanted and device.type == "cuda" else work


def memory_pool(device: torch.device) -> Any:
    """Memory that several recordings share; they must be called in the order in which they were recorded."""
    return torch.cuda.graph_pool_handle() if device.type == "cuda" else None


def record(work: Work, inputs: list[Tensor], pool: Any) -> tuple[Any, Any]:
    """A graph of ``work`` on these places in memory, and the places of its results. Raises RuntimeError."""
    device = inputs[0].device
    aside = torch.cuda.Stream(device)
    aside.wait_stream(torch.cuda.current_stream(device))
    with torch.cuda.stream(aside):  # libraries set themselves up for the stream that records
        work(*inputs)
    torch.cuda.current_stream(device).wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, pool=pool, stream=aside):
        outputs = work(*inputs)
    return graph, outputs


def first_line(error: Exception) -> str:
    """The beginning of an error's text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:200]
