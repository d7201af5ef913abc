"""What the settings dialog shows of the typed settings: pages, labels, units, words for choices.

Types, ranges and defaults come from ``app.base.settings``; only what a person reads is here.
"""

from __future__ import annotations

from app.base.platforms import Platform
from app.base.settings import ProviderId
from app.ui.language import tr
from app.ui.settings_rows import Page, Row


def pages() -> tuple[Page, ...]:
    """All pages in order, in the user's language."""
    return (
        Page("general", tr("General"), _general()),
        Page("video", tr("Video"), _video()),
        Page("disclosure", tr("AI Label"), _disclosure()),
        Page("camera", tr("Virtual Camera"), _camera()),
        Page("obs", tr("OBS"), _obs()),
        Page("recording", tr("Recording"), _recording()),
        Page(
            "audio",
            tr("Audio"),
            (
                Row("voice", "noise_suppression", tr("Noise suppression"), explain=True),
                Row("voice", "gate", tr("Gate"), explain=True),
                Row("voice", "gate_dbfs", tr("Gate opens at"), unit=tr("dBFS"), needs=("gate", True)),
                Row("voice", "gain_db", tr("Microphone gain"), unit=tr("dB"), explain=True),
                Row("audio_out", "hear_microphone", tr("Hear my own voice"), explain=True),
            ),
        ),
        Page("voice", tr("Voice"), _voice()),
        Page("connection", tr("Connection"), (*_connection(), *_local_server())),
        Page("local", tr("Graphics Card"), _local()),
        Page("models", tr("Models"), _models()),
        Page("storage", tr("Storage"), _storage()),
        Page("hotkeys", tr("Hotkeys"), ()),
        Page("control", tr("Remote Control"), _control()),
        Page("advanced", tr("Advanced"), _advanced()),
    )


def _general() -> tuple[Row, ...]:
    themes = {"system": tr("As the system"), "dark": tr("Dark"), "light": tr("Light")}
    languages = {"system": tr("As the system"), "en": "English", "zh_CN": "简体中文"}
    modes = {"desk": tr("All controls"), "simple": tr("Simple")}
    return (
        Row("window", "mode", tr("Window"), choices=modes, explain=True),
        Row("window", "theme", tr("Theme"), choices=themes),
        Row("window", "language", tr("Language"), choices=languages, explain=True),
        Row("window", "mirror_preview", tr("Mirror the preview"), explain=True),
        Row("window", "safe_areas", tr("Safe areas"), explain=True),
        Row("stats", "report", tr("Report after a show"), explain=True),
        Row("window", "tray", tr("Icon in the system tray"), explain=True),
        Row("window", "minimise_to_tray", tr("Minimise to the tray"), needs=("tray", True), explain=True),
        Row("window", "start_minimised", tr("Start minimised"), explain=True),
        Row("window", "check_for_updates", tr("Check for updates"), explain=True),
    )


def _video() -> tuple[Row, ...]:
    sizes = {
        "1280x720": tr("1280 × 720 (16:9)"),
        "1920x1080": tr("1920 × 1080 (16:9)"),
        "720x1280": tr("720 × 1280 (9:16, portrait)"),
        "1080x1920": tr("1080 × 1920 (9:16, portrait)"),
    }
    backgrounds = {"colour": tr("Colour"), "green": tr("Green screen"), "image": tr("Image")}
    fits = {"contain": tr("Show all of it"), "cover": tr("Fill the picture"), "width": tr("Fill the width")}
    return (
        Row("program", "size", tr("Size"), choices=sizes),
        Row(
            "program",
            "fps",
            tr("Frame rate"),
            choices={fps: tr("{fps} fps").format(fps=fps) for fps in (25, 30, 50, 60)},
        ),
        Row("program", "background", tr("Background"), choices=backgrounds),
        Row(
            "program",
            "background_colour",
            tr("Background colour"),
            look="colour",
            needs=("background", "colour"),
        ),
        Row(
            "program",
            "background_image",
            tr("Background image"),
            look="image",
            needs=("background", "image"),
            empty=tr("none"),
        ),
        Row("program", "avatar_fit", tr("Avatar fit"), choices=fits),
        Row("program", "avatar_scale", tr("Avatar size"), unit="%"),
        Row("program", "avatar_x", tr("Avatar position, across"), unit="%"),
        Row("program", "avatar_y", tr("Avatar position, down"), unit="%"),
        Row("program", "subtitles_file", tr("Subtitles file"), look="new_file", empty=tr("none"), explain=True),
    )


def _disclosure() -> tuple[Row, ...]:
    words = {"avatar": tr("AI avatar"), "generated": tr("AI generated"), "zh": tr("AI 生成 (Chinese)")}
    corners = {
        "top_left": tr("Top left"),
        "top_right": tr("Top right"),
        "bottom_left": tr("Bottom left"),
        "bottom_right": tr("Bottom right"),
    }
    sizes = {"small": tr("Small"), "medium": tr("Medium"), "large": tr("Large")}
    on = ("ai_label", True)
    return (
        Row("program", "platform", tr("Where it is shown"), choices=platform_names(), look="platform"),
        Row("program", "ai_label", tr("Label the picture"), look="label", explain=True),
        Row("program", "ai_label_words", tr("Words"), choices=words, needs=on),
        Row("program", "ai_label_corner", tr("Corner"), choices=corners, needs=on),
        Row("program", "ai_label_size", tr("Size"), choices=sizes, needs=on),
    )


def platform_names() -> dict[Platform, str]:
    """Where a program may be shown, for people."""
    return {
        "none": tr("Nowhere in particular"),
        "tiktok_shop": tr("TikTok Shop"),
        "douyin": tr("Douyin"),
        "youtube": tr("YouTube"),
        "twitch": tr("Twitch"),
        "eu": tr("European Union"),
    }


def _camera() -> tuple[Row, ...]:
    backends = {
        "auto": tr("Automatic"),
        "obs": tr("OBS Virtual Camera"),
        "unitycapture": tr("Unity Capture (Windows)"),
        "v4l2loopback": tr("v4l2loopback (Linux)"),
    }
    colours = {"bt709": tr("BT.709: right in OBS"), "bt601": tr("BT.601: right in browsers and video calls")}
    return (
        Row("camera", "backend", tr("Camera system"), choices=backends),
        Row("camera", "device", tr("Device"), look="camera", empty=tr("The first that is free")),
        Row("camera", "colours", tr("Colours"), choices=colours),
    )


def _obs() -> tuple[Row, ...]:
    shows = {"browser": tr("Browser source"), "camera": tr("Virtual camera")}
    microphones = {"mute": tr("Mute"), "sync": tr("Set Sync Offset"), "leave": tr("Leave as it is")}
    return (
        Row("obs", "show", tr("OBS shows"), choices=shows, explain=True),
        Row("obs", "microphone", tr("Microphone in OBS"), choices=microphones, explain=True),
        Row("browser", "transparent", tr("Transparent background"), explain=True),
        Row("browser", "port", tr("Port of the browser source"), explain=True),
        Row("obs", "port", tr("Port of OBS"), explain=True),
    )


def _recording() -> tuple[Row, ...]:
    qualities = {"small": tr("Small file"), "good": tr("Good"), "best": tr("Best, large file")}
    encoders = {"auto": tr("Hardware, if there is one"), "software": tr("Software")}
    return (
        Row("recording", "folder", tr("Folder"), look="folder", empty=tr("the system's videos folder")),
        Row("recording", "name_template", tr("File name"), explain=True),
        Row("recording", "quality", tr("Quality"), choices=qualities),
        Row("recording", "encoder", tr("Encoder"), choices=encoders),
    )


def provider_names() -> dict[ProviderId, str]:
    """Those who can speak, for people."""
    return {
        "espeak": tr("espeak-ng (robotic, always there)"),
        "system": tr("The system's voices"),
        "edge": tr("Edge online voices (Microsoft)"),
        "openai": tr("Speech server (OpenAI or compatible)"),
        "omnirt": tr("OmniRT speech (IndexTTS)"),
        "neural": tr("Neural voices (offline)"),
    }


def _voice() -> tuple[Row, ...]:
    formats = {"pcm": tr("PCM: begins soonest"), "wav": tr("WAVE"), "mp3": tr("MP3: fewest data")}
    return (
        Row("voice", "providers", tr("Who speaks"), look="providers", explain=True),
        Row("voice", "voices", tr("Voice"), look="voices"),
        Row("voice", "rate", tr("Speed"), unit="%"),
        Row("voice", "pitch", tr("Pitch"), unit=tr("semitones")),
        Row("voice", "volume", tr("Volume"), unit="%"),
        Row("voice", "queue_limit", tr("Lines that may wait"), explain=True),
        Row("voice", "openai_url", tr("Speech server")),
        Row("voice", "openai_model", tr("Its model")),
        Row("voice", "openai_format", tr("Its sound"), choices=formats),
        Row("voice", "omnirt_url", tr("OmniRT speech server"), explain=True),
    )


def _local_server() -> tuple[Row, ...]:
    backends = {
        "auto": tr("What there is"),
        "cuda": tr("CUDA"),
        "ascend": tr("Ascend"),
        "cpu-stub": tr("A stand-in, to try things out"),
    }
    return (
        Row("local_server", "program", tr("Program"), look="file", empty=tr("found by itself")),
        Row("local_server", "port", tr("Port")),
        Row("local_server", "backend", tr("Computes on"), choices=backends),
        Row("local_server", "keep", tr("Let it run on when the studio ends")),
    )


def _connection() -> tuple[Row, ...]:
    kinds = {
        "builtin": tr("Built in"),
        "testcard": tr("Test card"),
        "omnirt": tr("OmniRT server"),
        "local": tr("This computer's graphics card"),
    }
    models = {
        "flashtalk": tr("FlashTalk"),
        "wav2lip": tr("Wav2Lip"),
        "quicktalk": tr("QuickTalk"),
        "musetalk": tr("MuseTalk"),
        "fasterliveportrait": tr("FasterLivePortrait"),
        "flashhead": tr("FlashHead"),
    }
    never = tr("never")
    standing_in = {"idle": tr("The host at rest"), "builtin": tr("The built-in engine")}
    minutes = tr("min")
    return (
        Row("engine", "kind", tr("Engine"), choices=kinds),
        Row("omnirt", "model", tr("Model"), choices=models),
        Row("omnirt", "server", tr("Server"), look="server"),
        Row("omnirt", "servers", "", look="servers"),
        Row("omnirt", "allow_plain", tr("Encryption"), look="plain"),
        Row("omnirt", "failover", tr("While it is away"), choices=standing_in, explain=True),
        Row("omnirt", "release_after_min", tr("Give back after"), unit=minutes, empty=never, explain=True),
        Row("omnirt", "max_session_min", tr("Renew after"), unit=minutes, empty=never, explain=True),
        Row("omnirt", "slot_timeout_s", tr("Wait for a slot"), unit=tr("s"), explain=True),
        Row("omnirt", "prompt", tr("Prompt")),
        Row("omnirt", "seed", tr("Seed")),
    )


def _local() -> tuple[Row, ...]:
    models = {
        "auto": tr("The best that the card holds"),
        "flashhead-lite": tr("FlashHead Lite (6 GB)"),
        "flashhead-pro": tr("FlashHead Pro (8 GB)"),
        "flashtalk": tr("FlashTalk (40 GB)"),
        "wav2lip": tr("Wav2Lip (2 GB)"),
    }
    builds = {
        "auto": tr("What the card wants"),
        "cuda": tr("NVIDIA (CUDA)"),
        "rocm": tr("AMD (ROCm)"),
        "cpu": tr("No card (processor)"),
    }
    precisions = {"plain": tr("As published"), "int8": tr("8 bits, whole numbers"), "fp8": tr("8 bits, floating point")}
    first = {"game": tr("The game"), "even": tr("Neither"), "host": tr("The host")}
    found = tr("found by itself")
    measured = ("model", "auto")
    published = tr("As published")
    return (
        Row("local", "model", tr("Model"), choices=models, explain=True),
        Row("local", "ckpt_dir", tr("Its folder"), look="folder", empty=found),
        Row("local", "wav2vec_dir", tr("Speech encoder"), look="folder", empty=tr("beside the model")),
        Row("local", "device", tr("Device"), explain=True),
        Row("local", "vram_gb", tr("Memory, at most"), unit=tr("GB"), empty=tr("what is free"), explain=True),
        Row("local", "priority", tr("Comes first"), choices=first, explain=True),
        Row("local", "release_after_min", tr("Leave the card after"), unit=tr("min"), empty=tr("never"), explain=True),
        Row("local", "size", tr("Size"), unless=measured, explain=True),
        Row("local", "steps", tr("Steps"), unless=measured, empty=published, explain=True),
        Row("local", "frames", tr("Pictures at once"), unless=measured, empty=published, explain=True),
        Row(
            "local", "history_s", tr("Sound heard again"), unit=tr("s"), unless=measured, empty=published, explain=True
        ),
        Row("local", "graphs", tr("Recorded work"), explain=True),
        Row("local", "compiled", tr("Compiled"), explain=True),
        Row("local", "linears", tr("Precision"), choices=precisions, unless=measured, explain=True),
        Row("local", "tiny_decoder", tr("Small decoder"), look="file", empty=tr("the model's own"), explain=True),
        Row("local", "seed", tr("Seed")),
        Row("runtime", "build", tr("PyTorch for"), choices=builds, explain=True),
        Row("runtime", "torch_index", tr("PyTorch from"), empty=tr("PyTorch's own index"), explain=True),
        Row("runtime", "packages_index", tr("The rest from"), empty=tr("PyPI"), explain=True),
        Row("runtime", "python_mirror", tr("Python from"), empty=tr("GitHub"), explain=True),
        Row("engine", "python", tr("PyTorch's Python"), look="file", empty=tr("beside the studio")),
    )


def _models() -> tuple[Row, ...]:
    return (
        Row("storage", "models_folder", tr("Their folder"), look="folder", empty=tr("in the studio's data folder")),
        Row("storage", "hub", tr("Download from"), explain=True),
    )


def _storage() -> tuple[Row, ...]:
    gigabytes, no_limit = tr("GB"), tr("no limit")
    return (
        Row("storage", "models_cap_gb", tr("Models, at most"), unit=gigabytes, empty=no_limit, explain=True),
        Row(
            "storage",
            "recordings_cap_gb",
            tr("Recordings, at most"),
            unit=gigabytes,
            empty=no_limit,
            explain=True,
        ),
        Row("storage", "quantised_cap_gb", tr("Quantised, at most"), unit=gigabytes),
        Row("storage", "clips_cap_mb", tr("Drawn hosts, at most"), unit=tr("MB")),
        Row("storage", "logs_cap_mb", tr("Logs, at most"), unit=tr("MB")),
    )


def _control() -> tuple[Row, ...]:
    return (
        Row("control", "enabled", tr("Let other programs lead the studio"), explain=True),
        Row("control", "network", tr("Let in my network, too"), explain=True, needs=("enabled", True)),
        Row("control", "approve", tr("Lines wait for my approval"), explain=True),
        Row("control", "port", tr("Port"), needs=("enabled", True)),
    )


def _advanced() -> tuple[Row, ...]:
    places = {"process": tr("In a process of its own"), "thread": tr("Inside the studio")}
    return (Row("engine", "isolation", tr("The engine runs"), choices=places, explain=True),)
