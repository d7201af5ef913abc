"""The settings: one frozen section per room, ranges and units in the fields."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from app.base.hotkey_settings import HotkeySettings
from app.base.language import ChosenLanguage
from app.base.local_settings import LocalSettings
from app.base.named_files import checked_name
from app.base.omnirt_settings import OmniRTSettings
from app.base.platforms import Platform
from app.base.runtime_settings import RuntimeSettings
from app.base.section import Section
from app.base.storage_settings import StorageSettings

Fps = Literal[25, 30, 50, 60]
ProgramSize = Literal["1280x720", "1920x1080", "720x1280", "1080x1920"]


class ProgramSettings(Section):
    """The program picture."""

    size: ProgramSize = "1280x720"
    """Size of the program picture. Restarts the camera."""
    fps: Fps = 30
    """Pictures per second of the program. Restarts the camera."""
    background: Literal["colour", "green", "image"] = "colour"
    """What is behind the host."""
    background_colour: str = Field(default="#20242c", pattern=r"^#[0-9a-fA-F]{6}$")
    """Background colour."""
    background_image: Path | None = None
    """Background picture, cropped to fill."""
    avatar_fit: Literal["contain", "cover", "width"] = "contain"
    """How the host fills the program picture at scale 1."""
    avatar_scale: float = Field(default=1.0, ge=0.1, le=4.0)
    """Size of the host against its fit."""
    avatar_x: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Horizontal centre of the host, in widths of the program picture."""
    avatar_y: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Vertical place of the host, in heights of the program picture: at 0.5 it stands on the lower edge, or is
    centred if it is higher than the picture."""
    ai_label: bool = True
    """Tell viewers in the picture that the host is made by AI. Many platforms and some laws ask for it."""
    ai_label_words: Literal["avatar", "generated", "zh"] = "avatar"
    """What the label says."""
    ai_label_corner: Literal["top_left", "top_right", "bottom_left", "bottom_right"] = "top_left"
    """Where the label is."""
    ai_label_size: Literal["small", "medium", "large"] = "medium"
    """Size of the label, against the shorter side of the picture."""
    subtitles_file: Path | None = None
    """Text file that always holds what is being said, for a text source of OBS; empty: none."""
    platform: Platform = "none"
    """Where the program is shown. The studio warns of what the platform is known to forbid or to ask for."""


_ROOT = Path(__file__).resolve().parents[2]

ProviderId = Literal["espeak", "system", "edge", "openai", "omnirt", "neural"]
"""What makes speech of typed lines: see ``app.sources.voices``."""


def _first_providers() -> tuple[ProviderId, ...]:
    # Linux has no voices of its own that hand out their sound; nothing goes to a server unasked.
    return ("system", "espeak") if sys.platform in ("win32", "darwin") else ("espeak",)


class VoiceSettings(Section):
    """Where speech comes from."""

    microphone: str = "default"
    """Microphone, by friendly name."""
    webcam: str = "default"
    """The camera that the host follows, by friendly name, where it follows one."""
    noise_suppression: bool = True
    """Take away what is always there while you speak: fans, hum, hiss."""
    gate: bool = True
    """Let only speech through: typing is not heard and the mouth rests. Turn it off to sing or play music."""
    gate_dbfs: int = Field(default=-50, ge=-60, le=-10)
    """The gate stays closed to what is softer than this, in dB below full scale."""
    gain_db: int = Field(default=0, ge=-20, le=30)
    """Makes the microphone louder or softer, in dB. A limiter keeps it from being too loud."""
    muted: bool = False
    """Nobody hears the microphone, although it is on."""
    providers: tuple[ProviderId, ...] = Field(default_factory=_first_providers, min_length=1)
    """Who speaks typed lines: the first that can, speaks. espeak-ng is always the last resort."""
    voices: dict[ProviderId, str] = Field(default_factory=dict)
    """Voice of each of them; none: their own choice."""
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    """Speed of typed lines, against the voice's own."""
    pitch: int = Field(default=0, ge=-6, le=6)
    """Semitones above or below the voice's own pitch."""
    volume: float = Field(default=1.0, ge=0.0, le=2.0)
    """Loudness of typed lines; what would be too loud is held back by a limiter."""
    queue_limit: int = Field(default=8, ge=1, le=100)
    """Lines and files that may wait while another is spoken; more are refused."""
    openai_url: str = Field(default="https://api.openai.com/v1", pattern=r"^https?://\S+$")
    """Address of a server that speaks like OpenAI's: what stands before /audio/speech."""
    openai_model: str = Field(default="gpt-4o-mini-tts", min_length=1)
    """Model that the server is asked for."""
    openai_format: Literal["pcm", "wav", "mp3"] = "pcm"
    """How the server sends its sound: pcm begins soonest; some servers know only the others."""

    omnirt_url: str = Field(default="http://127.0.0.1:9012", pattern=r"^https?://\S+$")
    """Address of an OmniRT server that makes speech. Better not the one that renders: it would stop for every line."""

    @model_validator(mode="before")
    @classmethod
    def _from_before(cls, values: Any) -> Any:
        """Settings of the time when there was only espeak-ng: its voice, and its speed in words per minute."""
        if not isinstance(values, dict) or not {"text_voice", "text_rate_wpm"} & values.keys():
            return values
        kept = {key: value for key, value in values.items() if key not in ("text_voice", "text_rate_wpm")}
        voice, wpm = values.get("text_voice"), values.get("text_rate_wpm")
        if isinstance(voice, str):
            kept.setdefault("voices", {"espeak": voice})
        if isinstance(wpm, int):
            kept.setdefault("rate", round(min(2.0, max(0.5, wpm / 165)), 2))
        return kept

    @field_validator("providers")
    @classmethod
    def _each_once(cls, value: tuple[ProviderId, ...]) -> tuple[ProviderId, ...]:
        return tuple(dict.fromkeys(value))


class AudioOutSettings(Section):
    """Where the program's sound goes."""

    device: str | None = None
    """Audio device, by friendly name; empty: no sound device."""
    hear_microphone: bool = False
    """Hear your own voice on the audio device. A virtual cable always carries it."""


class MixerSettings(Section):
    """The Audio Mixer. The microphone's gain and mute are settings of the voice."""

    avatar_gain_db: int = Field(default=0, ge=-60, le=12)
    """Makes the avatar's speech louder or softer, in dB. What would be too loud is held back."""
    avatar_muted: bool = False
    """Viewers do not hear the avatar's speech; its lips move on."""
    sync_offset_ms: int = Field(default=0, ge=-500, le=500)
    """The sound device's sound against the camera's picture, in ms: above 0 the sound comes later. Recordings stay
    in step."""
    monitor_device: str | None = None
    """Headphones on which you hear the program beside the sound device, by friendly name; empty: none."""
    monitor_microphone: bool = False
    """Hear your own voice on the monitor, as late as viewers do."""
    monitor_avatar: bool = True
    """Hear the avatar's speech on the monitor."""


class CameraSettings(Section):
    """The virtual camera."""

    device: str = ""
    """Device name or path; empty: the first that is free."""
    backend: Literal["auto", "obs", "unitycapture", "v4l2loopback"] = "auto"
    """Camera system."""
    colours: Literal["bt709", "bt601"] = "bt709"
    """Colour matrix: OBS expects BT.709, browsers and video calls BT.601."""


class BrowserSettings(Section):
    """The browser source."""

    port: int = Field(default=8788, ge=1024, le=65535)
    """Where it answers, on this computer alone. Restarts the browser source."""
    transparent: bool = True
    """Leave the background out, so that OBS shows behind the host what is behind the source. Restarts it."""


class ObsSettings(Section):
    """The OBS beside the studio."""

    show: Literal["browser", "camera"] = "browser"
    """What OBS shows of the host: the browser source has sound and transparency, the virtual camera neither."""
    microphone: Literal["mute", "sync", "leave"] = "mute"
    """What becomes of OBS's own microphone: viewers hear your voice with the host already."""
    port: int = Field(default=4455, ge=1, le=65535)
    """Port of OBS's WebSocket server, as it stands in OBS."""


class RecordingSettings(Section):
    """Recordings."""

    folder: Path | None = None
    """Folder; empty: the system's videos folder."""
    name_template: str = "%Y-%m-%d %H-%M-%S {avatar}"
    """File name without ending: strftime codes and {avatar}."""
    quality: Literal["small", "good", "best"] = "good"
    """Quality."""
    encoder: Literal["auto", "software"] = "auto"
    """Video encoder: auto takes the hardware's when it works."""


class EngineSettings(Section):
    """The engine that draws the host."""

    kind: Literal["builtin", "testcard", "omnirt", "local"] = "builtin"
    """Which engine."""
    isolation: Literal["process", "thread"] = "process"
    """Where it runs. A process can crash without harm to the show; an engine that draws elsewhere needs none."""
    python: Path | None = None
    """The Python that PyTorch is installed for; empty: the one beside the studio, else the studio's own."""

    drive: Literal["microphone", "webcam"] = "microphone"
    """What the host follows: your voice, or your face as a camera sees it, which an OmniRT server draws."""

    @property
    def interpreter(self) -> Path | None:
        """The Python that an engine of this computer's graphics card runs with; None: the studio's own."""
        beside = _ROOT / ".venv-local" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        return self.python or (beside if beside.exists() else None)

    @property
    def follows_camera(self) -> bool:
        """Whether the host follows a camera."""
        return self.kind == "omnirt" and self.drive == "webcam"


class LocalServerSettings(Section):
    """The OmniRT server that the studio starts on this computer."""

    program: Path | None = None
    """The program omnirt; empty: it is looked for."""
    port: int = Field(default=9000, ge=1024, le=65535)
    """Where it answers."""
    backend: Literal["auto", "cuda", "ascend", "cpu-stub"] = "auto"
    """What it computes on. The stand-in draws one colour, to try things out."""
    keep: bool = False
    """Let it run on when the studio ends."""


class StatsSettings(Section):
    """The numbers of a show."""

    report: bool = True
    """When a show ends, write one page on its health and a table by the minute, into the folder of the logs."""


class ControlSettings(Section):
    """Other programs that lead the studio."""

    enabled: bool = False
    """A Stream Deck, a page on your phone, a bot: whatever has the key."""
    network: bool = False
    """Phones and other computers. What they say, and the key, travel unencrypted."""
    port: int = Field(default=8787, ge=1024, le=65535)
    """Where it answers."""
    approve: bool = True
    """What other programs would have spoken waits until you approve it."""


SetName = Annotated[str, AfterValidator(checked_name)]


class CurrentSettings(Section):
    """Which of what can be switched is in use."""

    profile: SetName = "Untitled"
    """The profile."""
    scenes: SetName = "Untitled"
    """The scene collection."""


class WindowSettings(Section):
    """The window."""

    avatar: str = "mira"
    """The avatar that was on the program last."""
    mode: Literal["desk", "simple"] = "desk"
    """What the window shows: all controls, or the host, your level and three big buttons."""
    theme: Literal["system", "dark", "light"] = "system"
    """Colours of the window."""
    language: ChosenLanguage = "system"
    """Language of the window, which opens anew in another one. The show goes on meanwhile."""
    mirror_preview: bool = False
    """Show the preview like a mirror. Viewers never see this."""
    check_for_updates: bool = False
    """Ask at each start whether a newer version was published, where this one came from. Nothing is installed."""
    tray: bool = True
    """An icon in the system tray with what matters on air."""
    minimise_to_tray: bool = False
    """A minimised window leaves the task bar; the icon in the tray brings it back."""
    start_minimised: bool = False
    """The window begins minimised: in the tray if it minimises there, else in the task bar."""
    docks_locked: bool = False
    """Docks stay where they are."""
    safe_areas: bool = False
    """Show the safe areas over the preview. Viewers never see them."""
    assistant_done: bool = False
    """The assistant of the first start was finished or skipped."""


class Settings(Section):
    """All settings."""

    program: ProgramSettings = ProgramSettings()
    voice: VoiceSettings = VoiceSettings()
    audio_out: AudioOutSettings = AudioOutSettings()
    mixer: MixerSettings = MixerSettings()
    camera: CameraSettings = CameraSettings()
    browser: BrowserSettings = BrowserSettings()
    obs: ObsSettings = ObsSettings()
    recording: RecordingSettings = RecordingSettings()
    engine: EngineSettings = EngineSettings()
    omnirt: OmniRTSettings = OmniRTSettings()
    local: LocalSettings = LocalSettings()
    local_server: LocalServerSettings = LocalServerSettings()
    storage: StorageSettings = StorageSettings()
    control: ControlSettings = ControlSettings()
    runtime: RuntimeSettings = RuntimeSettings()
    hotkeys: HotkeySettings = HotkeySettings()
    stats: StatsSettings = StatsSettings()
    current: CurrentSettings = CurrentSettings()
    window: WindowSettings = WindowSettings()
