"""Who comes first where a game and the host share a computer."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import psutil
import pytest

from app.base.priority import Who, prefer


class PretendedProcess:
    """A process whose place in line is a number."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.refuses = False

    def nice(self, value: int | None = None) -> int:
        if value is None:
            return 0
        if self.refuses:
            raise psutil.AccessDenied
        self.asked.append(value)
        return value


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> PretendedProcess:
    process = PretendedProcess()
    monkeypatch.setattr(psutil, "Process", lambda: process)
    return process


@pytest.mark.parametrize(("who", "asked"), [("game", [10]), ("even", []), ("host", [])])
def test_elsewhere_a_game_may_come_first(
    process: PretendedProcess, monkeypatch: pytest.MonkeyPatch, who: Who, asked: list[int]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert prefer(who)
    assert process.asked == asked


def test_a_system_that_refuses_costs_nothing(process: PretendedProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    process.refuses = True
    assert not prefer("game")


@pytest.mark.parametrize(("who", "nice", "gpu"), [("game", 1, 1), ("even", 2, 2), ("host", 3, 3)])
@pytest.mark.parametrize("status", [0, -1073741790])
def test_windows_is_asked_for_processor_and_card(
    process: PretendedProcess, monkeypatch: pytest.MonkeyPatch, who: Who, nice: int, gpu: int, status: int
) -> None:
    told: list[tuple[int, int]] = []

    def ask(handle: int, value: int) -> int:
        told.append((handle, value))
        return status

    windll = SimpleNamespace(
        kernel32=SimpleNamespace(GetCurrentProcess=lambda: -1),
        gdi32=SimpleNamespace(D3DKMTSetProcessSchedulingPriorityClass=ask),
    )
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", windll, raising=False)
    names = ("BELOW_NORMAL_PRIORITY_CLASS", "NORMAL_PRIORITY_CLASS", "ABOVE_NORMAL_PRIORITY_CLASS")
    for number, name in enumerate(names, 1):
        monkeypatch.setattr(psutil, name, number, raising=False)
    assert prefer(who) == (status == 0)
    assert process.asked == [nice]
    assert told == [(-1, gpu)]
