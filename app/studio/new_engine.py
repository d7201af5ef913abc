"""Which changes of the settings need another engine, and not only another word to the one that there is. Pure."""

from __future__ import annotations

from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import Settings


def another_engine(settings: Settings, before: Settings) -> bool:
    """Whether what was changed cannot be told to the engine that there is."""
    if settings.engine.kind == "omnirt" and _other_session(settings.omnirt, before.omnirt):
        return True
    if settings.engine.kind == "local" and settings.local != before.local:
        return True
    return settings.engine != before.engine


def _other_session(settings: OmniRTSettings, before: OmniRTSettings) -> bool:
    """Whether what was changed needs another session at once.

    Which part of a picture is sent can wait for one, and how a face moves is told to the one that there is.
    """
    return settings.model_copy(update={"crops": before.crops, "motion": before.motion}) != before
