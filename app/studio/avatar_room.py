"""Where avatars come in and go out, on a thread of its own, so that neither the show nor the window waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.avatars.consent import Consent
from app.avatars.crop import Rest
from app.avatars.face_handles import Handles, handles_of, suggested_handles
from app.avatars.importing import Portrait
from app.avatars.keeper import Said, is_picture
from app.avatars.preparation import Preparation
from app.avatars.resampling import fit
from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings
from app.media.types import Pixels
from app.studio import commands as do
from app.studio.loop import Loop
from app.studio.parts import Parts, program_format
from app.studio.problems import ProblemBoard
from app.studio.snapshot import REMOVED, AvatarEntry, CropView, PortraitView

SHOWN_PX = 1024

Done = Callable[[], None]


class AvatarRoom:
    """Imports, exports and removes avatars. Lives on the studio's thread; the work is done on a thread of its own.

    Args:
        parts: have the keeper, who does the work, and list the library.
        studio: the studio's loop.
        problems: where to say what went wrong, and what was done.
        on_changed: told what the library is now, and who came in, if somebody did; on the studio's thread.
        settings: as they are now; on the studio's thread.
    """

    def __init__(
        self,
        parts: Parts,
        studio: Loop,
        problems: ProblemBoard,
        on_changed: Callable[[tuple[AvatarEntry, ...], str | None], None],
        settings: Callable[[], Settings],
    ) -> None:
        self._parts = parts
        self._keeper = parts.avatars
        self._list = parts.list_avatars
        self._settings = settings
        self._studio = studio
        self._problems = problems
        self._on_changed = on_changed
        self._work = Loop(self._report, "avatars")
        self._waiting: deque[do.OpenImport | do.EditAvatar] = deque()
        self._jobs = 0
        self._portrait: Portrait | None = None
        self.view: PortraitView | None = None
        self.crop: CropView | None = None
        self.preparation: Preparation | None = None
        self._from_stage: frozenset[str] = frozenset()  # of the removed: who goes back on stage when that is undone
        self._looked_at = ""  # whose preparation is kept up to date
        self._seen: dict[str, int] | None = None

    def start(self) -> None:
        """Begin."""
        self._work.start()

    def close(self) -> None:
        """Finish what was begun, and end."""
        self._work.stop()

    @property
    def busy(self) -> bool:
        """Something is being done."""
        return self._jobs > 0

    def look(self) -> None:
        """See whether another program brought avatars or took some away: the command line, or a file manager.

        And what engines have prepared since.
        """
        if not self.busy:
            self._work.post(self._look)
            self._look_at(self._looked_at)

    def obey(self, command: do.LibraryCommand, *, of_the_stage: bool = False) -> None:
        """Do what is asked; what went wrong before is forgotten. ``of_the_stage``: who is removed was the host."""
        if isinstance(command, do.LookAtAvatar):
            self._look_at(command.avatar_id)
            return
        for part in ("avatar.", "picture.", "face.", REMOVED):
            self._problems.forget(part)
        match command:
            case do.OpenImport() | do.EditAvatar():
                self._waiting.append(command)
                self._next()
            case do.FinishImport():
                self._finish(command)
            case do.CancelImport():
                self._portrait = self.view = None
                self._next()
            case do.OpenCrop(avatar_id):
                self._run(lambda: self._open_crop(avatar_id))
            case do.FinishCrop() | do.CancelCrop():
                self.crop = None
            case do.PrepareAvatar(avatar_id):
                settings = self._settings()
                self._run(lambda: self._prepare(avatar_id, settings))
            case do.ExportAvatar(avatar_id, target):
                self._run(lambda: self._export(avatar_id, target))
            case do.DuplicateAvatar(avatar_id, name):
                self._run(lambda: self._duplicate(avatar_id, name))
            case do.RemoveAvatar(avatar_id, name):
                others = self._from_stage - {avatar_id}
                self._from_stage = others | {avatar_id} if of_the_stage else others
                self._run(lambda: self._remove(avatar_id, name))
            case do.RestoreAvatar(avatar_id):
                host = avatar_id if avatar_id in self._from_stage else None
                self._run(lambda: self._restore(avatar_id, host))

    def _next(self) -> None:
        """Look at the next of what was brought, once the one before is dealt with."""
        if self.view is None and not self.busy and self._waiting:
            wanted = self._waiting.popleft()
            self._run(lambda: self._open(wanted))

    def _finish(self, asked: do.FinishImport) -> None:
        portrait = self._portrait
        if portrait is not None and not self.busy:
            height_px, width_px, _ = portrait.picture.shape
            places = asked.handles.scaled(width_px, height_px) if asked.handles is not None else None
            avatar_id = self.view.avatar_id if self.view is not None else ""
            said = None if asked.whose is None else (asked.whose, asked.who)
            self._run(lambda: self._write(portrait, places, asked.name, avatar_id, said))

    def _look_at(self, avatar_id: str) -> None:
        self._looked_at = avatar_id
        if not avatar_id:
            self.preparation = None
            return
        settings = self._settings()

        def work() -> None:
            with suppress(AppError):  # it was taken away meanwhile; the library says so
                found = self._parts.preparation(avatar_id, settings)
                self._studio.post(lambda: self._prepared(found))

        self._work.post(work)

    def _run(self, job: Callable[[], Done]) -> None:
        """Do ``job`` on the thread of its own, and what it gives back on the studio's."""
        self._jobs += 1

        def work() -> None:
            done: Done | None = None
            try:
                done = job()
            finally:
                self._studio.post(lambda: self._ended(done))

        self._work.post(work)

    def _ended(self, done: Done | None) -> None:
        self._jobs -= 1
        if done is not None:
            done()
        self._next()

    # ---- the thread of its own

    def _open(self, wanted: do.OpenImport | do.EditAvatar) -> Done:
        if isinstance(wanted, do.EditAvatar):
            again = self._keeper.look_again(wanted.avatar_id)
            shown = _view(again, wanted.avatar_id, self._keeper.consent(wanted.avatar_id))
            return lambda: self._show(again, shown)
        source = wanted.source
        if isinstance(source, Path) and not is_picture(source):
            imported = self._keeper.take(source)
            return self._changed(imported.id)
        portrait = self._keeper.look_at(source, wanted.name)
        view = _view(portrait)
        return lambda: self._show(portrait, view)

    def _write(self, portrait: Portrait, handles: Handles | None, name: str, avatar_id: str, said: Said | None) -> Done:
        if avatar_id:
            self._keeper.change(avatar_id, portrait, handles, name, said)
        else:
            avatar_id = self._keeper.add(portrait, handles, name, said)
        changed = self._changed(avatar_id)
        return lambda: self._written(portrait, changed)

    def _open_crop(self, avatar_id: str) -> Done:
        name, rest = self._keeper.at_rest(avatar_id)
        view = CropView(avatar_id, name, _small(rest))
        return lambda: self._show_crop(view)

    def _prepare(self, avatar_id: str, settings: Settings) -> Done:
        self._parts.open_host(avatar_id, program_format(settings), settings.program)
        found = self._parts.preparation(avatar_id, settings)
        return lambda: self._prepared(found)

    def _export(self, avatar_id: str, target: Path) -> Done:
        self._keeper.export(avatar_id, target, overwrite=True)
        done = Problem("avatar.exported", f"The avatar is in {target}.", severity=Severity.NOTICE)
        return lambda: self._problems.report(done)

    def _duplicate(self, avatar_id: str, name: str) -> Done:
        self._keeper.duplicate(avatar_id, name)
        return self._changed(None)

    def _remove(self, avatar_id: str, name: str) -> Done:
        self._keeper.remove(avatar_id)
        # The window offers to undo it by the code of this notice.
        done = Problem(REMOVED + avatar_id, f"{name} was removed.", severity=Severity.NOTICE)
        self._problems.report(done)
        return self._changed(None)

    def _restore(self, avatar_id: str, host: str | None) -> Done:
        self._keeper.restore(avatar_id)
        return self._changed(host)

    def _look(self) -> None:
        seen = self._keeper.stamps()
        if seen != self._seen:
            self._seen = seen
            self._studio.post(self._changed(None))

    def _changed(self, newcomer: str | None) -> Done:
        entries = self._list()
        return lambda: self._on_changed(entries, newcomer)

    def _report(self, error: AppError) -> None:
        self._problems.report(Problem.from_error(error))

    # ---- the studio's thread again

    def _show(self, portrait: Portrait, view: PortraitView) -> None:
        self._portrait, self.view = portrait, view

    def _show_crop(self, view: CropView) -> None:
        self.crop = view

    def _prepared(self, found: Preparation) -> None:
        if found.avatar_id == self._looked_at:  # and nobody has turned to another one meanwhile
            self.preparation = found

    def _written(self, portrait: Portrait, changed: Done) -> None:
        if self._portrait is portrait:
            self._portrait = self.view = None
        changed()


def _view(portrait: Portrait, avatar_id: str = "", consent: Consent | None = None) -> PortraitView:
    height_px, width_px, _ = portrait.picture.shape
    shown, points = _shown(portrait.picture), portrait.faces[0] if portrait.faces else None
    handles = suggested_handles(width_px, height_px) if points is None else handles_of(points)
    size = np.array((width_px, height_px), np.float32)
    return PortraitView(
        portrait.name,
        shown,
        handles.scaled(1 / width_px, 1 / height_px),
        None if points is None else points / size,
        portrait.notices,
        avatar_id,
        consent,
    )


def _small(rest: Rest) -> Rest:
    shown = _shown(rest.picture)
    return Rest(shown, None if rest.face is None else rest.face * np.float32(len(shown) / len(rest.picture)))


def _shown(picture: Pixels) -> Pixels:
    height_px, width_px, _ = picture.shape
    small = SHOWN_PX / max(width_px, height_px)
    return picture if small >= 1.0 else fit(picture, max(1, round(width_px * small)), max(1, round(height_px * small)))
