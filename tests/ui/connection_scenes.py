"""States of a server, of its test and of its session, to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from app.base.errors import AppError, Problem, Severity
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.rungs import Rung, RungState, failed
from app.base.settings import (
    EngineSettings,
    Settings,
    VoiceSettings,
)
from app.engine.base import EngineInfo
from app.engine.omnirt.judgement import Drawn, begun, judged
from app.media.types import PROGRAM_RATE_HZ
from app.studio import findings
from app.studio.connection import ConnectionState, refusal
from app.studio.local_server import LocalServerState, LocalServerStatus
from app.studio.overheard import Boundaries, Slot
from app.studio.silence import silent
from app.studio.snapshot import (
    EngineState,
    OutputState,
    SpeechState,
)


def of_server() -> dict[str, Any]:
    servers = (ServerProfile(name="GPU box", url="http://192.168.1.20:9000"),)
    settings = Settings(engine=EngineSettings(kind="omnirt"), omnirt=OmniRTSettings(servers=servers))
    return {"settings": settings, "engine_name": "", "recording": OutputState.OFF}


def server_states() -> list[tuple[str, dict[str, Any]]]:
    ready = {"engine_name": "OmniRT flashtalk", "session_s": 764.0}
    slow = Problem(
        "engine.slow",
        "The server needs 1.3 s to draw one second of speech: a live voice will outrun it.",
        "See that nobody else uses the server, lower its picture size or its sampling steps, or give it a faster "
        "device. Test Connection in the settings shows the numbers.",
        Severity.WARNING,
    )
    lost = Problem(
        "engine.omnirt.connection",
        "The server has closed the connection. Its code is 1000.",
        "The studio connects again by itself; if it keeps happening, look into the server's log.",
        Severity.WARNING,
    )
    taken = Problem(
        "engine.omnirt.taken_over",
        "The session was taken over by another client: the pictures show another host.",
        "Close the other client, or choose another server.",
        Severity.WARNING,
    )
    quiet = Problem.from_error(silent(), Severity.WARNING)
    return [
        ("standby", {"engine": EngineState.STANDBY}),
        ("connecting", {"engine": EngineState.LOADING}),
        ("no-slot", {"engine": EngineState.WAITING, "engine_retry_s": 3.6}),
        ("live", ready),
        ("renewing", {"engine": EngineState.RENEWING}),
        ("fake", ready | {"engine_fake": "OmniRT's fake runtime: it draws one colour instead of a face."}),
        ("slow", ready | {"problems": (slow,)}),
        ("late", ready | {"engine_name": "Built in", "standing_in": "Built in"}),
        ("silent", ready | {"engine_name": "", "problems": (quiet,)}),
        ("reconnecting", {"engine": EngineState.RESTARTING, "engine_retry_s": 3.6, "problems": (lost,)}),
        (
            "stand-in",
            {
                "engine": EngineState.RESTARTING,
                "engine_retry_s": 7.9,
                "problems": (lost,),
                "engine_name": "Built in",
                "standing_in": "Built in",
            },
        ),
        ("taken-over", {"engine": EngineState.FAILED, "problems": (taken,)}),
    ]


def drive_states() -> list[tuple[str, dict[str, Any]]]:
    settings = of_server()["settings"]
    follows = settings.model_copy(update={"engine": EngineSettings(kind="omnirt", drive="webcam")})
    long = follows.model_copy(
        update={"voice": follows.voice.model_copy(update={"webcam": "Logitech BRIO Ultra HD Pro Business Webcam (2)"})}
    )
    busy = Problem(
        "webcam.busy",
        "The camera Brio is in use by another program.",
        "Close that program; the studio takes the camera by itself.",
        Severity.WARNING,
    )
    offered = {
        "camera_drive": True,
        "engine_name": "OmniRT fasterliveportrait",
        "webcams": ("Brio", "Avatar Camera"),
        "session_s": 64.0,
        "speech": SpeechState.LIVE,
        "microphone_on": True,
    }
    return [
        ("microphone", offered),
        ("camera", offered | {"settings": follows, "webcam_on": True}),
        ("lost", offered | {"settings": long, "webcam_on": True, "webcam_lost": True, "problems": (busy,)}),
    ]


def verifications(info: EngineInfo) -> tuple[tuple[Rung, ...], tuple[Rung, ...]]:
    """What is said of a server that keeps up, and of one that does not."""
    slow = replace(info, render_ns=1_330_000_000, chunk_ns=1_320_000_000)
    ns = 1_000_000
    steady = [895 * ns + number % 7 * 9 * ns for number in range(54)]
    growing = [1_200 * ns + number * 14 * ns for number in range(40)]
    words = [spoken(range(300), 30, 25, skip=0) for _ in range(6)]
    stuttering = [spoken(range(300), 30, 25, skip=3) for _ in range(4)]
    gaps = Boundaries(waits=(21_000, 9_600, 33_600), starved=(4_800,), own_clicks=2)
    good = (
        *begun(Drawn(info, 3_400)),
        findings.first_frame(findings.FirstFrame(480, 310, 955, 1_820), info),
        findings.sound(Boundaries(), 61.4),
        findings.mouth([0.03, 0.03, 0.04], [0.05, 0.24, 0.18], [0.03, 0.05]),
        findings.chunks(steady, info.chunk_ns),
        findings.stability(words, 25, 30, steady),
    )
    same = Rung(
        "voice",
        RungState.DOUBTFUL,
        "The server that speaks your lines also draws the host, and cannot draw while it makes speech.",
        None,
        ("Start a second OmniRT for speech, or choose another voice in Settings > Voice.",),
    )
    bad = (
        same,
        *begun(Drawn(slow, 92_000)),
        findings.first_frame(findings.FirstFrame(2_300, 1_450, 1_710, 5_900), slow),
        findings.sound(gaps, 41.2),
        findings.mouth([0.03], [0.05, 0.24, 0.18], [0.17]),
        findings.chunks(growing, slow.chunk_ns),
        findings.stability(stuttering, 25, 30, growing),
    )
    return good, bad


def spoken(numbers: range, slots_per_s: int, fps: int, skip: int) -> list[Slot]:
    """Slots of a line whose every ``skip``-th picture is missing; 0: none is."""
    size = PROGRAM_RATE_HZ // slots_per_s
    silence = np.zeros(size, np.float32)
    pictures = [number * fps // slots_per_s for number in numbers]
    return [
        Slot(number * size, silence, PROGRAM_RATE_HZ * 60, picture - (picture % skip if skip else 0))
        for number, picture in zip(numbers, pictures, strict=True)
    ]


def _lost() -> Rung:
    error = AppError(
        "engine.omnirt.connection",
        "The connection to the server broke. Its code is 1006.",
        "The studio connects again by itself; if it keeps happening, look into the server's log.",
    )
    return replace(failed("stability", error), text=f"After 23 s: {error.message}")


def _stopped() -> Rung:
    text = "It was stopped after 23 s: what is missing here was not measured."
    return Rung("stability", RungState.DOUBTFUL, text)


def _refusals() -> tuple[Rung, ...]:
    (why_not,) = [rung for rung in (refusal(live=False, session_open=True),) if rung is not None]
    return (why_not,)


def connections() -> list[tuple[str, OmniRTSettings, ConnectionState, dict[str, Any]]]:
    near = OmniRTSettings(
        servers=(
            ServerProfile(name="Studio rack", url="http://192.168.1.20:9000"),
            ServerProfile(name="Away", url="ws://render.example.org:8765", headers={"X-Team": "news"}),
        )
    )
    away = near.model_copy(update={"server": "Away"})
    beside = OmniRTSettings(servers=(ServerProfile(name="Studio rack", url="http://192.168.1.20:9001"),))
    info = EngineInfo("OmniRT flashtalk", 25, 16_000, 1_120_000_000, 0, 912_000_000, 416, 704)
    slow = replace(info, render_ns=1_330_000_000, chunk_ns=1_320_000_000)
    fake = replace(info, fake="OmniRT's fake runtime: it draws one colour instead of a face.")
    wrong_port = AppError(
        "engine.server_port",
        "Nothing listens on port 9001 of 192.168.1.20.",
        "Start OmniRT there, or check the port: OpenTalking's start script puts it on 9000.",
    )
    key = AppError(
        "engine.server_key",
        "The server http://192.168.1.20:9000 does not accept the key.",
        "Enter the right key in Settings > Connection.",
    )
    reached = Rung("reachable", RungState.GOOD, "http://192.168.1.20:9000 answers.", 8.2)
    app = Rung("kind", RungState.GOOD, "It is OmniRT's full server.")
    alone = Rung(
        "kind",
        RungState.GOOD,
        "It is a standalone server: one model, one session; it asks for no key, and any other client takes it over.",
    )
    lists = Rung(
        "models",
        RungState.GOOD,
        "Model flashtalk: connected (resident_runtime). Model wav2lip: not connected (runtime_not_enabled). "
        "Model quicktalk: not connected (runtime_not_enabled).",
        64.0,
    )
    accepted = (reached, app, Rung("key", RungState.GOOD, "The key is accepted."), lists)

    not_warm = Rung(
        "preload",
        RungState.BAD,
        'The server could not warm up wav2lip: "ref_frame_dir is required for frame reference mode."',
        12.0,
        (
            "It warms up only what its own configuration names on its own disk.",
            "A session warms it up as well: press Connect in the status bar.",
        ),
    )

    def state(*rungs: Rung, testing: bool = False) -> ConnectionState:
        return ConnectionState(testing, "Studio rack: flashtalk", rungs, keys={"Studio rack": True})

    program = "/home/streamer/omnirt/bin/omnirt"
    died = Problem(
        "local_server.ended",
        'OmniRT has stopped by itself: "RuntimeError: CUDA error: out of memory".',
        "All it said: /home/streamer/.local/state/FlashTalk Studio/log/omnirt.log",
    )
    status = LocalServerStatus
    here = [
        ("missing", LocalServerState(status.MISSING)),
        ("stopped", LocalServerState(status.STOPPED, program)),
        ("starting", LocalServerState(status.STARTING, program)),
        ("running", LocalServerState(status.RUNNING, program, "http://127.0.0.1:9000")),
        ("elsewhere", LocalServerState(status.RUNNING, program, "http://127.0.0.1:9000", ours=False)),
        ("failed", LocalServerState(status.FAILED, program, problem=died)),
    ]

    def verified(*rungs: Rung, spoken_s: float | None = None, testing: bool = False) -> ConnectionState:
        return replace(state(*rungs, testing=testing), verified=True, spoken_s=spoken_s)

    good, bad = verifications(info)
    there = VoiceSettings(providers=("omnirt", "espeak"), omnirt_url="http://192.168.1.20:9000")
    speaking_there = Settings(engine=EngineSettings(kind="omnirt"), omnirt=near, voice=there)
    origin = {"origins": {"omnirt.server": "OPENTALKING_OMNIRT_ENDPOINT"}}
    return [
        ("no-server", OmniRTSettings(), ConnectionState(), {}),
        ("in-clear", away, ConnectionState(), {}),
        ("environment", near, ConnectionState(), origin),
        ("wrong-port", beside, state(failed("reachable", wrong_port, 3.0)), {}),
        ("key-wrong", near, state(reached, app, failed("key", key, 21.0)), {}),
        ("opening", near, state(*accepted, testing=True), {}),
        ("ok", near, state(*accepted, *judged(Drawn(info, 3_400), 480)), {}),
        ("slow", near, state(*accepted, *judged(Drawn(slow, 92_000), 2_300)), {}),
        ("fake", near, state(*accepted, *judged(Drawn(fake, 700), None)), {}),
        ("warming", near, ConnectionState(warming=True), {}),
        ("warm", near, ConnectionState(warmed=Rung("preload", RungState.GOOD, "quicktalk is warm.", 8_420)), {}),
        ("wav2lip", near.model_copy(update={"model": "wav2lip"}), ConnectionState(), {}),
        ("not-warm", near, replace(state(*accepted), warmed=not_warm), {}),
        ("standalone", near, state(reached, alone, *judged(Drawn(info, 4_100), None)), {}),
        *((f"local-{name}", near, ConnectionState(local=local), {}) for name, local in here),
        ("same-server", near, ConnectionState(), {"settings": speaking_there}),
        ("verify-opening", near, verified(testing=True), {}),
        ("verify-speaking", near, verified(*good[:3], spoken_s=23.0, testing=True), {}),
        ("verify-looking", near, verified(*good[:3], spoken_s=60.0, testing=True), {}),
        ("verify-good", near, verified(*good), {}),
        ("verify-slow", near, verified(*bad), {}),
        ("verify-lost", near, verified(*good[:3], _lost()), {}),
        ("verify-stopped", near, verified(*good[:3], _stopped()), {}),
        ("verify-refused", near, verified(*_refusals()), {}),
    ]
