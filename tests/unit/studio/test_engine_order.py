"""What an engine is asked for."""

from __future__ import annotations

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
