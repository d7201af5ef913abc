"""``measure``: the card is measured without a show, by the engine that the studio would start."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

from app.base.local_settings import LocalSettings
from app.base.paths import Paths
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.cli.console import Console
from app.cli.measure import measure
from app.engine.host import HostOptions
from app.engine.local.choice_store import FILE
from tests.helpers.avatars import SKIN, plain, still_bundle
from tests.helpers.small_studio import SmallStudio
from tests.helpers.stand_in_model import FACTORY


@pytest.fixture
def small(tmp_path: Path) -> SmallStudio:
    (tmp_path / "weights").mkdir()
    still_bundle(tmp_path / "skin", plain(100, 200, SKIN))
    own = settings(tmp_path).model_copy(update={"engine": EngineSettings(kind="local")})
    options = HostOptions(python=Path(sys.executable))
    small = SmallStudio(options, FACTORY, settings=own, cache=tmp_path / "cache")
    small.studio.close()
    return small


def settings(tmp_path: Path) -> Settings:
    return Settings(
        local=LocalSettings(model="flashtalk", ckpt_dir=tmp_path / "weights"),
        window=WindowSettings(avatar=str(tmp_path / "skin")),
    )


def test_it_forgets_measures_and_prints_the_table(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remembered = Paths.find(tmp_path / "cache").measured / FILE
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text("{}")
    assert measure(small.parts, settings(tmp_path), Console(), threading.Event(), as_json=False) == 0
    out, err = capsys.readouterr()
    assert err.splitlines() == ["Measuring FlashHead Lite, 512x512, 4 steps on Simulated 8 (8.0 GB)."]
    assert "*  FlashHead Lite, 512x512, 4 steps  5.3 GB" in out
    assert out.splitlines()[-1].startswith("FlashHead Lite, 512x512, 4 steps draws on Simulated 8 (8.0 GB) at 1.6")
    assert not remembered.exists(), "what was measured before counts no more"


def test_the_same_for_scripts(small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measure(small.parts, settings(tmp_path), Console(), threading.Event(), as_json=True) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["chosen"]["model"] == "flashhead-lite"


def test_whoever_has_waited_enough_may_stop_it(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = threading.Event()
    stopped.set()
    (tmp_path / "weights" / "fault").write_text("load hang")
    assert measure(small.parts, settings(tmp_path), Console(), stopped, as_json=False) in (0, 130)
    assert "draws on" not in capsys.readouterr().out


def test_what_goes_wrong_is_said(
    small: SmallStudio, tmp_path: Path, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    expected_warnings.append("thread local renderer died")
    (tmp_path / "weights" / "fault").write_text("load card")
    assert measure(small.parts, settings(tmp_path), Console(), threading.Event(), as_json=False) == 1
    assert "The graphics card stopped working for the engine" in capsys.readouterr().err
