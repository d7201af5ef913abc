"""What an engine is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from app.base.paths import Paths
from app.base.settings import EngineSettings, Settings
from app.parts import RealParts
from app.studio.engine_order import engine_request
from app.studio.parts import program_format


def test_the_built_in_engine_draws_from_what_the_stage_is_drawn_from(tmp_path: Path) -> None:
    made = RealParts(Paths.find(tmp_path))
    parts, settings = made.parts(), Settings()
    program = program_format(settings)
    host = parts.open_host("mira", program, settings.program)
    assert host.sheet is not None
    assert host.sheet.is_relative_to(tmp_path / "cache")
    assert engine_request(host, program, settings, parts).sheet == host.sheet
    test_card = settings.model_copy(update={"engine": EngineSettings(kind="testcard")})
    assert engine_request(host, program, test_card, parts).sheet is None
    again = parts.open_host("mira", program, settings.program)
    assert again.sheet == host.sheet, "the same again, or a running engine would be loaded anew"
    np.testing.assert_array_equal(again.idle.picture(10**9), host.idle.picture(10**9))
    made.close()


def test_opencv_is_there_before_a_picture_must_be_scaled_and_not_where_none_is(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from app.base.paths import Paths
from app.base.settings import EngineSettings, Settings
from app.parts import RealParts
from app.studio.parts import program_format
made, settings = RealParts(Paths.find(Path(sys.argv[1]))), Settings()
parts = made.parts()
host = parts.open_host("mira", program_format(settings), settings.program)
host.composer.compose(host.idle.picture(0), None, 1.0)
for kind in ("builtin", "local"):
    parts.engine(EngineSettings(kind=kind), None, 30)
    print(kind, "cv2" in sys.modules)
made.close()
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["builtin", "False", "local", "True"]
