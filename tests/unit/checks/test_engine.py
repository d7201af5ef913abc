"""What is found of engine, server and graphics card: with real parts where a machine has them."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app.base.errors import AppError, Problem
from app.base.graphics import GraphicsCard
from app.base.omnirt_settings import ServerProfile
from app.base.settings import Settings
from app.checks import engine as engine_checks
from app.checks.engine import check_engine, check_gpu, check_server, judge_engine
from app.engine.base import EngineInfo
from app.engine.local.chooser import choose
from app.ground import lay_over
from app.parts import RealParts
from app.studio.checkup import Light, with_values
from app.studio.preflight import ShowNow
from app.studio.snapshot import AvatarEntry, EngineState, Measures, Snapshot
from tests.helpers.health_server import health_server
from tests.helpers.simulated_card import SimulatedCard
from tests.helpers.tiny_models import write_wav2lip

INFO = EngineInfo("Fast", 30, 16_000, 33_333_333, 0, 8_000_000, 10, 10)


@pytest.mark.parametrize("isolation", ["thread", "process"])
def test_the_engine_really_loads(parts: RealParts, isolation: str) -> None:
    settings = lay_over(Settings(), {"engine.isolation": isolation})
    found = check_engine(parts, settings, threading.Lock())
    assert "Mira" in found.message
    assert "ms" in found.message


def test_a_server_is_reached_and_asked_for_nothing_more(parts: RealParts) -> None:
    with health_server() as server:
        servers = (ServerProfile(name="near", url=server.url),)
        settings = lay_over(Settings(), {"engine.kind": "omnirt", "omnirt.servers": servers})
        found = check_server(parts, settings)
        assert found.light in (Light.GREEN, Light.AMBER), "amber where this machine is slow"
        assert server.url in found.message
        assert server.paths == ["/healthz"]
    gone = check_server(parts, settings)
    assert (gone.light, gone.remedy.page) == (Light.RED, "connection")
    assert "Nothing listens" in gone.message
    assert check_engine(parts, settings, threading.Lock()).light is Light.GREEN, "its speed is told by a session alone"
    assert check_server(parts, Settings()).light is Light.GREEN, "none is needed"


def test_a_model_is_looked_at_and_not_loaded(parts: RealParts, tmp_path: Path) -> None:
    file = write_wav2lip(tmp_path)
    wanted = {"engine.kind": "local", "local.model": "wav2lip", "local.ckpt_dir": file}
    settings = lay_over(Settings(), wanted | {"engine.python": Path(sys.executable)})
    found = check_engine(parts, settings, threading.Lock())
    assert found.light is Light.GREEN
    assert str(file) in found.message
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(AppError, match=file.name):
        check_engine(parts, settings, threading.Lock())


def test_where_the_card_chooses_there_must_be_a_model_and_what_was_measured_is_said(
    parts: RealParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bare = lay_over(Settings(), {"engine.kind": "local", "local.ckpt_dir": tmp_path})
    none = check_engine(parts, bare, threading.Lock())
    assert (none.light, none.message) == (Light.RED, "There is no model for the graphics card on this computer.")
    file = write_wav2lip(tmp_path)
    ready = lay_over(bare, {"engine.python": Path(sys.executable)})
    there = check_engine(parts, ready, threading.Lock())
    assert there.light is Light.GREEN
    assert "Wav2Lip: whole. What the card holds is measured" in there.message
    card = SimulatedCard(8, 45)
    choice = choose(card.card, card.card.free_bytes, {}, card.measure)
    parts.parts().measured.keep("a", choice)
    assert check_engine(parts, ready, threading.Lock()).message == choice.sentence
    file.write_bytes(file.read_bytes()[:1000])
    broken = check_engine(parts, ready, threading.Lock())
    assert broken.light is Light.RED
    assert file.name in broken.message


@pytest.mark.parametrize(
    ("render_ms", "light"), [(5.0, Light.GREEN), (16.0, Light.GREEN), (20.0, Light.AMBER), (40.0, Light.RED)]
)
def test_an_engine_is_judged_by_the_time_of_a_slot(parts: RealParts, render_ms: float, light: Light) -> None:
    info = EngineInfo("Fast", 30, 16_000, 33_333_333, 0, int(render_ms * 1e6), 10, 10)
    found = judge_engine(info, "Mira", Settings())
    assert found.light is light
    assert f"{render_ms:.1f} ms" in found.message
    chunk_of_30 = EngineInfo("Chunky", 30, 16_000, 10**9, 0, int(30 * render_ms * 1e6), 10, 10)
    assert judge_engine(chunk_of_30, "Mira", Settings()).light is light


def test_an_avatar_that_cannot_be_loaded_is_an_error_with_its_own_words(parts: RealParts) -> None:
    with pytest.raises(AppError, match="nobody"):
        check_engine(parts, lay_over(Settings(), {"window.avatar": "nobody"}), threading.Lock())


def now(info: EngineInfo | None, **state: object) -> ShowNow:
    mira = AvatarEntry("mira", "Mira", Path("mira"), None)
    snapshot = Snapshot(Settings(), avatars=(mira,), avatar_id="mira", **state)  # type: ignore[arg-type]  # any field
    return ShowNow(info, lambda: snapshot)


def test_a_running_engine_is_asked_and_no_second_one_is_loaded(parts: RealParts) -> None:
    settings = lay_over(Settings(), {"window.avatar": "nobody"})  # whoever loads one fails
    found = check_engine(parts, settings, threading.Lock(), now(INFO))
    assert (found.light, found.message) == (
        Light.GREEN,
        "Fast draws a picture of Mira in 8.0 ms, and has 33.3 ms for it.",
    )
    busy = check_engine(parts, settings, threading.Lock(), now(INFO, measures=Measures(rtf=0.9)))
    assert (busy.light, "30.0 ms" in busy.message) == (Light.AMBER, True)


def test_an_engine_that_is_not_ready_says_why(parts: RealParts) -> None:
    lock = threading.Lock()
    loading = check_engine(parts, Settings(), lock, now(None, engine=EngineState.LOADING))
    assert (loading.light, "not ready yet" in loading.message) == (Light.AMBER, True)
    lost = Problem("engine.omnirt.refused", "The server is full.", "Wait.")
    down = check_engine(parts, Settings(), lock, now(None, engine=EngineState.RESTARTING, problems=(lost,)))
    assert (down.light, down.message, down.fix) == (Light.RED, "The server is full.", "Wait.")
    standby = check_engine(parts, Settings(), lock, now(None, engine=EngineState.STANDBY))
    assert standby.light is Light.GREEN


def test_what_is_too_slow_is_made_smaller_then_rarer_until_it_is_fast_enough() -> None:
    slow = EngineInfo("Slow", 60, 16_000, 16_666_666, 0, 30_000_000, 10, 10)
    settings = lay_over(Settings(), {"program.size": "1080x1920", "program.fps": 60})
    changed: list[tuple[str, object]] = []
    while changes := judge_engine(slow, "Mira", settings).remedy.changes:
        settings = with_values(settings, changes)
        changed += changes
    assert changed == [("program.size", "720x1280"), ("program.fps", 30), ("program.fps", 25)]
    assert judge_engine(slow, "Mira", settings).remedy.page == "connection"


def test_an_engine_of_fewer_pictures_has_the_time_of_its_own() -> None:
    server = EngineInfo("OmniRT", 25, 16_000, 10**9, 0, 25 * 36_000_000, 10, 10)
    found = judge_engine(server, "Mira", lay_over(Settings(), {"engine.kind": "omnirt"}))
    assert (found.light, "40.0 ms" in found.message, found.remedy.page) == (Light.AMBER, True, "connection")


def test_an_engine_that_is_not_real_is_red() -> None:
    fake = EngineInfo("OmniRT", 25, 16_000, 10**9, 0, 1, 10, 10, fake="It draws one colour.")
    found = judge_engine(fake, "Mira", Settings())
    assert (found.light, "draws one colour" in found.message) == (Light.RED, True)


def test_graphics_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    local = lay_over(Settings(), {"engine.kind": "local"})
    monkeypatch.setattr(engine_checks, "find_cards", lambda: ())
    assert check_gpu(Settings()).light is Light.GREEN
    assert check_gpu(local).light is Light.RED
    assert check_gpu(lay_over(local, {"local.device": "cpu"})).light is Light.GREEN
    card = GraphicsCard("NVIDIA RTX 4090", "560.35", True, 24 << 30, 20 << 30)
    monkeypatch.setattr(engine_checks, "find_cards", lambda: (card,))
    found = check_gpu(local)
    assert found.message == "Graphics: NVIDIA RTX 4090 (driver 560.35, 20.0 of 24.0 GiB free)."

    def broken() -> tuple[GraphicsCard, ...]:
        raise AppError("graphics.driver", "NVIDIA's driver does not answer.", "Restart.")

    monkeypatch.setattr(engine_checks, "find_cards", broken)
    assert check_gpu(Settings()).light is Light.AMBER
    assert (check_gpu(local).light, bool(check_gpu(local).remedy.steps)) == (Light.RED, True)
