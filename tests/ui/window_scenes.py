"""The window in all its states, as pictures are taken of it."""

from __future__ import annotations

from app.avatars.preparation import KeptClip, Preparation
from app.base.errors import Problem, Severity
from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import (
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    Settings,
    WindowSettings,
)
from app.studio.snapshot import (
    REMOVED,
    EngineState,
    OutputState,
    SpeechState,
)
from app.studio.utterance_queue import WaitingLine
from tests.ui.card_scenes import card_states
from tests.ui.connection_scenes import drive_states, of_server, server_states
from tests.ui.control_scenes import PROPOSED
from tests.ui.mixer_scenes import mixer_states
from tests.ui.scene import CAMERA_BUSY, CRASHED, DISK_FULL, FEEDBACK, MICROPHONE_LOST, QUEUE_FULL, Common, Scene
from tests.ui.scene_acts import edit_script, open_variables, scroll_down, show_mixer, show_script, show_stats
from tests.ui.scenes_states import edit_layer, edit_scene, scenes_states, show_scenes
from tests.ui.script_scenes import script_states
from tests.ui.stats_scenes import stats_states

PREPARED = Preparation(
    "a0",
    drawn=True,
    local=(KeptClip("FlashHead Lite", 512, 512),),
    server=(KeptClip("flashtalk", 704, 416), KeptClip("wav2lip", 512, 512)),
)
CARD_IN_WINDOW = ("measuring", "chosen", "stepped-down", "out-of-memory", "given-back")


def window_scenes(states: Common) -> list[Scene]:
    ready, live, on_air, long = states.ready, states.live, states.on_air, states.many
    portrait = Settings(program=ProgramSettings(size="1080x1920"), window=WindowSettings(mirror_preview=True))
    far = Settings(
        voice=Settings().voice.model_copy(
            update={"microphone": "Jabra Evolve2 85 Mono Headset Microphone (unplugged)"}
        ),
        audio_out=Settings().audio_out.model_copy(update={"device": "Lautsprecher (USB-C Docking Station Audio)"}),
        camera=CameraSettings(device="/dev/video9"),
    )
    sentence = (
        "Good evening everybody, and welcome to the show! Tonight we look at three cameras under a hundred euros."
    )
    simple = Settings(window=WindowSettings(mode="simple"))
    return [
        Scene("first-start", {}, mouth=None),
        Scene("empty-library", ready | {"avatars": (), "avatar_id": None}, mouth=None),
        Scene("idle", ready),
        Scene("long-names", ready | {"avatars": long, "avatar_id": "a2", "settings": far, "microphone_on": True}),
        Scene("talking", live, mouth=0.8),
        Scene(
            "gate-closed",
            live
            | {
                "microphone_level_dbfs": -43.0,
                "microphone_out_dbfs": float("-inf"),
                "gate_open": False,
                "speech_heard": False,
                "program_level_dbfs": float("-inf"),
                "problems": (FEEDBACK,),
            },
        ),
        Scene(
            "typed-line",
            ready | {"speech": SpeechState.SPEAKING, "speaking_text": sentence, "turn": 3, "program_level_dbfs": -15.0},
            mouth=0.6,
            line=sentence,
        ),
        Scene(
            "waiting-lines",
            ready
            | {
                "speech": SpeechState.SPEAKING,
                "speaking_text": sentence,
                "waiting": tuple(
                    WaitingLine(number, label)
                    for number, label in enumerate(
                        ["And now the weather.", sentence, "interview with the camera makers.m4a", *["Thank you!"] * 5]
                    )
                ),
                "program_level_dbfs": -9.0,
                "problems": (QUEUE_FULL,),
            },
            mouth=0.5,
            line=sentence,
        ),
        Scene("waiting-one", live | {"speaking_text": "Hello!", "waiting": (WaitingLine(2, "And now the weather."),)}),
        Scene(
            "file-playing",
            ready
            | {
                "speech": SpeechState.SPEAKING,
                "speaking_text": "interview with the camera makers, final cut (2).m4a",
                "program_level_dbfs": -9.0,
            },
            mouth=0.5,
        ),
        Scene("on-air", on_air, mouth=0.7),
        *(
            Scene(f"avatars-dock{name}", ready | {"preparation": known}, act=lambda window: window.library.show())
            for name, known in (("", Preparation("a0", drawn=False)), ("-prepared", PREPARED))
        ),
        Scene(
            "browser-source-on",
            live
            | {"browser": OutputState.ON, "browser_address": "http://127.0.0.1:8788/?token=x", "browser_readers": 1},
            mouth=0.5,
        ),
        Scene(
            "avatars-dock-many", ready | {"avatars": long, "avatar_id": "a2"}, act=lambda window: window.library.show()
        ),
        Scene("simple-idle", ready | {"settings": simple}),
        Scene("simple-on-air", on_air | {"settings": simple, "problems": (FEEDBACK,)}, mouth=0.7),
        Scene("paused-portrait", on_air | {"recording": OutputState.PAUSED, "settings": portrait}, size=(1080, 1920)),
        Scene(
            "starting",
            ready | {"camera": OutputState.STARTING, "recording": OutputState.STARTING},
        ),
        Scene("problem-camera", ready | {"problems": (CAMERA_BUSY,)}),
        Scene(
            "problems",
            on_air
            | {
                "problems": (CRASHED, CAMERA_BUSY, MICROPHONE_LOST, DISK_FULL),
                "microphone_lost": True,
                "camera": OutputState.LOST,
                "recording": OutputState.OFF,
                "audio_out": OutputState.LOST,
            },
        ),
        Scene("engine-restarting", on_air | {"engine": EngineState.RESTARTING}),
        Scene(
            "engine-failed",
            ready
            | {
                "engine": EngineState.FAILED,
                "problems": (
                    Problem(
                        "engine.hung",
                        "The engine has not answered for 10 s.",
                        "The studio starts it again by itself.",
                    ),
                ),
            },
        ),
        Scene(
            "engine-fake",
            ready | {"engine_name": "Test card", "engine_fake": "It shows a test card instead of the host."},
        ),
        *(Scene(f"server-{name}", on_air | of_server() | state) for name, state in server_states()),
        *(Scene(f"drive-{name}", on_air | of_server() | state, mouth=0.4) for name, state in drive_states()),
        Scene("large-font", on_air | {"problems": (DISK_FULL,)}, line=sentence, font_scale=1.6),
        Scene("proposed", ready | {"proposed": PROPOSED[:1]}),
        Scene("proposed-many", on_air | {"proposed": PROPOSED, "waiting": (WaitingLine(2, "And now the weather."),)}),
        *(Scene(f"card-window-{name}", ready | more) for name, more in card_states() if name in CARD_IN_WINDOW),
        Scene(
            "avatar-removed",
            ready | {"problems": (Problem(REMOVED + "a1", "Office woman was removed.", severity=Severity.NOTICE),)},
        ),
        *(
            Scene(
                f"motion-{name}",
                ready
                | {
                    "settings": Settings(
                        engine=EngineSettings(kind="omnirt"), omnirt=OmniRTSettings(model="fasterliveportrait")
                    ),
                    "refused_options": frozenset(refused),
                },
                act=scroll_down,
            )
            for name, refused in (("sliders", ()), ("refused", ("mouth_open_multiplier", "animation_region")))
        ),
        *(Scene(f"script-{name}", ready | state, act=show_script) for name, state in script_states()),
        *(Scene(f"mixer-{name}", on_air | state, act=show_mixer) for name, state in mixer_states()),
        *(Scene(f"stats-{name}", on_air | state, act=show_stats) for name, state in stats_states()),
        *(Scene(f"scenes-{name}", ready | state, act=show_scenes) for name, state in scenes_states()),
        Scene("scenes-editor", ready | dict(scenes_states())["edited"], act=edit_scene),
        Scene("scenes-layer", ready | dict(scenes_states())["edited"], act=edit_layer),
        Scene("script-edit", ready | dict(script_states())["open"], act=edit_script),
        Scene("script-variables", ready | dict(script_states())["open"], act=open_variables),
    ]
