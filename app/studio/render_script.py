"""A script as it is rendered: in its order, without the announcements, which belong to a show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.sources.base import SpeechSource
from app.sources.script_line import ScriptLine, fill_in
from app.studio.cast_change import id_of
from app.studio.render import RenderedLine
from app.studio.script_player import with_voice
from app.studio.snapshot import AvatarEntry

Say = Callable[[str, VoiceSettings], SpeechSource]


def script_lines(
    lines: Sequence[ScriptLine],
    variables: Mapping[str, str],
    voice: VoiceSettings,
    avatars: Sequence[AvatarEntry],
    say: Say,
) -> list[RenderedLine]:
    """The lines as ``Renderer.run`` takes them. Raises AppError for a variable without value, or an unknown avatar."""
    return [_rendered(line, variables, voice, avatars, say) for line in lines if line.every_s is None]


def _rendered(
    line: ScriptLine,
    variables: Mapping[str, str],
    voice: VoiceSettings,
    avatars: Sequence[AvatarEntry],
    say: Say,
) -> RenderedLine:
    text, spoken_by, avatar = fill_in(line.text, variables), with_voice(voice, line.voice), id_of(line.avatar, avatars)
    if line.avatar and not avatar:
        raise AppError(
            "script.avatar",
            f"The script asks for {line.avatar}, who is not in the library.",
            "Import the avatar, or change the note in the line.",
        )
    return RenderedLine(lambda: say(text, spoken_by), avatar, line.expression, line.pause_s)
