"""What quantised matrices cost, from the engine that measured it to the next start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.base.card_choice import Linears, Setup
from app.base.local_settings import LocalSettings
from app.base.settings import EngineSettings, Settings
from app.engine.base import EngineInfo, EngineRequest
from app.studio.exactness import FILE, Exactness
from tests.helpers.remote_engine import LOCAL, LocalEngine
from tests.helpers.small_studio import SmallStudio


def info(error: float | None, linears: Linears = "int8") -> EngineInfo:
    setup = Setup("flashtalk", (16, 16), 4, linears)
    return EngineInfo("FlashTalk", 25, 16_000, 1, 0, 0, 16, 16, setup=setup, linears_error=error)


def test_what_was_measured_is_known_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    first = Exactness(lambda: folder)
    assert first.errors == {}
    first.look(None)
    first.look(info(None, "plain"))
    assert not folder.exists()
    first.look(info(0.012))
    first.look(info(0.03, "fp8"))
    first.look(info(0.011))
    measured = {"flashtalk int8": 0.011, "flashtalk fp8": 0.03}
    assert first.errors == measured
    assert Exactness(lambda: folder).errors == measured


@pytest.mark.parametrize("kept", ["{", "[1]", '{"flashtalk int8": "much"}', "\udc80"])
def test_a_damaged_file_is_measured_again(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept, errors="surrogateescape")
    again = Exactness(lambda: tmp_path)
    assert again.errors == {}
    again.look(info(0.5))
    assert Exactness(lambda: tmp_path).errors == {"flashtalk int8": 0.5}


def test_where_nothing_can_be_kept_it_is_known_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (None, tmp_path / "file" / "folder"):
        exactness = Exactness(lambda folder=folder: folder)  # type: ignore[misc]  # the loop's own value
        exactness.look(info(0.5))
        assert exactness.errors == {"flashtalk int8": 0.5}


class MeasuredEngine(LocalEngine):
    """Has measured what its eight bits cost."""

    def load(self, request: EngineRequest) -> EngineInfo:
        assert request.local is not None
        return replace(
            super().load(request), setup=Setup(request.local.model, linears=request.local.linears), linears_error=0.02
        )


def test_the_studio_says_it_while_the_model_is_loaded_and_after_the_next_start(tmp_path: Path) -> None:
    local = Settings(
        engine=EngineSettings(kind="local", isolation="thread"),
        local=LocalSettings(model="flashtalk", linears="int8"),
    )
    factory = f"{__name__}:MeasuredEngine"
    for settings in (local, Settings(engine=EngineSettings(kind="testcard"))):
        small = SmallStudio(settings=settings, factory=factory if settings is local else LOCAL, cache=tmp_path)
        try:
            small.wait(lambda s: s.linears_errors == {"flashtalk int8": 0.02})
        finally:
            small.studio.close()
