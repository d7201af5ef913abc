"""States of the preflight, for the screenshots."""

from __future__ import annotations

from typing import Any

from app.base.errors import Problem
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.rungs import Rung, RungState
from app.base.settings import EngineSettings, Settings
from app.studio.checkup import Finding, Light, PreflightState, Remedy, Step
from app.studio.connection import ConnectionState
from app.studio.snapshot import EngineState, OutputState

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

NAMES = (
    "engine", "server", "gpu", "avatars", "faces", "speech", "microphone", "audio_out", "camera", "encoders", "disk",
    "clock", "awake",
)  # fmt: skip
LOAD = 'sudo modprobe v4l2loopback exclusive_caps=1 card_label="Virtual Camera"'

GOOD = {
    "engine": Finding(GREEN, "Built in draws a picture of Mira in 6.1 ms, and has 33.3 ms for it."),
    "server": Finding(GREEN, "No server is needed: the host is drawn on this computer."),
    "gpu": Finding(GREEN, "Graphics: NVIDIA GeForce RTX 4090 (driver 560.35.03, 20.0 of 24.0 GiB free)."),
    "avatars": Finding(GREEN, "2 avatars can be used."),
    "faces": Finding(GREEN, "Faces are found in pictures."),
    "speech": Finding(GREEN, "Typed lines are spoken by espeak-ng, with its own voice."),
    "microphone": Finding(GREEN, "The microphone “default” hears up to -21 dBFS."),
    "audio_out": Finding(
        GREEN,
        "The host's voice goes into FlashTalk Studio (virtual cable): choose “FlashTalk Studio Microphone” as the "
        "microphone in OBS and calls.",
    ),
    "camera": Finding(GREEN, "The virtual camera Virtual Camera is ready."),
    "encoders": Finding(GREEN, "Recordings are encoded by NVENC."),
    "disk": Finding(GREEN, "412.3 GB are free for recordings in /home/streamer/Videos/FlashTalk Studio."),
    "clock": Finding(GREEN, "The clock is right, and wakes the show 0.3 ms late at most."),
    "awake": Finding(GREEN, "The computer is kept awake while you are live (org.gnome.SessionManager)."),
}

TROUBLED = GOOD | {
    "engine": Finding(
        AMBER,
        "Built in draws a picture of Professor Maximiliane von Hohenstein-Waldburg in 27.4 ms, and has 33.3 ms for it.",
        "Show 25 pictures a second, or close other programs.",
        Remedy(changes=(("program.fps", 25),)),
    ),
    "server": Finding(
        RED,
        "Nothing listens on port 9000 of gpu-box.frankfurt.example-hoster.de.",
        "Start OmniRT there, or check the port: OpenTalking's start script puts it on 9000.",
        Remedy(page="connection"),
    ),
    "microphone": Finding(
        AMBER,
        "The microphone “RØDE NT-USB Mini Broadcast (3- USB Audio Device)” hears nothing at all, not even the room.",
        "Unmute it, and allow the studio to use it in the system's privacy settings.",
        Remedy(
            steps=(
                Step("Switch the microphone on: many have a mute key, headsets often one on the cable."),
                Step(
                    "Allow the studio to use the microphone in the system's privacy settings.",
                    link="ms-settings:privacy-microphone",
                ),
            )
        ),
    ),
    "audio_out": Finding(
        AMBER,
        "There is no virtual cable, so OBS and calls do not hear the host.",
        "Make a virtual cable, to bring the host's voice into OBS and calls.",
        Remedy(mend="cable"),
    ),
    "camera": Finding(
        AMBER,
        "The virtual camera's driver v4l2loopback is installed and not loaded.",
        "Load it: the system asks for your password.",
        Remedy(mend="camera", steps=(Step("Load the driver.", LOAD),)),
    ),
}

REFUSED = Problem(
    "camera.driver_not_loaded",
    "The camera driver v4l2loopback was not loaded: the password was not given.",
    f"Try again, or run in a terminal: {LOAD}",
)


def preflight_states() -> list[tuple[str, PreflightState]]:
    some = {name: GOOD[name] for name in NAMES[:6]}
    return [
        ("empty", PreflightState()),
        ("checking", PreflightState(NAMES, some, frozenset(NAMES[6:]))),
        ("good", PreflightState(NAMES, GOOD)),
        ("troubled", PreflightState(NAMES, TROUBLED)),
        ("mending", PreflightState(NAMES, TROUBLED, mending="camera")),
        ("refused", PreflightState(NAMES, TROUBLED, problem=("camera", REFUSED))),
    ]


def assistant_states() -> list[tuple[str, int, dict[str, Any], int]]:
    """Name, page, state, and height of the window; 0: its own."""
    servers = (ServerProfile(name="GPU box", url="https://gpu-box.frankfurt.example-hoster.de:9000"),)
    remote = Settings(engine=EngineSettings(kind="omnirt"), omnirt=OmniRTSettings(servers=servers))
    local = Settings(engine=EngineSettings(kind="local"))
    rungs = (
        Rung("reachable", RungState.GOOD, "https://gpu-box.frankfurt.example-hoster.de:9000 answers.", 31.0),
        Rung("kind", RungState.GOOD, "It is OmniRT's full server.", 4.0),
        Rung(
            "models",
            RungState.DOUBTFUL,
            "Model flashtalk: not connected (runtime_not_enabled).",
            40.0,
            ("flashtalk is not connected: switch it on at the server, or start the service behind it.",),
        ),
    )
    tested = ConnectionState(tested="GPU box: flashtalk", rungs=rungs)
    silent = {
        "microphone_level_dbfs": float("-inf"),
        "microphone_out_dbfs": float("-inf"),
        "speech_heard": False,
        "gate_open": False,
    }
    checked = {"preflight": PreflightState(NAMES, GOOD)}
    troubled = {"preflight": PreflightState(NAMES, TROUBLED)}
    on_air = {"camera": OutputState.ON, "camera_device": "Virtual Camera"}
    return [
        ("engine", 0, {}, 0),
        ("engine-loading", 0, {"engine": EngineState.LOADING, "engine_name": ""}, 0),
        ("engine-card", 0, {"settings": local} | troubled, 0),
        ("engine-server", 0, {"settings": remote, "engine": EngineState.STANDBY, "connection": tested}, 0),
        ("voice-off", 1, {"microphone_on": False} | silent, 0),
        ("voice-silent", 1, silent, 0),
        ("voice-good", 1, {}, 0),
        ("voice-soft", 1, {"microphone_level_dbfs": -38.0, "microphone_out_dbfs": -40.0}, 0),
        ("avatar", 2, {}, 0),
        ("avatar-empty", 2, {"avatars": (), "avatar_id": None}, 0),
        ("output", 3, checked, 0),
        ("output-troubled", 3, troubled | {"problems": (REFUSED,)}, 0),
        ("output-on-air", 3, checked | on_air, 0),
        ("preflight", 4, checked | on_air, 0),
        ("preflight-troubled", 4, troubled, 0),
        ("small", 3, troubled, 480),
    ]
