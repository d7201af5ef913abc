"""What opens over the window, as pictures are taken of it."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.local_settings import LocalSettings
from app.base.settings import (
    ProgramSettings,
    ProviderId,
    Settings,
    VoiceSettings,
)
from app.sources.voices.base import Voice
from app.studio.snapshot import (
    OutputState,
)
from app.studio.voices import VoicesState
from tests.ui.card_scenes import card_states
from tests.ui.connection_scenes import connections
from tests.ui.control_scenes import control_states
from tests.ui.hotkey_scenes import hotkey_states
from tests.ui.obs_scenes import obs_states
from tests.ui.preflight_scenes import assistant_states, preflight_states
from tests.ui.scene import Common, Scene
from tests.ui.scene_acts import (
    crop_view,
    find_crop_dialog,
    find_import_dialog,
    open_about,
    open_assistant,
    open_page,
    open_preflight,
    open_recordings,
    open_terms,
    portrait_view,
    try_to_close,
    warned_view,
)
from tests.ui.upkeep_scenes import models_states, runtime_states, storage_states, updates_states

NOT_WRITTEN = Problem(
    "avatar.not_written",
    "The avatar cannot be written to /home/streamer/.local/share/FlashTalk Studio/avatars: No space left on device.",
    "Make room or give yourself the right to write there, and try again.",
)
PAGES = (
    "general",
    "video",
    "disclosure",
    "camera",
    "obs",
    "recording",
    "audio",
    "voice",
    "connection",
    "local",
    "models",
    "storage",
    "control",
    "hotkeys",
    "advanced",
)


def dialog_scenes(states: Common) -> list[Scene]:
    ready, live, on_air = states.ready, states.live, states.on_air
    return [
        Scene("closing", on_air, act=try_to_close),
        *(Scene(f"settings-{page}", on_air | {"recording": OutputState.OFF}, act=open_page(page)) for page in PAGES),
        *(Scene(f"obs-{name}", ready | {"obs": state}, act=open_page("obs")) for name, state in obs_states()),
        *(
            Scene(
                f"control-{name}",
                ready | {"settings": Settings(control=control), "control": state},
                act=open_page("control"),
            )
            for name, control, state in control_states()
        ),
        *(
            Scene(
                f"hotkeys-{name}",
                ready | {"settings": Settings(hotkeys=hotkeys), "hotkeys": state},
                act=open_page("hotkeys", height_px=760),
            )
            for name, hotkeys, state in hotkey_states()
        ),
        Scene(
            "settings-local-measured",
            on_air
            | {
                "recording": OutputState.OFF,
                "settings": Settings(local=LocalSettings(model="flashtalk", linears="int8")),
                "linears_errors": {"flashtalk int8": 0.0123, "flashtalk fp8": 0.0311},
            },
            act=open_page("local", end=True),
        ),
        *(
            Scene(
                f"voices-{name}",
                ready | {"voices": state, "settings": Settings(voice=VoiceSettings(providers=(provider, "espeak")))},
                act=open_page("voice"),
            )
            for name, provider, state in _voices()
        ),
        *(
            Scene(
                f"connection-{name}",
                ready | {"settings": Settings(omnirt=omnirt), "connection": state, **more},
                act=open_page("connection", height_px=720 if "local" in name else 1080, end="local" in name),
            )
            for name, omnirt, state, more in connections()
        ),
        *(Scene(f"card-{name}", ready | more, act=open_page("local")) for name, more in card_states()),
        *(
            Scene(
                f"models-{name}",
                ready | {"upkeep": upkeep} | more,
                act=open_page("models", height_px=760),
            )
            for name, upkeep, more in models_states()
        ),
        *(
            Scene(f"storage-{name}", ready | {"upkeep": upkeep}, act=open_page("storage", height_px=760))
            for name, upkeep in storage_states()
        ),
        *(
            Scene(f"runtime-{name}", ready | {"upkeep": upkeep}, act=open_page("local", height_px=760))
            for name, upkeep in runtime_states()
        ),
        *(Scene(f"about-{name}", ready | {"upkeep": upkeep}, act=open_about) for name, upkeep in updates_states()),
        Scene("storage-choose", ready | {"upkeep": dict(storage_states())["some"]}, act=open_recordings),
        *(
            Scene("models-terms", ready | {"upkeep": state}, act=open_terms)
            for name, state, _ in models_states()
            if name == "none"
        ),
        Scene(
            "settings-douyin",
            ready | {"settings": Settings(program=ProgramSettings(platform="douyin", ai_label_words="zh"))},
            act=open_page("disclosure"),
        ),
        Scene("import-face", ready | {"portrait": portrait_view()}, act=find_import_dialog),
        Scene("import-nobody", ready | {"portrait": portrait_view(found=False)}, act=find_import_dialog),
        Scene("import-warned", ready | {"portrait": warned_view()}, act=find_import_dialog),
        Scene(
            "import-failed", ready | {"portrait": portrait_view(), "problems": (NOT_WRITTEN,)}, act=find_import_dialog
        ),
        *(
            Scene(f"crop-{name}", ready | {"crop": crop_view()} | more, act=find_crop_dialog)
            for name, more in (
                ("first", {}),
                (
                    "on-air",
                    {"camera": OutputState.ON, "session_s": 9.0, "avatar_id": "a1", "server_size_px": (704, 416)},
                ),
            )
        ),
        *(
            Scene(f"preflight-{name}", ready | {"preflight": state}, act=open_preflight)
            for name, state in preflight_states()
        ),
        *(
            Scene(f"assistant-{name}", live | more, mouth=0.6, act=open_assistant(page, height_px=height_px))
            for name, page, more, height_px in assistant_states()
        ),
        Scene("settings-restart", on_air, act=open_page("camera", change=True)),
    ]


def _voices() -> list[tuple[str, ProviderId, VoicesState]]:
    tags = ("de-DE", "en-GB", "en-US", "es-MX", "fr-FR", "ja-JP", "pt-BR", "zh-CN", "zh-CN-shaanxi", "uk-UA")
    many = tuple(Voice(f"{tag}-V{n}Neural", tag, f"Xiaoxiao {n} (Female)") for n in range(32) for tag in tags)
    neural = (
        Voice("en_GB-vctk-medium", "en-GB", "vctk-medium (English)"),
        Voice("de_DE-thorsten-high", "de-DE", "thorsten-high (Deutsch)", ready=False, size_bytes=114_000_000),
        Voice("zh_CN-huayan-medium", "zh-CN", "huayan-medium (简体中文)", ready=False, size_bytes=63_000_000),
    )
    gone = Problem(
        "speech.edge", "Edge's online voices cannot be reached.", "Check your connection, or choose other voices."
    )
    return [
        ("many", "edge", VoicesState(lists={"edge": many})),
        ("no-network", "edge", VoicesState(problems={"edge": gone})),
        ("looking", "edge", VoicesState(listing=frozenset({"edge"}))),
        ("server", "openai", VoicesState(lists={"openai": (Voice("alloy", "", "Alloy"),)}, has_key=True)),
        ("fetching", "neural", VoicesState(lists={"neural": neural}, fetching="de_DE-thorsten-high", fetched=0.41)),
    ]
