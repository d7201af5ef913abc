"""States of the Audio Mixer, to look at."""

from __future__ import annotations

from typing import Any

from app.base.errors import AppError
from app.base.settings import MixerSettings, Settings, VoiceSettings
from app.studio.calibration_state import CalibrationState
from app.studio.snapshot import Measures, OutputState

_QUIET = float("-inf")


def mixer_states() -> list[tuple[str, dict[str, Any]]]:
    """Names and what of the snapshot is different."""
    live = {
        "microphone_on": True,
        "gate_open": True,
        "speech_heard": True,
        "microphone_level_dbfs": -16.0,
        "microphone_out_dbfs": -11.0,
        "microphone_rms_dbfs": -21.0,
        "avatar_level_dbfs": _QUIET,
        "measures": Measures(fps=30.0, delay_ms=118.4, av_drift_ms=2.0),
    }
    headphones = "Headphones (Realtek High Definition Audio)"
    ready = live | {"camera": OutputState.ON, "audio_out": OutputState.ON}
    return [
        ("off", {"microphone_on": False, "measures": Measures(fps=30.0)}),
        (
            "live",
            live
            | {"settings": Settings(mixer=MixerSettings(monitor_device=headphones), voice=VoiceSettings(gain_db=6))},
        ),
        (
            "avatar",
            {
                "microphone_on": False,
                "avatar_level_dbfs": -3.0,
                "avatar_rms_dbfs": -16.0,
                "settings": Settings(mixer=MixerSettings(avatar_gain_db=-3, sync_offset_ms=120)),
            },
        ),
        (
            "muted",
            live
            | {
                "avatar_level_dbfs": -10.0,
                "avatar_rms_dbfs": -18.0,
                "microphone_out_dbfs": _QUIET,
                "microphone_rms_dbfs": _QUIET,
                "settings": Settings(
                    voice=VoiceSettings(muted=True),
                    mixer=MixerSettings(avatar_muted=True, sync_offset_ms=-80, monitor_device="Old headset"),
                ),
            },
        ),
        (
            "calibrated",
            ready
            | {
                "calibration": CalibrationState(sound_after_ms=-34, offset_ms=34, wishes=1),
            },
        ),
        ("calibrating", ready | {"calibration": CalibrationState(busy=True)}),
        (
            "not calibrated",
            ready
            | {
                "calibration": CalibrationState(
                    wishes=1,
                    problem=AppError(
                        "sound.no_readback",
                        f"The sound of {headphones} cannot be read back: "
                        "that takes PulseAudio or PipeWire, with parec.",
                        "Set Sync Offset by ear and eye; the test card is an engine in Settings > Connection.",
                    ),
                )
            },
        ),
        ("lost", {"microphone_on": True, "microphone_lost": True}),
    ]
