"""``render``, through the real program."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.program import Program, run_program
from tests.helpers.recording import Recording
from tests.helpers.testcard import pair_slots
from tests.helpers.wav import write_test_signal

TAIL_S = 0.5


@pytest.mark.parametrize(
    ("fps", "isolation"),
    [
        (25, "process"),
        (30, "thread"),
        pytest.param(60, "process", marks=pytest.mark.slow),
        pytest.param(30, "process", marks=pytest.mark.slow),
        pytest.param(50, "process", marks=pytest.mark.slow),
    ],
)
def test_every_slot_carries_its_own_picture_and_samples(tmp_path: Path, fps: int, isolation: str) -> None:
    speech = write_test_signal(tmp_path / "speech.wav", 2.0)
    target = tmp_path / "out.mp4"
    flags = [f"--fps={fps}", "--engine=testcard", f"--engine-isolation={isolation}"]
    program = run_program(tmp_path, "render", *flags, "--audio", str(speech), str(target))

    assert program.process.returncode == 0, program.stderr()
    assert program.stdout().strip() == str(target)
    assert not program.warnings()
    recording = Recording(target)
    assert (recording.width_px, recording.height_px, recording.fps) == (1280, 720, fps)
    slots = pair_slots(recording.lumas(), recording.samples, fps)
    spoken = 2 * fps
    assert [slot.slot for slot in slots[:spoken] if not slot.in_step(fps)] == []
    assert [slot.slot for slot in slots[spoken:] if slot.reading is not None] == []
    assert len(slots) == pytest.approx(spoken + TAIL_S * fps, abs=2)
    assert not (program.basedir / "config" / "settings.toml").exists(), "flags are not remembered"


@pytest.mark.parametrize("size", [pytest.param("1920x1080", marks=pytest.mark.slow), "720x1280"])
def test_the_built_in_host_speaks_a_text_at_any_size(tmp_path: Path, size: str) -> None:
    target = tmp_path / "Grüße an alle.mp4"
    text = ["--text", "Good evening.", str(target)]
    program = run_program(tmp_path, "render", "--avatar", "mira", f"--size={size}", "--fps=25", *text)

    assert program.process.returncode == 0, program.stderr()
    assert not program.warnings()
    recording = Recording(target)
    assert f"{recording.width_px}x{recording.height_px}" == size
    assert np.abs(recording.samples).max() > 0.05
    pictures = [picture for _, picture in recording.pictures()]
    assert len(pictures) > 20
    corners = pictures[0][:8, :8, :3].reshape(-1, 3).astype(int)
    assert np.abs(corners - (0x2C, 0x24, 0x20)).max() < 12, "the background is not the colour of the settings"
    moved = [int(np.abs(a.astype(int) - b.astype(int)).max()) for a, b in zip(pictures, pictures[5:], strict=False)]
    assert max(moved) > 60, "nothing moves although somebody speaks"


def test_an_existing_file_is_left_alone_without_force(tmp_path: Path) -> None:
    speech = write_test_signal(tmp_path / "speech.wav", 0.3)
    target = tmp_path / "out.mp4"
    target.write_bytes(b"precious")
    order = ["--engine=testcard", "render", "--audio", str(speech), str(target)]
    refused = run_program(tmp_path, *order)
    assert refused.process.returncode == 1
    assert refused.stderr().count("\n") == 1
    assert str(target) in refused.stderr()
    assert "--force" in refused.stderr()
    assert target.read_bytes() == b"precious"

    forced = run_program(tmp_path, *order, "--force")
    assert forced.process.returncode == 0, forced.stderr()
    assert Recording(target).fps == 30
    assert sorted(path.name for path in tmp_path.glob("*.mp4")) == ["out.mp4"]


@pytest.mark.parametrize(
    ("order", "word"),
    [
        (["--audio", "missing.wav"], "missing.wav"),
        (["--audio", "pyproject.toml"], "pyproject.toml"),
        (["--avatar", "nobody", "--text", "Hello."], "nobody"),
    ],
)
def test_what_cannot_be_rendered_is_one_sentence_and_leaves_no_file(
    tmp_path: Path, order: list[str], word: str
) -> None:
    program = run_program(tmp_path, "render", *order, str(tmp_path / "out.mp4"))
    assert program.process.returncode == 1
    assert program.stdout() == ""
    assert word in program.stderr()
    assert "Traceback" not in program.stderr()
    assert program.stderr().count("\n") == 1
    assert not list(tmp_path.glob("*.mp4"))


@pytest.mark.slow
@pytest.mark.parametrize("force", [False, True])
def test_ctrl_c_keeps_what_has_been_rendered(tmp_path: Path, force: bool) -> None:
    speech = write_test_signal(tmp_path / "speech.wav", 90.0)
    target = tmp_path / "out.mp4"
    if force:
        target.write_bytes(b"old")
    flags = ["--force"] if force else []
    with Program(tmp_path, "--engine=testcard", "render", "--audio", str(speech), str(target), *flags) as program:
        made = tmp_path / ("out.rendering.mp4" if force else "out.mp4")
        _wait_until_large(made, 100_000)
        assert program.end(signal.SIGINT) == 130
    assert "kept" in program.stderr()
    assert program.stdout().strip() == str(target)
    assert not program.warnings()
    recording = Recording(target)
    slots = pair_slots(recording.lumas(), recording.samples, 30)
    assert 30 < len(slots) < 80 * 30
    assert [slot.slot for slot in slots[:-2] if not slot.in_step(30)] == []


def test_a_text_is_rendered_by_whoever_was_on_stage_last(tmp_path: Path) -> None:
    (tmp_path / "studio" / "config").mkdir(parents=True)
    (tmp_path / "studio" / "config" / "settings.toml").write_text('[window]\navatar = "nobody"\n', encoding="utf-8")
    program = run_program(tmp_path, "render", "--text", "Hello.", str(tmp_path / "out.mp4"))
    assert program.process.returncode == 1
    assert "nobody" in program.stderr()


def _wait_until_large(path: Path, size: int) -> None:
    deadline_s = time.monotonic() + 30
    while not path.exists() or path.stat().st_size < size:
        assert time.monotonic() < deadline_s, f"{path} does not grow"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_script_becomes_a_video_with_its_hosts(tmp_path: Path) -> None:
    script = tmp_path / "show.txt"
    script.write_text("Hello {guest}. [pause: 1 s]\n[avatar: Elias] [voice: espeak] Good night.\n", encoding="utf-8")
    target = tmp_path / "out.mp4"
    flags = ["--voice=espeak", "--engine-isolation=thread", "--set", "guest=Ada"]
    program = run_program(tmp_path, "render", *flags, "--script", str(script), str(target))
    assert program.process.returncode == 0, program.stderr()
    assert not program.warnings()
    recording = Recording(target)
    loud = np.abs(recording.samples.reshape(-1)) > 0.01
    heard = np.flatnonzero(loud)
    quiet = np.diff(heard).max() / 48_000
    assert 1.0 < quiet < 2.5, "the pause between the lines, and the silence at their ends"


def test_a_bad_script_is_told_with_its_line_before_anything_is_made(tmp_path: Path) -> None:
    script = tmp_path / "show.txt"
    script.write_text("one\n[paus: 2] two\n", encoding="utf-8")
    target = tmp_path / "out.mp4"
    program = run_program(tmp_path, "render", "--script", str(script), str(target))
    assert program.process.returncode == 1
    assert "show.txt, line 2: “paus” is no note that is known." in program.stderr()
    assert not target.exists()
    program = run_program(tmp_path, "run", "--script", str(script))
    assert program.process.returncode == 1
    assert "show.txt, line 2" in program.stderr()
