"""Whether viewers are told what the platform wants them to be told. Advice, never a lock."""

from __future__ import annotations

from collections.abc import Iterator

from app.base.errors import Problem, Severity
from app.base.platforms import RULES, PlatformRules
from app.base.settings import ProgramSettings
from app.media.types import ProgramFormat
from app.studio.parts import Host
from app.studio.problems import ProblemBoard
from app.studio.watches import LossWatch

_SIZES = ("small", "medium", "large")


class DisclosureWatch:
    """Says what the platform minds, as long as somebody may be watching. Lives on the studio's thread."""

    def __init__(self, problems: ProblemBoard) -> None:
        self._watch = LossWatch(problems)

    def look(
        self, settings: ProgramSettings, program: ProgramFormat, host: Host | None, *, live: bool, own_voice: bool
    ) -> None:
        """Take note of what is on air."""
        taken_px = host.width_px * host.height_px if host is not None else 0
        share = min(1.0, taken_px / (program.width_px * program.height_px))
        self._watch.look(concerns(settings, own_voice=own_voice, share=share) if live else ())


def concerns(settings: ProgramSettings, *, own_voice: bool, share: float) -> tuple[Problem, ...]:
    """What the chosen platform is known to mind, while somebody may be watching.

    Args:
        settings: the label, and which platform.
        own_voice: nothing but the microphone speaks.
        share: part of the program picture that the host takes, 0..1.
    """
    if settings.platform == "none":
        return ()
    return tuple(_concerns(RULES[settings.platform], settings, own_voice=own_voice, share=share))


def _concerns(rules: PlatformRules, settings: ProgramSettings, *, own_voice: bool, share: float) -> Iterator[Problem]:
    if rules.label and not settings.ai_label:
        yield _concern(
            "label", f"{rules.name} asks for a label on what AI has made, and it is off.", "Turn the AI label on."
        )
    elif rules.label and _SIZES.index(settings.ai_label_size) < _SIZES.index(rules.size):
        yield _concern(
            "label", f"The AI label is smaller than {rules.name} is known to ask for.", "Make the AI label larger."
        )
    if rules.own_voice and not own_voice:
        yield _concern(
            "voice",
            f"{rules.name} is known to allow neither AI voices nor recordings in live shows.",
            "Speak through the microphone.",
        )
    if rules.real_person and not own_voice:
        yield _concern(
            "voice",
            f"{rules.name} is known to ask for a real, registered person who drives the host.",
            "Speak through the microphone.",
        )
    if rules.most_of_picture is not None and share > rules.most_of_picture:
        yield _concern(
            "share",
            f"{rules.name} is known to mind drawn figures that cover more than {rules.most_of_picture:.0%} of the "
            f"picture, and the host's picture covers {share:.0%}.",
            "Make the avatar smaller in Settings > Video.",
        )


def _concern(what: str, message: str, hint: str) -> Problem:
    return Problem(f"disclosure.{what}", message, f"{hint} Read the platform's own rules, too.", Severity.WARNING)
