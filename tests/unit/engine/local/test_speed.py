"""The switches: what is compiled, what is experimental, and clips and histories of other lengths."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import torch
import torch._inductor.config

from app.base.errors import AppError
from app.engine.local import compiled
from app.engine.local.audio import SpeechFeatures
from app.engine.local.compiled import compile_blocks, warmed
from app.engine.local.speed import AS_PUBLISHED, Speed, experiments
from app.engine.local.talking_clip import ClipModel, Quality
from tests.unit.engine.local import clips


def test_what_is_experimental_is_named() -> None:
    assert experiments(AS_PUBLISHED, (512, 512), (512, 512)) == ()
    exact = Speed(graphs=True, compiled=True, linears="fp8", cache=Path("cache"))
    assert experiments(exact, (512, 512), (512, 512)) == ()  # their error is measured
    lossy = Speed(history_s=4, tiny_decoder=Path("taew2_1.pth"))
    assert experiments(lossy, (384, 384), (512, 512), steps=2, frames=17) == (
        "2 steps instead of 4",
        "384x384 pixels instead of 512x512",
        "17 frames at once instead of 33",
        "4 s of sound instead of 8",
        "a small decoder",
    )


def test_sound_shorter_than_a_clip_is_refused() -> None:
    speech, quality = cast("SpeechFeatures", None), Quality(32, 32)
    with pytest.raises(AppError, match="33 frames from 1 s of sound"):
        ClipModel(clips.dit(), clips.wan(), speech, quality, speed=Speed(history_s=1))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, when its compiler is imported
@pytest.mark.skipif(shutil.which("g++") is None or sys.platform == "win32", reason="nothing here compiles C++")
def test_a_compiled_model_draws_the_same_and_its_code_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "")
    monkeypatch.setattr(torch._inductor.config, "compile_threads", 1)  # others would outlive the test, and so would
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # the thread that watches a progress bar
    dit, other, vae = clips.dit(), clips.dit(), clips.wan()
    compile_blocks(other, tmp_path)
    plain, quick = clips.loop(dit, vae), clips.loop(other, vae)
    warmed(other, lambda: quick.warm(clips.FRAMES, lambda _: torch.zeros(16, 3, 2, 4)))
    assert list((tmp_path / "compiled").rglob("*.so"))
    for number in range(2):
        right, found = (loop.draw(clips.heard(number)).shown for loop in (plain, quick))
        torch.testing.assert_close(found, right, rtol=1e-3, atol=1e-3)
    assert torch._dynamo.utils.counters["frames"]["ok"] >= 1
    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == 1  # one block's code serves all blocks


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the same
def test_where_nothing_can_be_compiled_blocks_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dit, vae = clips.dit(), clips.wan()
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "")

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("no compiler is here\nand more")

    right = type(dit.blocks[0]).compile
    monkeypatch.setattr(type(dit.blocks[0]), "compile", lambda self, **options: right(self, backend=broken, **options))
    compile_blocks(dit, None)
    loop = clips.loop(dit, vae)
    with caplog.at_level(logging.WARNING, logger=compiled.__name__):
        warmed(dit, lambda: loop.warm(clips.FRAMES, lambda _: torch.zeros(16, 3, 2, 4)))
    ours = [record.getMessage() for record in caplog.records if record.name == compiled.__name__]
    assert len(ours) == 1
    assert ours[0].startswith("The model cannot be compiled here; it is slower without")
    expected = clips.loop(clips.dit(), vae).draw(clips.heard(0))
    assert torch.equal(loop.draw(clips.heard(0)).shown, expected.shown)
    caplog.clear()
