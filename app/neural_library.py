"""What neural voices speak with: a Python of its own with piper-tts in it, for the speech helper."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import AppError
from app.engine.local.own_python import OwnPython


class NeuralLibrary(OwnPython):
    """See ``OwnPython``. Any thread, one at a time."""

    WHAT = "Piper"

    def _self_test_command(self) -> Sequence[str]:
        return [str(self.python), "-E", "-P", "-c", "import onnxruntime, piper, piper.config; print('{}')"]

    def _does_not_work(self, why: str) -> AppError:
        return AppError(
            "speech.no_piper",
            f"Piper, which speaks the neural voices, is installed and does not work ({why}).",
            "Choose other voices, and send us the log.",
        )
