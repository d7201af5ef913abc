"""The start: what lies beneath every command, and how a program ends that cannot start."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import ServerProfile
from app.base.paths import Paths
from app.base.secrets import secret, server_key
from app.base.settings import Settings
from app.base.settings_store import SettingsStore
from app.cli.arguments import parse_arguments
from app.ground import has_display, lay_over, standing_ground, without_overlay
from app.main import main

ROOT = Path(__file__).resolve().parents[2]


def _options(basedir: Path, *arguments: str) -> argparse.Namespace:
    return parse_arguments([f"--basedir={basedir}", *arguments])


# ---- the overlay of the command line


def test_values_are_laid_over_and_none_leaves_them() -> None:
    laid = lay_over(Settings(), {"engine.kind": "testcard", "program.fps": None, "window.avatar": "ada"})
    assert (laid.engine.kind, laid.program.fps, laid.window.avatar) == ("testcard", 30, "ada")


def test_what_was_laid_over_is_not_stored_and_what_was_changed_is() -> None:
    stored = lay_over(Settings(), {"window.avatar": "ada"})
    laid = lay_over(stored, {"engine.kind": "testcard", "engine.isolation": "thread"})
    assert without_overlay(laid, stored, laid) == stored
    changed = lay_over(laid, {"program.fps": 60, "engine.isolation": "process"})
    assert without_overlay(changed, stored, laid) == lay_over(stored, {"program.fps": 60})


def test_a_run_with_another_engine_saves_the_settings_without_it(tmp_path: Path) -> None:
    with standing_ground(_options(tmp_path, "--engine=testcard"), "studio", watch=False) as ground:
        assert ground.settings.engine.kind == "testcard"
        ground.save(lay_over(ground.settings, {"program.fps": 50}))
    with standing_ground(_options(tmp_path), "studio", watch=False) as ground:
        assert (ground.settings.engine.kind, ground.settings.program.fps) == ("builtin", 50)


def test_a_server_for_this_run_is_not_stored(tmp_path: Path) -> None:
    options = _options(tmp_path, "--backend=omnirt", "--model=wav2lip", "--omnirt=http://127.0.0.1:9000")
    with standing_ground(options, "studio", watch=False) as ground:
        used = ground.settings
        assert (used.engine.kind, used.omnirt.model) == ("omnirt", "wav2lip")
        assert used.omnirt.profile == ServerProfile(name="127.0.0.1:9000", url="http://127.0.0.1:9000")
        own = ServerProfile(name="own", url="http://gpu")
        ground.save(lay_over(used, {"omnirt.servers": (*used.omnirt.servers, own)}))
    with standing_ground(_options(tmp_path), "studio", watch=False) as ground:
        assert ground.settings == lay_over(Settings(), {"omnirt.servers": (own,)})


@pytest.mark.parametrize(
    ("arguments", "local", "remote"),
    [
        (["--engine=local", "--model=flashhead-pro"], "flashhead-pro", "flashtalk"),
        (["--engine=local", "--model=wav2lip"], "wav2lip", "flashtalk"),
        (["--backend=local"], "flashtalk", "flashtalk"),
        (["--backend=local", "--model=wav2lip"], "wav2lip", "flashtalk"),
        (["--engine=omnirt", "--model=wav2lip"], "auto", "wav2lip"),
    ],
)
def test_a_model_is_one_of_the_engine_that_draws(tmp_path: Path, arguments: list[str], local: str, remote: str) -> None:
    with standing_ground(_options(tmp_path, *arguments), "studio", watch=False) as ground:
        used = ground.settings
        assert (used.local.model, used.omnirt.model) == (local, remote)


def test_a_model_that_the_engine_does_not_have_is_refused_with_those_that_it_has(tmp_path: Path) -> None:
    options = _options(tmp_path, "--engine=local", "--model=quicktalk")
    with pytest.raises(AppError) as refused, standing_ground(options, "studio", watch=False):
        pass
    assert "quicktalk" in refused.value.message
    assert "flashhead-lite" in refused.value.hint


def test_opentalking_s_folders_lie_over_the_settings_and_are_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENTALKING_FLASHTALK_BACKEND", "local")
    monkeypatch.setenv("OPENTALKING_FLASHTALK_CKPT_DIR", "/weights/talk")
    monkeypatch.setenv("OPENTALKING_FLASHTALK_WAV2VEC_DIR", "/weights/ears")
    with standing_ground(_options(tmp_path), "studio", watch=False) as ground:
        used = ground.settings
        assert (used.engine.kind, used.local.model) == ("local", "flashtalk")
        assert (used.local.ckpt_dir, used.local.wav2vec_dir) == (Path("/weights/talk"), Path("/weights/ears"))
        ground.save(lay_over(used, {"program.fps": 50}))
    assert "weights" not in (tmp_path / "config" / "settings.toml").read_text(encoding="utf-8")


def test_the_environment_lies_over_the_settings_and_is_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENTALKING_OMNIRT_ENDPOINT", "http://gpu:9000")
    monkeypatch.setenv("OPENTALKING_FLASHTALK_BACKEND", "omnirt")
    monkeypatch.setenv("OMNIRT_API_KEY", "abc")
    with standing_ground(_options(tmp_path), "studio", watch=False) as ground:
        assert ground.settings.engine.kind == "omnirt"
        assert ground.settings.omnirt.profile == ServerProfile(name="OpenTalking", url="http://gpu:9000")
        assert ground.origins["engine.kind"] == "OPENTALKING_FLASHTALK_BACKEND"
        assert secret(server_key("OpenTalking")) == "abc"
        ground.save(lay_over(ground.settings, {"program.fps": 50}))
    stored = (tmp_path / "config" / "settings.toml").read_text(encoding="utf-8")
    assert "gpu" not in stored
    assert "abc" not in stored
    assert "fps = 50" in stored


def test_the_command_line_lies_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENTALKING_FLASHTALK_BACKEND", "omnirt")
    with standing_ground(_options(tmp_path, "--engine=testcard"), "studio", watch=False) as ground:
        assert ground.settings.engine.kind == "testcard"


# ---- the ground


def test_everything_is_laid_below_the_basedir(tmp_path: Path) -> None:
    base = tmp_path / "Mein Studio ü"
    with standing_ground(_options(base), "studio", watch=True) as ground:
        assert ground.recordings == base / "recordings"
        assert ground.problems == ()
        assert (base / "logs" / "crash.log").exists()
        logging.getLogger("app.test").info("a word")
    assert not (base / "logs" / "crash.log").exists()
    assert "a word" in (base / "logs" / "studio.log").read_text(encoding="utf-8")


def test_what_the_run_before_left_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("[program]\nfps = 24\n", encoding="utf-8")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "crash.log").write_text("Fatal Python error", encoding="utf-8")
    with standing_ground(_options(tmp_path), "studio", watch=True) as ground:
        assert [problem.code for problem in ground.problems] == ["app.crashed", "settings.bad_values"]


def test_the_json_log_is_where_it_was_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    with standing_ground(_options(tmp_path, f"--json-log={log}"), "studio", watch=False):
        pass
    events = [json.loads(line).get("event") for line in log.read_text(encoding="utf-8").splitlines()]
    assert (events[0], events[-1]) == ("app.started", "app.ended")


def test_a_log_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    log = tmp_path / "missing" / "log.json"
    with (
        pytest.raises(AppError, match=r"log\.json"),
        standing_ground(_options(tmp_path, f"--json-log={log}"), "studio", watch=True),
    ):
        pass
    assert not (tmp_path / "logs" / "crash.log").exists()


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("freebsd14", {}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_display_is_known_by_its_environment(
    monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], expected: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert has_display() is expected


# ---- the end


def test_an_expected_error_is_a_sentence_and_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main([f"--basedir={tmp_path / 'file'}", "run"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "cannot be created" in captured.err
    assert captured.err.count("\n") == 1


def test_a_bug_is_a_sentence_too_and_the_log_has_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    expected_warnings.append("the program failed")

    def buggy(*_: object, **__: object) -> int:
        raise KeyError("nothing")

    monkeypatch.setattr("app.cli.avatars.list_avatars", buggy)
    assert main([f"--basedir={tmp_path}", "avatars", "list"]) == 1
    captured = capsys.readouterr()
    assert "KeyError" in captured.err
    assert "Traceback" not in captured.err


def test_ctrl_c_before_anything_runs_is_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.avatars.list_avatars", interrupted)
    assert main([f"--basedir={tmp_path}", "avatars", "list"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


def test_another_pipe_that_breaks_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], expected_warnings: list[str]
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    expected_warnings.append("the program failed")
    monkeypatch.setattr("app.cli.avatars.list_avatars", broken)
    assert main([f"--basedir={tmp_path}", "avatars", "list"]) == 1
    assert "because of a fault of its own (BrokenPipeError" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="needs a shell's pipe")
def test_a_reader_that_has_had_enough_is_no_noise(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "app", f"--basedir={tmp_path}", "avatars", "list"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize("command", [["avatars", "list"], ["status"]])
def test_small_questions_import_nothing_heavy(tmp_path: Path, command: list[str]) -> None:
    code = f"""
import sys
from app.main import main
main(["--basedir={tmp_path.as_posix()}", *{command!r}])
print(sorted({{"PySide6", "av", "sounddevice", "soxr", "wakepy"}} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert not (tmp_path / "logs").exists(), "a question leaves no folders behind"


def test_a_studio_begins_without_what_only_some_shows_need(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
import app.main, app.ui.application
from app.base.paths import Paths
from app.base.settings import Settings
from app.parts import RealParts
from app.studio.parts import program_format
from app.studio.studio import Studio
made = RealParts(Paths.find(Path({str(tmp_path)!r})))
parts, settings = made.parts(), Settings()
Studio(parts, settings, lambda changed: None)
parts.card(program_format(settings))
parts.open_host("mira", program_format(settings), settings.program)
print(sorted({{"aiohttp", "asyncio", "cv2", "httpx", "keyring", "numpy.random", "websockets"}} & set(sys.modules)))
made.close()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", "each of them takes megabytes"


def test_processes_of_the_studio_import_an_entry_that_is_all_but_empty() -> None:
    code = 'import sys; before = set(sys.modules); import app.__main__; print(*(m for m in sys.modules if "app." in m))'
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"app.__main__", "app.engine"}  # the second for one word


WAITING = """
import sys, time

class Waiting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            print("waiting", flush=True)
            time.sleep(60)

sys.meta_path.insert(0, Waiting())
"""
"""Holds the start up where it imports something: the interpreter reads it before it runs the program."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
@pytest.mark.parametrize("module", ["multiprocessing", "app.main", "app.ground"])
def test_ctrl_c_while_the_program_is_imported_ends_it_with_one_word(module: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WAITING.format(module=module), encoding="utf-8")
    command = [sys.executable, "-m", "app", f"--basedir={tmp_path}", "run", "--seconds=1"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "waiting\n"
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=20)
    assert (program.returncode, said) == (130, "Interrupted.\n")


def test_a_camera_drives_no_engine_of_this_computer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--basedir={tmp_path}", "--engine=builtin", "run", "--drive=webcam"]) == 1
    assert "Only an OmniRT server can have the host follow a camera." in capsys.readouterr().err


def test_safe_mode_lays_what_can_hardly_fail_over_the_settings_and_stores_none_of_it(tmp_path: Path) -> None:
    paths = Paths.find(tmp_path)
    paths.make()
    kept = lay_over(Settings(), {"engine.kind": "omnirt", "audio_out.device": "Headphones"})
    SettingsStore(paths.settings_file).save(kept)
    options = parse_arguments(["--basedir", str(tmp_path), "--safe-mode"])
    with standing_ground(options, "studio", watch=False) as ground:
        assert (ground.settings.engine.kind, ground.settings.audio_out.device) == ("builtin", None)
        assert "app.safe_mode" in [problem.code for problem in ground.problems]
        ground.save(lay_over(ground.settings, {"window.avatar": "ben"}))
    stored = SettingsStore(paths.settings_file).load()[0]
    assert (stored.engine.kind, stored.audio_out.device, stored.window.avatar) == ("omnirt", "Headphones", "ben")
