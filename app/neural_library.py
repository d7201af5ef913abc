"""What neural voices speak with: a Python of its own with piper-tts in it, for the speech helper."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import AppError
from app.engine.launch import python_with_our_source
from app.engine.local.own_python import OwnPython


class NeuralLibrary(OwnPython):
    """See ``OwnPython``. Any thread, one at a time."""

    WHAT = "Piper"

    @property
    def command(self) -> list[str] | None:
        """How to start the speech helper with it; None: it is not installed."""
        if self.stamp is None:
            return None
        python, *rest = python_with_our_source(self.python, "flashtalk_speech")
        return [python, "-E", *rest]  # where the studio's own Python finds its packages is nothing for this one

    def _self_test_command(self) -> Sequence[str]:
        return [str(self.python), "-E", "-P", "-c", "import onnxruntime, piper, piper.config; print('{}')"]

    def _does_not_work(self, why: str) -> AppError:
        return AppError(
            "speech.no_piper",
            f"Piper, which speaks the neural voices, is installed and does not work ({why}).",
            "Choose other voices, and send us the log.",
        )
