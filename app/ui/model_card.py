"""The card of one model: what there is of it, what it needs, what this computer reaches, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from app.base.card_choice import HOLDS_SPEED, MEASURED, CardChoice, Judged, Verdict
from app.base.errors import Problem
from app.base.local_settings import LocalModel
from app.base.model_catalogue import Offer
from app.base.model_state import ModelState, ModelStatus
from app.studio.commands.upkeep import (
    FetchModel,
    PauseModels,
    RemoveModel,
    VerifyModel,
)
from app.studio.job_desk import JobState
from app.studio.models import ModelsState
from app.ui.asking import ask_first
from app.ui.card import Card, problem_words
from app.ui.language import said, tr, way_words
from app.ui.terms_dialog import TermsDialog
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words


class ModelCard(Card):
    """One model. Lives on the GUI thread.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, offer: Offer, theme: Theme) -> None:
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        set_property(self._facts, "tone", "muted")
        self._reach = QLabel()
        self._reach.setWordWrap(True)
        self._place = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        set_property(self._place, "tone", "muted")
        super().__init__(
            offer.model,
            offer.title,
            (("verify", "", self._on_verify), ("remove", "", self._on_remove), ("fetch", "", self._on_fetch)),
            QLabel(said(offer.about)),
            (self._facts, self._reach, self._place),
        )
        self._offer = offer
        self._theme = theme
        self._state: ModelState | None = None
        self._fetching = self._verifying = False
        self.buttons["remove"].setText(self.tr("Remove…"))

    def show_state(self, all_of_them: ModelsState, state: ModelState | None, choice: CardChoice | None) -> None:
        """Show what there is of it; None: nobody has looked yet. ``choice``: what the card was measured to hold."""
        self._state = state
        mine = all_of_them.subject == self._offer.model
        self._fetching = mine and all_of_them.doing == "fetching"
        self._verifying = mine and all_of_them.doing == "verifying"
        self.show_status(*self._word(all_of_them, state))
        self._facts.setText(self._fact_words(state))
        reach, reach_tone = _reach(choice, self._offer.model)
        self._reach.setText(reach)
        self._reach.setVisible(bool(reach))
        set_property(self._reach, "tone", reach_tone)
        elsewhere = state is not None and state.place is not None and not state.ours
        self._place.setVisible(elsewhere)
        self._place.show_text(self.tr("In {folder}").format(folder=state.place) if state is not None else "")
        self.show_progress(self._job(all_of_them, state), self.tr("Asking the server…") if self._fetching else "")
        self._show_problem(all_of_them, state)
        self._show_buttons(all_of_them, state)

    def _word(self, state: ModelsState, mine: ModelState | None) -> tuple[str, str]:
        if mine is None:
            return "", "muted"
        if self._verifying:
            return self.tr("Verifying…"), "muted"
        if state.subject == self._offer.model and state.doing == "removing":
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
            ", ".join(_licence(name) for name in self._offer.licences),
        ]
        return "  ·  ".join(words)

    def _job(self, state: ModelsState, mine: ModelState | None) -> JobState | None:
        """What is being done with it, or how far it has come."""
        if self._fetching or self._verifying:
            return state
        if mine is not None and mine.status is ModelStatus.PART:
            return JobState(done_bytes=mine.there_bytes, whole_bytes=mine.whole_bytes)
        return None

    def _show_problem(self, state: ModelsState, mine: ModelState | None) -> None:
        words = []
        if state.problem is not None and state.problem_of == self._offer.model and state.problem.code != "models.terms":
            words = [problem_words(state.problem)]
        elif mine is not None and mine.status is ModelStatus.BROKEN and mine.error is not None:
            words = [problem_words(Problem.from_error(mine.error))]
        self.show_warnings(words)

    def _show_buttons(self, state: ModelsState, mine: ModelState | None) -> None:
        fetch, verify, remove = (self.buttons[name] for name in ("fetch", "verify", "remove"))
        status = ModelStatus.MISSING if mine is None else mine.status
        ours = mine is not None and mine.ours
        idle = mine is not None and not state.doing
        fetch.setVisible(self._fetching or status in (ModelStatus.MISSING, ModelStatus.PART))
        texts = {ModelStatus.PART: self.tr("Continue")}
        fetch.setText(self.tr("Pause") if self._fetching else texts.get(status, self.tr("Download")))
        fetch.setEnabled(self._fetching or idle)
        verify.setVisible(status is ModelStatus.THERE and ours)
        verify.setText(self.tr("Stop") if self._verifying else self.tr("Verify"))
        verify.setEnabled(idle or self._verifying)
        remove.setVisible(ours and not self._fetching and status is not ModelStatus.MISSING)
        remove.setEnabled(idle)

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


def _licence(name: str) -> str:
    """Names of licences stay as they are; what is none is said."""
    words = {"see its card": tr("see its card"), "Research, non-commercial": tr("Research, non-commercial")}
    return words.get(name, name)


def _reach(choice: CardChoice | None, model: LocalModel) -> tuple[str, str]:
    """What this computer's card reaches with a model, as it was measured, and the tone to say it in."""
    rows = [row for row in choice.rows if row.setup.model == model] if choice is not None else []
    tried = [row for row in rows if row.verdict in MEASURED and row.speed is not None]
    if choice is None or not rows:
        return "", "muted"
    if tried:
        best = next((row for row in tried if row.verdict is Verdict.HOLDS), tried[-1])
        words = tr("On {card}: {speed} times real time with {way}")
        text = words.format(
            card=choice.card.name, speed=f"{best.speed:.2f}", way=way_words(best.setup.way) or tr("its own size")
        )
        return text, "good" if best.verdict is Verdict.HOLDS else "warn"
    promised = choice.promised(model)
    if promised is not None:
        return _promise(choice, promised)
    if all(row.verdict in (Verdict.TOO_LARGE, Verdict.NO_MEMORY) for row in rows):
        return _too_large(choice)
    if all(row.verdict in (Verdict.UNLIKELY, Verdict.TOO_LARGE, Verdict.NO_MEMORY) for row in rows):
        return _too_slow(choice)
    return "", "muted"


def _too_large(choice: CardChoice) -> tuple[str, str]:
    return tr("{card} has too little memory for it").format(card=choice.card.name), "warn"


def _too_slow(choice: CardChoice) -> tuple[str, str]:
    return tr("{card} is too slow for it").format(card=choice.card.name), "warn"


def _promise(choice: CardChoice, row: Judged) -> tuple[str, str]:
    """What the card may be expected to reach with a model that is not here yet, and the tone to say it in."""
    if row.needs_bytes > choice.budget_bytes:
        return _too_large(choice)
    if row.speed is None:
        return "", "muted"
    if row.speed < HOLDS_SPEED:
        return _too_slow(choice)
    words = tr("On {card}: about {speed} times real time expected with {way}")
    return words.format(card=choice.card.name, speed=f"{row.speed:.1f}", way=way_words(row.setup.way)), "muted"
