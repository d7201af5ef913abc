"""What the graphics card is asked for in this show: what the settings say, or less where it does not hold."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.card_choice import CardChoice, Setup
from app.base.errors import AppError, Problem
from app.base.local_settings import AUTO, drawn_as
from app.base.settings import Settings
from app.engine.base import EngineInfo
from app.engine.local.choice_store import ChoiceStore
from app.engine.local.chooser import OUT_OF_MEMORY
from app.media.types import NS_PER_S
from app.studio import step_down
from app.studio.engine_room import EngineRoom
from app.studio.problems import ProblemBoard
from app.studio.remote import stand_in_settings
from app.studio.snapshot import EngineState

_MINUTE_NS = 60 * NS_PER_S


@dataclass
class _Attempt:
    """All that is known since the settings were followed last.

    Attributes:
        setup: what draws in place of that of the settings.
        built_in: nothing of the card does.
        memory_ran_out: it was answered once already.
        info: what the engine said of itself; None: it has not drawn.
        watch: how fast that draws.
        choice: what was measured.
        spoken_ns: when somebody last spoke, or the engine got ready.
        stepped: what was said of the latest step.
    """

    setup: Setup | None = None
    built_in: bool = False
    memory_ran_out: bool = False
    info: EngineInfo | None = None
    watch: step_down.PaceWatch | None = None
    choice: CardChoice | None = None
    spoken_ns: int | None = None
    stepped: str = ""


class CardRoom:
    """Steps down for as long as the show lasts, or until it is asked to try again. Lives on the studio's thread.

    Args:
        problems: told of each step, in one sentence.
        store: what was measured before.
    """

    def __init__(self, problems: ProblemBoard, store: ChoiceStore) -> None:
        self._problems, self._store = problems, store
        self._remembered = store.latest()
        self._now = _Attempt()

    @property
    def choice(self) -> CardChoice | None:
        """What was measured of the card, perhaps in another show; None: nothing."""
        return self._now.choice or self._remembered

    @property
    def stepped(self) -> str:
        """What was said of the latest step down; empty: the settings hold."""
        return self._now.stepped

    def reset(self) -> bool:
        """Whatever was stepped down from counts again. Whether that changes anything."""
        stepped, self._now = bool(self._now.stepped), _Attempt()
        self._problems.forget("card.")
        return stepped

    def measure_again(self) -> None:
        """What was measured counts no more; the next engine begins with measuring. Raises AppError."""
        self._store.forget()
        self._remembered = None
        self.reset()

    def applied(self, settings: Settings) -> Settings:
        """``settings`` with what was stepped down to."""
        if settings.engine.kind != "local":
            return settings
        if self._now.built_in:
            return settings.model_copy(update={"engine": stand_in_settings(settings)})
        setup = self._now.setup
        return settings if setup is None else settings.model_copy(update={"local": drawn_as(settings.local, setup)})

    def look(self, engine: EngineRoom, settings: Settings, now_ns: int, *, talking: bool) -> bool:
        """Ten times a second. Whether what ``applied`` gives is another than before."""
        if settings.engine.kind != "local":
            return False
        now, line = self._now, engine.line
        now.choice = line.card_choice or now.choice
        if talking or now.spoken_ns is None or engine.state is not EngineState.READY:
            now.spoken_ns = now_ns
        minutes = settings.local.release_after_min
        if minutes and now_ns - now.spoken_ns >= minutes * _MINUTE_NS:
            engine.release()
        info = line.own
        if info is None or info.setup is None:
            return False
        if info is not now.info or now.watch is None:
            now.info, now.watch = info, step_down.PaceWatch(info.render_ns / info.chunk_ns)
            line.fresh_chunks_ns.clear()
        while line.fresh_chunks_ns:
            now.watch.add(line.fresh_chunks_ns.popleft() / info.chunk_ns)
        return self._judge(info.setup, now.watch)

    def failed(self, error: AppError, settings: Settings) -> bool:
        """The engine is down for this reason. Whether what ``applied`` gives is another now, and it begins with that.

        Memory that runs out is answered once with less, and then no more; a card that is lost for good, by the engine
        that needs none.
        """
        now = self._now
        if settings.engine.kind != "local" or now.built_in:
            return False
        drawn = self._wanted(settings)
        if error.code == OUT_OF_MEMORY and drawn is not None:
            after = None if now.memory_ran_out else step_down.next_for_memory(drawn, now.choice)
            now.memory_ran_out = True
            self._step(after, step_down.stepped_for_memory(drawn, after))
            return True
        if error.permanent and now.info is not None:  # it has drawn in this show
            self._step(None, step_down.lost_card(error.message))
            return True
        return False

    def _wanted(self, settings: Settings) -> Setup | None:
        """What is drawn with, or was being loaded."""
        local = self.applied(settings).local
        if local.model != AUTO:
            return Setup(local.model, local.size_px, local.steps, local.linears)
        return self._now.choice.chosen if self._now.choice is not None else None

    def _judge(self, setup: Setup, watch: step_down.PaceWatch) -> bool:
        if watch.too_slow:
            after = step_down.next_for_speed(setup, watch.pace, self._now.choice)
            self._step(after, step_down.stepped_for_speed(setup, after, watch.slowed_down))
            return True
        if watch.starved:
            self._problems.report(step_down.starving(setup, round(watch.slowed_down, 1)))
        else:
            self._problems.forget(step_down.STARVING)
        return False

    def _step(self, after: Setup | None, said: Problem) -> None:
        now = self._now
        now.setup, now.built_in, now.watch, now.stepped = after, after is None, None, said.message
        self._problems.forget(step_down.STARVING)
        self._problems.report(said)
