"""The card of one model: what there is of it, what it needs, what this computer reaches, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
)

from app.base.card_choice import MEASURED, CardChoice, Verdict
from app.base.local_settings import LocalModel
from app.base.model_catalogue import Offer
from app.base.model_state import ModelState, ModelStatus
from app.studio.commands.upkeep import (
    FetchModel,
    PauseModels,
    RemoveModel,
    VerifyModel,
)
from app.studio.models import ModelsState
from app.ui.asking import ask_first
from app.ui.language import said, tr
from app.ui.terms_dialog import TermsDialog
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words, time_words

_LONG_NAME = 36


class ModelCard(QFrame):
    """One model. Lives on the GUI thread.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, offer: Offer, theme: Theme) -> None:
        super().__init__()
        self._offer = offer
        self._theme = theme
        self._state: ModelState | None = None
        self._fetching = self._verifying = False
        self.setObjectName("card")
        self.setAccessibleName(offer.title)
        title = QLabel(offer.title)
        title.setObjectName("card_title")
        self._status = QLabel()
        about = QLabel(offer.about)
        about.setWordWrap(True)
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        set_property(self._facts, "tone", "muted")
        self._reach = QLabel()
        self._reach.setWordWrap(True)
        self._place = ElidedLabel()
        set_property(self._place, "tone", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._progress = ElidedLabel()
        set_property(self._progress, "tone", "muted")
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_property(self._problem, "tone", "warn")
        self._fetch = self._button("fetch", self._on_fetch)
        self._verify = self._button("verify", self._on_verify)
        self._remove = self._button("remove", self._on_remove)
        self._remove.setText(self.tr("Remove…"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._verify, self._remove, self._fetch):
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title)
        head.addWidget(self._status)
        head.addStretch(1)
        grid.addLayout(head, 0, 0)
        grid.addLayout(buttons, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(about, 1, 0)
        below = (self._facts, self._reach, self._place, self._bar, self._progress, self._problem)
        for row, widget in enumerate(below, 2):
            grid.addWidget(widget, row, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def show_state(self, all_of_them: ModelsState, state: ModelState | None, choice: CardChoice | None) -> None:
        """Show what there is of it; None: nobody has looked yet. ``choice``: what the card was measured to hold."""
        self._state = state
        busy = all_of_them.model == self._offer.model and all_of_them.doing in ("fetching", "verifying", "removing")
        self._fetching = busy and all_of_them.doing == "fetching"
        word, tone = self._word(all_of_them, state)
        self._status.setText(word)
        set_property(self._status, "tone", tone)
        self._facts.setText(self._fact_words(state))
        reach, reach_tone = _reach(choice, self._offer.model)
        self._reach.setText(reach)
        self._reach.setVisible(bool(reach))
        set_property(self._reach, "tone", reach_tone)
        elsewhere = state is not None and state.place is not None and not state.ours
        self._place.setVisible(elsewhere)
        self._place.show_text(self.tr("In {folder}").format(folder=state.place) if state is not None else "")
        self._show_progress(all_of_them, state, busy=busy)
        self._show_problem(all_of_them, state)
        self._show_buttons(all_of_them, state, busy=busy)

    def _word(self, state: ModelsState, mine: ModelState | None) -> tuple[str, str]:
        if mine is None:
            return "", "muted"
        if state.model == self._offer.model and state.doing == "verifying":
            return self.tr("Verifying…"), "muted"
        if state.model == self._offer.model and state.doing == "removing":
            return self.tr("Removing…"), "muted"
        if self._fetching:
            return self.tr("Downloading"), "muted"
        match mine.status:
            case ModelStatus.THERE:
                compared = dict(state.verified).get(mine.model)
                if compared is None:
                    return self.tr("Ready"), "good"
                return (self.tr("Ready, verified") if compared else self.tr("Ready, complete")), "good"
            case ModelStatus.PART:
                return self.tr("Paused"), "warn"
            case ModelStatus.BROKEN:
                return self.tr("Cannot be used"), "warn"
        return "", "muted"

    def _fact_words(self, mine: ModelState | None) -> str:
        size = size_words(self._offer.size_bytes if mine is None else mine.whole_bytes)
        words = [
            self.tr("{size} on disk").format(size=size),
            self.tr("needs {size} on the card").format(size=size_words(self._offer.card_bytes)),
            ", ".join(self._offer.licences),
        ]
        return "  ·  ".join(words)

    def _show_progress(self, state: ModelsState, mine: ModelState | None, *, busy: bool) -> None:
        part = mine is not None and mine.status is ModelStatus.PART
        self._bar.setVisible(busy or part)
        self._progress.setVisible(busy or part)
        if busy and not state.whole_bytes:
            self._bar.setRange(0, 0)
            self._progress.show_text(self.tr("Asking the server…") if self._fetching else "")
            return
        done = state.done_bytes if busy else (mine.there_bytes if mine is not None else 0)
        whole = state.whole_bytes if busy else (mine.whole_bytes if mine is not None else 0)
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * done / max(1, whole)))
        words = [self.tr("{done} of {whole}").format(done=size_words(done), whole=size_words(whole))]
        if busy and state.rate_bytes > 0:
            words.append(self.tr("{rate}/s").format(rate=size_words(round(state.rate_bytes))))
        if busy and state.left_s is not None:
            words.append(self.tr("{time} left").format(time=time_words(state.left_s)))
        if busy and state.file:
            # The end tells one file from the next, and the time left must not be lost to it.
            words.append(state.file if len(state.file) <= _LONG_NAME else f"…{state.file[-_LONG_NAME:]}")
        self._progress.show_text("  ·  ".join(words))

    def _show_problem(self, state: ModelsState, mine: ModelState | None) -> None:
        text = ""
        if mine is not None and mine.status is ModelStatus.BROKEN and mine.error is not None:
            text = f"{said(mine.error.message)} {said(mine.error.hint)}"
        if state.problem is not None and state.problem_of == self._offer.model and state.problem.code != "models.terms":
            text = f"{said(state.problem.message)} {said(state.problem.hint)}"
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _show_buttons(self, state: ModelsState, mine: ModelState | None, *, busy: bool) -> None:
        status = ModelStatus.MISSING if mine is None else mine.status
        ours = mine is not None and mine.ours
        idle = mine is not None and not state.doing
        self._fetch.setVisible(self._fetching or status in (ModelStatus.MISSING, ModelStatus.PART))
        texts = {ModelStatus.PART: self.tr("Continue")}
        self._fetch.setText(self.tr("Pause") if self._fetching else texts.get(status, self.tr("Download")))
        self._fetch.setEnabled(self._fetching or idle)
        self._verifying = busy and state.doing == "verifying"
        self._verify.setVisible(status is ModelStatus.THERE and ours)
        self._verify.setText(self.tr("Stop") if self._verifying else self.tr("Verify"))
        self._verify.setEnabled(idle or self._verifying)
        self._remove.setVisible(ours and not self._fetching and status is not ModelStatus.MISSING)
        self._remove.setEnabled(idle)

    def _on_fetch(self) -> None:
        if self._fetching:
            self.wanted.emit(PauseModels())
        elif not self._offer.terms or (self._state is not None and self._state.status is ModelStatus.PART):
            self.wanted.emit(FetchModel(self._offer.model, agreed=bool(self._offer.terms)))
        else:
            dialog = TermsDialog(self._offer.title, self._offer.terms, self)
            dialog.accepted.connect(lambda: self.wanted.emit(FetchModel(self._offer.model, agreed=True)))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_verify(self) -> None:
        self.wanted.emit(PauseModels() if self._verifying else VerifyModel(self._offer.model))

    def _on_remove(self) -> None:
        size = size_words(self._state.there_bytes if self._state is not None else 0)
        ask_first(
            self,
            self._theme,
            self.tr("Remove {model}?").format(model=self._offer.title),
            self.tr("Up to {size} on the disk become free. It can be downloaded again.").format(size=size),
            lambda: self.wanted.emit(RemoveModel(self._offer.model)),
        )

    def _button(self, name: str, clicked: object) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"{self._offer.model}.{name}")
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button


def _reach(choice: CardChoice | None, model: LocalModel) -> tuple[str, str]:
    """What this computer's card reaches with a model, as it was measured, and the tone to say it in."""
    rows = [row for row in choice.rows if row.setup.model == model] if choice is not None else []
    tried = [row for row in rows if row.verdict in MEASURED and row.speed is not None]
    if choice is None or not rows:
        return "", "muted"
    if tried:
        best = next((row for row in tried if row.verdict is Verdict.HOLDS), tried[-1])
        words = tr("On {card}: {speed} times real time with {way}")
        text = words.format(card=choice.card.name, speed=f"{best.speed:.2f}", way=best.setup.way or tr("its own size"))
        return text, "good" if best.verdict is Verdict.HOLDS else "warn"
    if all(row.verdict in (Verdict.TOO_LARGE, Verdict.NO_MEMORY) for row in rows):
        return tr("{card} has too little memory for it").format(card=choice.card.name), "warn"
    if all(row.verdict in (Verdict.UNLIKELY, Verdict.TOO_LARGE, Verdict.NO_MEMORY) for row in rows):
        return tr("{card} is too slow for it").format(card=choice.card.name), "warn"
    return "", "muted"
