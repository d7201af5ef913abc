"""The command line as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.settings import Settings
from app.cli.arguments import EXIT_CODES, parse_arguments
from app.cli.asking_arguments import asked_for
from app.cli.obs_arguments import asked_of_obs
from app.cli.sets_arguments import asked_of_sets
from app.sources.script_line import ScriptLine
from app.studio.asking import OWN_ACTIONS, commands_of
from app.studio.proposals import ProposedLine
from app.studio.script_view import ScriptView, ShownLine
from app.studio.snapshot import AvatarEntry, Snapshot


def test_without_a_command_the_window_is_meant() -> None:
    options = parse_arguments([])
    assert options.command is None
    assert (options.basedir, options.json_log, options.log_level) == (None, None, "info")
    assert (options.engine, options.engine_isolation) == (None, None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--basedir", "x", "--log-level", "debug", "--engine", "testcard", "run"],
        ["run", "--basedir", "x", "--log-level", "debug", "--engine", "testcard"],
        ["--basedir", "y", "--engine", "testcard", "run", "--basedir", "x", "--log-level", "debug"],
    ],
)
def test_common_options_are_taken_before_and_after_the_command(arguments: list[str]) -> None:
    options = parse_arguments(arguments)
    assert (options.basedir, options.log_level, options.engine) == (Path("x"), "debug", "testcard")


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["doctor"],
        ["avatars", "list"],
        ["avatars", "check"],
        ["avatars", "import", "a.png"],
        ["avatars", "export", "a", "a.zip"],
        ["avatars", "remove", "a"],
    ],
)
def test_answers_come_in_json_when_asked_for(command: list[str]) -> None:
    assert parse_arguments(command).json is False
    options = parse_arguments([*command, "--json", "--basedir", "x"])
    assert (options.json, options.basedir, options.log_level) == (True, Path("x"), "info")


def test_a_file_of_the_desktop_is_opened_by_its_name() -> None:
    options = parse_arguments(["open", "/home/ada/ü.avatar.zip", "--basedir", "x"])
    assert (options.command, options.path, options.basedir) == ("open", Path("/home/ada/ü.avatar.zip"), Path("x"))


def test_devices_are_optional_words() -> None:
    options = parse_arguments(["run", "--mic", "--camera", "--audio-out", "--record", "--say", "Hello"])
    assert (options.mic, options.camera, options.audio_out, options.record) == ("", "", "", "")
    options = parse_arguments(["run", "--mic", "Yeti", "--record", "a.mp4"])
    assert (options.mic, options.camera, options.audio_out, options.record) == ("Yeti", None, None, "a.mp4")


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["run", "--seconds", "0"],
        ["run", "--seconds", "soon"],
        ["run", "--seconds", "nan"],
        ["run", "--say", "Hello", "--play", "a.wav"],
        ["run", "--say", "  "],
        ["run", "--fps", "24"],
        ["run", "--size", "640x480"],
        ["run", "--engine", "magic"],
        ["render", "out.mp4"],
        ["render", "--text", "Hello"],
        ["render", "--text", "Hello", "out.avi"],
        ["render", "--text", "Hello", "--audio", "a.wav", "out.mp4"],
        ["avatars"],
        ["status", "--engine", "testcard"],
        ["--log-level", "loud"],
    ],
)
def test_nonsense_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse_arguments(arguments)
    assert leaving.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage:" in captured.err


@pytest.mark.parametrize("command", [[], ["run"], ["render"], ["status"], ["doctor"], ["avatars"]])
def test_help_names_the_exit_codes(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse_arguments([*command, "--help"])
    assert leaving.value.code == 0
    assert EXIT_CODES in capsys.readouterr().out


def test_an_import_may_be_named() -> None:
    options = parse_arguments(["avatars", "import", "a.png", "--name", " Ada ", "--id", "ada"])
    assert (options.action, options.path, options.name, options.id) == ("import", Path("a.png"), "Ada", "ada")


@pytest.mark.parametrize(
    "arguments",
    [
        ["avatars", "import"],
        ["avatars", "import", "a.png", "--name", " "],
        ["avatars", "import", "a.png", "--name", "x" * 201],
        ["avatars", "export", "a", "a.rar"],
        ["avatars", "remove"],
    ],
)
def test_avatars_that_make_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_arguments(arguments)
    assert end.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_server_is_given_in_opentalkings_words() -> None:
    asked = parse_arguments(["--backend=omnirt", "--model=wav2lip", "--omnirt=http://gpu:9000", "run", "--say=Hi"])
    assert (asked.backend, asked.model, asked.omnirt) == ("omnirt", "wav2lip", "http://gpu:9000")
    assert parse_arguments(["run", "--omnirt=ws://gpu:8765"]).omnirt == "ws://gpu:8765"
    assert parse_arguments(["status", "--omnirt=http://gpu"]).omnirt == "http://gpu"


def test_what_the_host_follows() -> None:
    assert parse_arguments(["run", "--drive=webcam"]).drive == ("webcam", "")
    assert parse_arguments(["run", "--drive", "webcam:Brio: 4K"]).drive == ("webcam", "Brio: 4K")
    assert parse_arguments(["run", "--drive=microphone"]).drive == ("microphone", "")
    assert parse_arguments(["run"]).drive is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--drive=face"], "face is none of microphone, webcam"),
        (["run", "--drive=microphone:Brio"], "is none of"),
        (["--omnirt=gpu:9000"], "an address looks like"),
        (["--backend=quantum"], "invalid choice: 'quantum'"),
        (["--model=quantum"], "invalid choice: 'quantum'"),
        (["--backend=omnirt", "--engine=builtin"], "not allowed with"),
    ],
)
def test_a_server_that_makes_no_sense(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        (["say", "Hello"], ("say", {"text": "Hello", "now": False})),
        (["say", "Hello", "--now"], ("say", {"text": "Hello", "now": True})),
        (["panic"], ("panic", {})),
        (["interrupt"], ("interrupt", {})),
        (["next"], ("next", {})),
        (["script", "play"], ("script", {"what": "play"})),
        (["script", "play", "1"], ("script", {"what": "play", "line": "1"})),
        (["script", "play", "the end"], ("script", {"what": "play", "cue": "the end"})),
        (["script", "open", "/show.md"], ("open_script", {"path": "/show.md"})),
        (["talk", "on"], ("talk", {"held": True})),
        (["express", "smile"], ("express", {"expression": "smile"})),
        (["avatar", "mira"], ("avatar", {"avatar": "mira"})),
        (["camera", "on"], ("camera", {"on": True})),
        (["mic", "off"], ("microphone", {"on": False})),
        (["recording", "off"], ("recording", {"on": False})),
        (["recording", "resume"], ("recording", {"paused": False})),
        (["lines"], None),
        (["lines", "approve", "3"], ("approve", {"line": 3})),
        (["lines", "discard"], ("discard", {"line": None})),
        (["browser"], None),
        (["browser", "off"], ("browser_source", {"on": False})),
        (["remote"], None),
        (["stats"], None),
        (["mixer"], None),
        (["mixer", "mic", "--gain=-6"], ("strip", {"strip": "microphone", "gain_db": "-6"})),
        (["mixer", "avatar", "--mute", "off"], ("strip", {"strip": "avatar", "muted": "off"})),
        (["mixer", "offset", "-120"], ("sync_offset", {"ms": "-120"})),
        (["mixer", "monitor", "Headphones"], ("monitor", {"device": "Headphones"})),
        (["stats", "reset"], ("reset_stats", {})),
        (["remote", "on"], ("remote", {"on": True})),
    ],
)
def test_what_is_asked_of_a_running_studio(line: list[str], wish: tuple[str, dict[str, object]] | None) -> None:
    asked = asked_for(parse_arguments(line))
    assert asked == wish
    if asked is not None:  # the studio understands it
        now = Snapshot(
            Settings(),
            avatars=(AvatarEntry("mira", "Mira", Path(), None),),
            proposed=(ProposedLine(3, "Hello"),),
            script=ScriptView("show.md", (ShownLine(7, ScriptLine("Hello")),), cues=((7, "The End"),)),
        )
        assert commands_of(*asked, now, own=True)


def test_everything_that_can_be_asked_for_can_be_asked_for_on_the_command_line() -> None:
    lines = [["say", "x"], ["interrupt"], ["panic"], ["next"], ["express", "nod"], ["avatar", "x"], ["camera", "on"]]
    lines += [["recording", "on"], ["mic", "on"], ["lines", "approve"], ["lines", "discard"], ["remote", "on"]]
    lines += [["script", "next"], ["script", "open", "x"], ["script", "restore"], ["talk", "off"]]
    lines += [["stats", "reset"], ["stats", "report"]]
    lines += [["mixer", "mic", "--mute", "on"], ["mixer", "offset", "-120"], ["mixer", "monitor"]]
    lines += [["scene", "switch", "x"], ["scene", "add", "x"], ["snapshot"], ["browser", "on"]]
    asked = [asked_for(parse_arguments(line)) for line in lines]
    asked += [asked_of_sets(parse_arguments(["profile", *line])) for line in (["switch", "x"], ["new", "x"])]
    by_starting = {"raise"}  # the studio, a second time: see test_cli_window
    asked += [asked_of_sets(parse_arguments(["collection", "switch", "x"]))]
    asked += [asked_of_obs(parse_arguments(["obs", *line])) for line in (["setup"], ["stream", "on"], ["password"])]
    by_opening = {"open_avatar"}  # "open", which needs no running studio: see test_cli_window
    by_name = {"calibrate"}  # which waits for the result: app/cli/calibrate.py
    assert {wish[0] for wish in asked if wish is not None} == set(OWN_ACTIONS) - by_opening - by_starting - by_name
