"""Everything that is said, and who says it: typed lines, files, the script, the streamer's voice, the host on stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.base.errors import Problem, Severity
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.cast_change import CastChange, id_of
from app.studio.engine_room import EngineRoom
from app.studio.parts import Parts
from app.studio.problems import ProblemBoard
from app.studio.script_desk import ScriptDesk
from app.studio.script_view import ScriptView
from app.studio.show import Show
from app.studio.snapshot import AvatarEntry, EngineState
from app.studio.speech_desk import SpeechDesk

_LEARNS = (EngineState.LOADING, EngineState.WAITING, EngineState.RENEWING, EngineState.RESTARTING)

COMING = "avatar.coming"
"""The code of the notice that somebody comes on stage after this turn."""


class Turns:
    """Lives on the studio's thread.

    Args:
        parts: open lines and files.
        problems: where to say what went wrong.
        show: the show that is on now.
        select: puts an avatar on stage, and says whether it is there.
        microphone: turns the microphone on or off; raises AppError.
        wake: has ``look`` called soon; any thread.
    """

    def __init__(
        self,
        parts: Parts,
        problems: ProblemBoard,
        show: Callable[[], Show | None],
        select: Callable[[str], bool],
        microphone: Callable[[bool], None],
        wake: Callable[[], None],
    ) -> None:
        self._problems = problems
        self._microphone = microphone
        self._opened_to_talk = False
        self._cast = CastChange(select)
        self._avatars: Sequence[AvatarEntry] = ()

        script = ScriptDesk(
            parts.open_text,
            problems.report,
            lambda name: None if (now := show()) is None else now.express(name),
            wake,
            parts.show_file,
        )
        self.desk = SpeechDesk(parts.open_text, parts.open_file, script, problems)

    def start(self) -> None:
        """See what the last studio left behind. Raises AppError when it cannot be read."""
        self.desk.script.start()

    def close(self) -> None:
        """Keep what was not said."""
        self.desk.script.close(self.desk.kept)

    def obey(self, command: do.SpeechCommand, show: Show, settings: Settings, *, microphone_on: bool) -> None:
        """Do what is asked. Raises AppError."""
        if isinstance(command, do.PushToTalk):
            if command.held and not microphone_on:
                self._opened_to_talk = True  # also where there is none: it must not come on by itself later
                self._microphone(True)
            elif not command.held and self._opened_to_talk:
                self._opened_to_talk = False
                self._microphone(False)
        self.desk.obey(command, show.speech, settings)

    def take_stage(self, avatar: AvatarEntry | None, show: Show, *, live: bool) -> bool:
        """Whether somebody may come on stage at once; else they come when this turn is over.

        Asked for a second time, they come now.
        """
        if avatar is None or not live or not show.speech.busy or avatar.id == self._cast.asked:
            self._cast.forget()
            self._problems.forget(COMING)
            return True
        self._cast.ask(avatar.id)
        words = f"{avatar.name} comes on stage when this line is over."
        self._problems.report(Problem(COMING, words, "Choose the avatar again to have it come now.", Severity.NOTICE))
        return False

    def look(self, show: Show, engine: EngineRoom, settings: Settings, on_stage: str) -> None:
        """After every command and ten times a second."""
        self.desk.look(show.speech, settings)
        learns = engine.state in _LEARNS and engine.worth_waiting
        wanted = self._id_of(self.desk.script.player.coming_avatar)
        self._cast.look(show.speech, wanted, on_stage, ready=not learns, voice=show.hears_voice)
        if not self._cast.asked:
            self._problems.forget(COMING)

    def view(self, show: Show) -> ScriptView:
        """The script as it is shown."""
        return self.desk.script.view(show.speech.now_ns(), push_to_talk=self.desk.push_to_talk)

    def know(self, avatars: Sequence[AvatarEntry]) -> None:
        """These may come on stage."""
        self._avatars = avatars

    def _id_of(self, avatar: str) -> str:
        """Whom a script means: by id, or by name."""
        known = id_of(avatar, self._avatars)
        if known or not avatar:
            return known
        self._problems.report(
            Problem(
                "script.avatar",
                f"The script asks for {avatar}, who is not in the library: whoever is on stage says the line.",
                "Import the avatar, or change the note in the line.",
                Severity.WARNING,
            )
        )
        return ""
