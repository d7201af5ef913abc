"""What goes wrong with a synthesiser."""

from __future__ import annotations


class SpeechError(Exception):
    """The synthesiser is missing, or cannot do what is asked."""
