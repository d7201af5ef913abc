"""Where a voice is in the words that it speaks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.media.types import NS_PER_S
from app.sources.base import Told
from app.sources.voices.base import SpeechEvent

LETTERS_PER_S: Final = 15
"""As fast as most voices speak, for a sentence whose end is not known yet."""


def told(
    sentences: Sequence[str],
    begins_ns: Sequence[int],
    ends_ns: Sequence[int],
    words: Sequence[SpeechEvent],
    heard_ns: int,
) -> Told:
    """How far the sentences have been heard.

    Args:
        sentences: all of them.
        begins_ns: when each begins, of those that are known.
        ends_ns: when each ends, of those that are known.
        words: when words begin, from voices that tell.
        heard_ns: so much has been heard.
    """
    letters = sum(map(len, sentences))
    here = sum(begin_ns <= heard_ns for begin_ns in begins_ns) - 1
    if here < 0:
        return Told(0.0, " ".join(sentences))
    before = sum(map(len, sentences[:here]))
    end_ns = ends_ns[here] if here < len(ends_ns) else None
    if end_ns is not None and heard_ns >= end_ns:
        return Told((before + len(sentences[here])) / letters, " ".join(sentences[here + 1 :]))
    since_ns = heard_ns - begins_ns[here]
    own = [word for word in words if begins_ns[here] <= word.at_ns and (end_ns is None or word.at_ns < end_ns)]
    if own:
        said = sum(len(word.text) + 1 for word in own if word.at_ns <= heard_ns)
    elif end_ns is not None:
        said = len(sentences[here]) * since_ns // (end_ns - begins_ns[here])
    else:
        said = since_ns * LETTERS_PER_S // NS_PER_S
    said = min(said, len(sentences[here]))
    return Told((before + said) / letters, " ".join(sentences[here:]), sentences[here], said)
