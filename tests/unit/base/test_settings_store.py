from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base.errors import AppError
from app.base.settings import ProgramSettings, RecordingSettings, Settings
from app.base.settings_store import SettingsStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def write(path: Path, text: str | bytes) -> SettingsStore:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return SettingsStore(path)


def test_first_start_has_defaults_and_no_problem(path: Path) -> None:
    assert SettingsStore(path).load() == (Settings(), None)
    assert not path.exists()


def test_what_was_saved_is_loaded(path: Path) -> None:
    changed = Settings(
        program=ProgramSettings(size="1080x1920", fps=50, background_image=Path("/bilder/grün.png")),
        recording=RecordingSettings(folder=Path("/videos/直播")),
    )
    SettingsStore(path).save(changed)
    assert SettingsStore(path).load() == (changed, None)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_bad_values_fall_back_one_by_one_and_are_all_named(path: Path) -> None:
    text = """
        [program]
        size = "640x480"
        fps = 60
        avatar_scale = nan
        [voice]
        rate = 5
        colour_of_magic = "octarine"
        [camera]
        colours = "bt601"
        [holodeck]
        on = true
    """
    settings, problem = write(path, text).load()
    assert settings.program.fps == 60
    assert settings.camera.colours == "bt601"
    assert settings.program.size == "1280x720"
    assert settings.program.avatar_scale == 1.0
    assert settings.voice.rate == 1.0
    assert problem is not None
    for name in ("program.size", "avatar_scale", "voice.rate", "colour_of_magic", "holodeck"):
        assert name in problem.message
    assert "program.fps" not in problem.message
    backup = path.with_name("settings.toml.bak")
    assert str(backup) in problem.hint
    assert backup.read_text() == text
    assert SettingsStore(path).load() == (settings, None)


@pytest.mark.parametrize(
    "content",
    [b"[program\nsize=", b"\xff\xfe\x00nonsense", b"program = 3", b"a = " + b"[" * 50_000],
    ids=["cut off", "not text", "no table", "too deep"],
)
def test_damaged_file_never_blocks_a_start(path: Path, content: bytes) -> None:
    settings, problem = write(path, content).load()
    assert settings == Settings()
    assert problem is not None
    assert path.with_name("settings.toml.bak").read_bytes() == content
    assert SettingsStore(path).load() == (Settings(), None)


def test_file_that_cannot_be_opened_never_blocks_a_start(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "what nobody could read").touch()
    settings, problem = SettingsStore(path).load()
    assert settings == Settings()
    assert problem is not None
    assert "kept as" in problem.hint
    SettingsStore(path).save(Settings())
    assert (path.with_name("settings.toml.bak") / "what nobody could read").exists(), "it is out of every writer's way"


def test_failed_save_names_the_file_and_leaves_no_rest(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(AppError) as caught:
        SettingsStore(path).save(Settings())
    assert caught.value.code == "settings.not_saved"
    assert str(path) in caught.value.message
    assert list(path.parent.iterdir()) == [path]


_values = st.one_of(
    st.none().map(lambda _: "x"), st.integers(-(2**62), 2**62), st.floats(), st.booleans(), st.text(max_size=20)
)
_fields = st.sampled_from([f for section in Settings() for f in type(section[1]).model_fields])
_sections = st.one_of(
    _values, st.dictionaries(_fields | st.text(max_size=8), _values | st.lists(_values, max_size=2), max_size=5)
)


@given(raw=st.dictionaries(st.sampled_from(list(Settings.model_fields)) | st.text(max_size=8), _sections, max_size=5))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
def test_any_file_leads_to_settings(path: Path, raw: dict[str, Any]) -> None:
    store = write(path, tomli_w.dumps(raw))
    settings, problem = store.load()
    if problem is not None:
        assert store.load() == (settings, None)


def test_the_voice_of_older_settings_is_kept(path: Path) -> None:
    settings, problem = write(path, '[voice]\ntext_voice = "de"\ntext_rate_wpm = 198\nmicrophone = "Mini"').load()
    assert problem is None
    assert settings.voice.voices == {"espeak": "de"}
    assert settings.voice.rate == 1.2
    assert settings.voice.microphone == "Mini"
    SettingsStore(path).save(settings)
    assert SettingsStore(path).load() == (settings, None)


def test_bad_voices_fall_back_without_the_rest(path: Path) -> None:
    text = '[voice]\nproviders = ["edge", "smoke signals"]\nrate = 1.5\n[voice.voices]\nmorse = "x"'
    settings, problem = write(path, text).load()
    assert problem is not None
    assert "voice.providers" in problem.message
    assert "voice.voices" in problem.message
    assert settings.voice == Settings().voice.model_copy(update={"rate": 1.5})


OLD_SERVERS = """
    [omnirt]
    model = "wav2lip"
    wav2lip_postprocess = "MODE"
    [[omnirt.servers]]
    name = "one"
    url = "http://one"
    [[omnirt.servers]]
    name = "two"
    url = "http://two"
    wav2lip_postprocess = "easy_enhanced"
"""


def test_the_one_way_of_older_settings_to_blend_a_mouth_is_that_of_every_server(path: Path) -> None:
    settings, problem = write(path, OLD_SERVERS.replace("MODE", "basic")).load()
    assert problem is None
    assert [server.wav2lip_postprocess for server in settings.omnirt.servers] == ["basic", "easy_enhanced"]
    SettingsStore(path).save(settings)
    assert SettingsStore(path).load() == (settings, None)
    assert path.read_text().count("wav2lip_postprocess") == 2


def test_an_older_way_that_nobody_knows_is_named_and_costs_no_server(path: Path) -> None:
    settings, problem = write(path, OLD_SERVERS.replace("MODE", "lovely")).load()
    assert problem is not None
    assert "omnirt.wav2lip_postprocess" in problem.message
    assert [server.wav2lip_postprocess for server in settings.omnirt.servers] == ["easy_improved", "easy_enhanced"]
    assert settings.omnirt.model == "wav2lip"


def test_a_bad_value_of_a_server_costs_neither_the_server_nor_the_others(path: Path) -> None:
    text = OLD_SERVERS.replace("easy_enhanced", "hideous").replace("MODE", "basic")
    text += """
    colour = "blue"
    [omnirt.servers.endpoints]
    wav2lip = "http://lips"
    bogus = "http://bogus"
    [[omnirt.servers]]
    name = "nowhere"
    [[omnirt.servers]]
    name = "three"
    url = "http://three"
    [omnirt.motion]
    yaw_multiplier = 99
    roll_multiplier = 0.5
    """
    settings, problem = write(path, text).load()
    assert problem is not None
    for name in ("servers.2.wav2lip_postprocess", "servers.2.colour", "endpoints.bogus", "servers.3", "yaw_multiplier"):
        assert f"{name} (" in problem.message
    assert [server.name for server in settings.omnirt.servers] == ["one", "two", "three"]
    assert settings.omnirt.servers[1].endpoints == {"wav2lip": "http://lips"}
    assert settings.omnirt.motion.roll_multiplier == 0.5
    assert SettingsStore(path).load() == (settings, None)


def test_a_provider_stands_in_the_order_once(path: Path) -> None:
    settings, _ = write(path, '[voice]\nproviders = ["edge", "espeak", "edge"]').load()
    assert settings.voice.providers == ("edge", "espeak")
