"""A card of the settings: one thing that the studio keeps, what is being done with it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.base.errors import Problem
from app.studio.job_desk import JobState
from app.ui.language import said, tr
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words, time_words

_STEPS = 1000


class Card(QFrame):
    """A title with a word on how it stands, buttons beside it, and rows below. Lives on the GUI thread.

    Args:
        name: of its buttons, for whoever looks for them.
        title: what it is, for people.
        buttons: what can be done: each with its name, its text and what is called.
        about: what it is at length, beside the buttons.
        rows: what is known of it.

    """

    def __init__(
        self,
        name: str,
        title: str,
        buttons: Sequence[tuple[str, str, Callable[[], None]]],
        about: QLabel | None = None,
        rows: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(title)
        head = QLabel(title)
        head.setObjectName("card_title")
        self._status = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._progress = QLabel()
        self._step = ElidedLabel()  # gives way, so that the time left is not lost
        for label in (self._progress, self._step):
            set_property(label, "tone", "muted")
        self._warning = QLabel()
        self._warning.setWordWrap(True)
        self._warning.setTextFormat(Qt.TextFormat.PlainText)
        self._warning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_property(self._warning, "tone", "warn")
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(head)
        line.addWidget(self._status)
        line.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self.buttons = {one: self._button(f"{name}.{one}", text, clicked) for one, text, clicked in buttons}
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addLayout(line, 0, 0)
        grid.addLayout(self._buttons, 0, 1, 1 if about is None else 2, 1, Qt.AlignmentFlag.AlignTop)
        if about is not None:
            about.setWordWrap(True)
            grid.addWidget(about, 1, 0)
        how_far = QHBoxLayout()
        how_far.setSpacing(0)
        how_far.addWidget(self._progress)
        how_far.addWidget(self._step, 1)
        for row, widget in enumerate((*rows, self._bar), 2):
            grid.addWidget(widget, row, 0, 1, 2)
        grid.addLayout(how_far, len(rows) + 3, 0, 1, 2)
        grid.addWidget(self._warning, len(rows) + 4, 0, 1, 2)

    def show_status(self, word: str, tone: str) -> None:
        """How it stands, in a word."""
        self._status.setText(word)
        set_property(self._status, "tone", tone)

    def show_progress(self, job: JobState | None, otherwise: str = "") -> None:
        """How far a job with it is; None: there is none. ``otherwise``: what is said while nobody knows how far."""
        self._bar.setVisible(job is not None)
        for label in (self._progress, self._step):
            label.setVisible(job is not None)
        if job is None:
            return
        self._step.show_text("")
        self._bar.setRange(0, _STEPS if job.whole_bytes else 0)
        if not job.whole_bytes:
            self._progress.setText(otherwise)
            return
        self._bar.setValue(round(_STEPS * job.done_bytes / job.whole_bytes))
        self._progress.setText("  ·  ".join(_words(job)))
        self._step.show_text(f"  ·  {job.step}" if job.step else "")

    def show_warnings(self, words: Sequence[str]) -> None:
        """What is wrong, a line each."""
        self._warning.setText("\n".join(words))
        self._warning.setVisible(bool(words))

    def _button(self, name: str, text: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        self._buttons.addWidget(button)
        return button


def problem_words(problem: Problem) -> str:
    """What went wrong and what to do, in the language of the window."""
    return f"{said(problem.message)} {said(problem.hint)}"


def _words(job: JobState) -> list[str]:
    words = [tr("{done} of {whole}").format(done=size_words(job.done_bytes), whole=size_words(job.whole_bytes))]
    if job.rate_bytes > 0:
        words.append(tr("{rate}/s").format(rate=size_words(round(job.rate_bytes))))
    if job.left_s is not None:
        words.append(tr("{time} left").format(time=time_words(job.left_s)))
    return words
