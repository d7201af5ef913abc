"""Avatars that come and go while the show runs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.avatars.bundle import open_bundle
from app.avatars.consent import Consent
from app.avatars.face_handles import suggested_handles
from app.avatars.idle_clip import ClipAbout, ClipKey, ClipStore
from app.avatars.keeper import Keeper
from app.avatars.library import Library
from app.avatars.preparation import KeptClip, Preparation
from app.avatars.shelf import Shelf
from app.base.omnirt_settings import OmniRTSettings
from app.base.paths import Paths, resources_dir
from app.base.settings import ProgramSettings, Settings
from app.parts import RealParts
from app.studio import commands as do
from app.studio.parts import program_format
from app.studio.snapshot import REMOVED, AvatarEntry, Snapshot
from tests.helpers.avatars import GREY, plain, still_bundle, write_picture
from tests.helpers.small_studio import AVATARS, SmallStudio

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "avatars"


@pytest.fixture
def small(root: Path) -> Iterator[SmallStudio]:
    library = Library((root,))

    def listing() -> tuple[AvatarEntry, ...]:
        return (*AVATARS, *(AvatarEntry(e.id, e.name, e.folder, e.preview, own=True) for e in library.list()))

    keeper = Keeper(Shelf(root, library), library, resources_dir() / "models")
    small = SmallStudio(keeper=keeper, list_avatars=listing)
    small.wait(lambda now: now.avatar_id is not None)
    yield small
    small.studio.close()


def ids(now: Snapshot) -> list[str]:
    return [entry.id for entry in now.avatars]


def test_a_picture_is_shown_then_named_then_on_stage(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT))
    view = small.wait(lambda now: now.portrait is not None).portrait
    assert view is not None
    assert (view.name, view.found, view.picture.shape) == ("astronaut", True, (360, 336, 4))
    assert view.handles.left_eye[0] < view.handles.right_eye[0]
    assert "import.mouth_open" in {notice.code for notice in view.notices}
    assert not root.exists(), "nothing is written before the user's word"

    small.studio.post(do.FinishImport("Eileen", None))
    now = small.wait(lambda now: now.avatar_id == "eileen")
    assert now.portrait is None
    assert ids(now) == ["mira", "plain", "eileen"]
    face = open_bundle(root / "eileen").face
    assert face is not None
    assert face.source == "detector"


def test_a_placed_face_is_the_users(small: SmallStudio, root: Path, tmp_path: Path) -> None:
    small.studio.post(do.OpenImport(write_picture(tmp_path / "drawing.png", plain(300, 400, GREY))))
    view = small.wait(lambda now: now.portrait is not None).portrait
    assert view is not None
    assert not view.found
    handles = suggested_handles(300, 400).scaled(1 / 300, 1 / 400)
    assert np.abs(np.array(view.handles) - handles).max() < 1e-6
    small.studio.post(do.FinishImport("Drawing", handles._replace(chin=(0.5, 0.9))))
    small.wait(lambda now: now.avatar_id == "drawing")
    face = open_bundle(root / "drawing").face
    assert face is not None
    assert face.source == "user"
    assert abs(face.points[152][1] - 0.9) < 0.01


def test_a_pasted_picture_has_no_file(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT.read_bytes(), "Pasted picture"))
    small.wait(lambda now: now.portrait is not None)
    small.studio.post(do.FinishImport("Pasted", None))
    small.wait(lambda now: now.avatar_id == "pasted")


def test_pictures_wait_for_each_other(small: SmallStudio, tmp_path: Path) -> None:
    for name in ("one", "two"):
        small.studio.post(do.OpenImport(write_picture(tmp_path / f"{name}.png", plain(30, 40, GREY))))
    view = small.wait(lambda now: now.portrait is not None and not now.avatars_busy).portrait
    assert view is not None
    assert view.name == "one"
    small.studio.post(do.CancelImport())
    small.wait(lambda now: now.portrait is not None and now.portrait.name == "two")
    small.studio.post(do.CancelImport())
    small.wait(lambda now: now.portrait is None and not now.avatars_busy)


def test_a_whole_avatar_needs_no_word(small: SmallStudio, tmp_path: Path) -> None:
    small.studio.post(do.OpenImport(still_bundle(tmp_path / "made", id="guest")))
    assert small.wait(lambda now: now.avatar_id == "guest").portrait is None


def test_away_and_back_while_on_stage(small: SmallStudio, root: Path, tmp_path: Path) -> None:
    small.studio.post(do.OpenImport(still_bundle(tmp_path / "made", id="guest", name="Guest")))
    small.wait(lambda now: now.avatar_id == "guest")
    small.studio.post(do.RemoveAvatar("guest", "Guest"))
    now = small.wait(lambda now: "guest" not in ids(now))
    assert now.avatar_id == "mira"
    notice = next(problem for problem in now.problems if problem.code == REMOVED + "guest")
    assert notice.message == "Guest was removed."
    small.studio.post(do.RestoreAvatar("guest"))
    now = small.wait(lambda now: now.avatar_id == "guest")
    assert now.problems == ()


def test_who_was_not_the_host_comes_back_without_taking_the_stage(small: SmallStudio, tmp_path: Path) -> None:
    small.studio.post(do.OpenImport(still_bundle(tmp_path / "made", id="guest", name="Guest")))
    small.wait(lambda now: now.avatar_id == "guest")
    small.studio.post(do.SelectAvatar("mira"))
    small.wait(lambda now: now.avatar_id == "mira")
    small.studio.post(do.RemoveAvatar("guest", "Guest"))
    small.wait(lambda now: "guest" not in ids(now))
    small.studio.post(do.RestoreAvatar("guest"))
    assert small.wait(lambda now: "guest" in ids(now) and not now.avatars_busy).avatar_id == "mira"


def test_exported(small: SmallStudio, tmp_path: Path) -> None:
    small.studio.post(do.OpenImport(still_bundle(tmp_path / "made", id="guest")))
    small.wait(lambda now: now.avatar_id == "guest")
    small.studio.post(do.ExportAvatar("guest", tmp_path / "guest.zip"))
    small.wait(lambda now: any(problem.code == "avatar.exported" for problem in now.problems))
    assert zipfile.is_zipfile(tmp_path / "guest.zip")


def test_what_is_no_picture_is_a_problem_and_the_next_is_looked_at(small: SmallStudio) -> None:
    small.studio.post(do.OpenImport(Path(__file__)))
    small.wait(lambda now: any(problem.code == "picture.unknown" for problem in now.problems))
    small.studio.post(do.OpenImport(PORTRAIT))
    assert small.wait(lambda now: now.portrait is not None).problems == ()


def test_a_name_that_cannot_be_written_leaves_the_picture_for_another_try(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT))
    small.wait(lambda now: now.portrait is not None)
    root.write_text("in the way")
    small.studio.post(do.FinishImport("Eileen", None))
    now = small.wait(lambda now: any(problem.code == "avatar.not_written" for problem in now.problems))
    assert now.portrait is not None
    root.unlink()
    small.studio.post(do.FinishImport("Eileen", None))
    small.wait(lambda now: now.avatar_id == "eileen")


def test_a_face_is_placed_anew_and_the_rest_stays(small: SmallStudio, root: Path, tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "made", id="guest", name="Guest", custom="kept")
    small.studio.post(do.OpenImport(folder))
    small.wait(lambda now: now.avatar_id == "guest")
    small.studio.post(do.EditAvatar("guest"))
    view = small.wait(lambda now: now.portrait is not None).portrait
    assert view is not None
    assert (view.avatar_id, view.name, view.found) == ("guest", "Guest", False)
    small.studio.post(do.FinishImport("Visitor", view.handles))
    now = small.wait(lambda now: now.portrait is None and "Visitor" in [entry.name for entry in now.avatars])
    assert ids(now) == ["mira", "plain", "guest"]
    bundle = open_bundle(root / "guest")
    assert bundle.face is not None
    assert bundle.face.source == "user"
    assert json.loads((root / "guest" / "manifest.json").read_text())["custom"] == "kept"
    small.studio.post(do.EditAvatar("guest"))
    view = small.wait(lambda now: now.portrait is not None).portrait
    assert view is not None
    assert view.found
    small.studio.post(do.FinishImport("Visitor 2", None))
    small.wait(lambda now: "Visitor 2" in [entry.name for entry in now.avatars])
    assert open_bundle(root / "guest").face == bundle.face


def test_whose_face_it_is_is_kept_with_the_avatar(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT))
    small.wait(lambda now: now.portrait is not None)
    small.studio.post(do.FinishImport("Eileen", None, "agreed", "Eileen Collins"))
    small.wait(lambda now: now.avatar_id == "eileen")
    note = open_bundle(root / "eileen").consent
    assert note is not None
    assert (note.whose, note.name) == ("agreed", "Eileen Collins")
    assert note.sha256 == hashlib.sha256(PORTRAIT.read_bytes()).hexdigest()
    assert abs((datetime.now(UTC) - note.noted).total_seconds()) < 600

    def again(name: str, *said: Any) -> Consent | None:
        small.studio.post(do.EditAvatar("eileen"))
        view = small.wait(lambda now: now.portrait is not None).portrait
        assert view is not None
        assert view.consent == open_bundle(root / "eileen").consent
        small.studio.post(do.FinishImport(name, None, *said))
        small.wait(lambda now: name in [entry.name for entry in now.avatars])
        return open_bundle(root / "eileen").consent

    assert again("E", "agreed", "Eileen Collins") == note, "the same as before: the date stays"
    changed = again("E 2", "own", "")
    assert changed is not None
    assert (changed.whose, changed.name, changed.sha256) == ("own", "", note.sha256)


def test_a_copy_is_an_avatar_of_its_own(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT))
    small.wait(lambda now: now.portrait is not None)
    small.studio.post(do.FinishImport("Eileen", None, "own"))
    small.wait(lambda now: now.avatar_id == "eileen")
    small.studio.post(do.DuplicateAvatar("eileen", "Eileen copy"))
    now = small.wait(lambda now: "eileen-copy" in ids(now))
    assert now.avatar_id == "eileen", "whoever is on stage stays there"
    copy, first = open_bundle(root / "eileen-copy"), open_bundle(root / "eileen")
    assert copy.name == "Eileen copy"
    assert (copy.face, copy.consent) == (first.face, first.consent)
    small.studio.post(do.RemoveAvatar("eileen", "Eileen"))
    small.wait(lambda now: "eileen" not in ids(now))
    assert copy.reference is not None


def test_what_is_not_ones_own_is_not_changed(small: SmallStudio) -> None:
    small.studio.post(do.EditAvatar("mira"))
    assert small.wait(lambda now: bool(now.problems)).portrait is None


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.studio.studio.LOOK_AROUND_S", 0.05)


@pytest.mark.usefixtures("soon")
def test_what_other_programs_bring_or_take_away_is_noticed(small: SmallStudio, root: Path, tmp_path: Path) -> None:
    library = Library((root,))
    elsewhere = Keeper(Shelf(root, library), library, resources_dir() / "models")
    elsewhere.take(still_bundle(tmp_path / "made", id="guest"))
    now = small.wait(lambda now: "guest" in ids(now))
    assert now.avatar_id == "mira", "whoever is on stage stays there"
    assert not now.avatars_busy
    elsewhere.remove("guest")
    small.wait(lambda now: "guest" not in ids(now))
    elsewhere.restore("guest")
    small.wait(lambda now: "guest" in ids(now))
    elsewhere.change("guest", elsewhere.look_again("guest"), None, "Visitor")
    small.wait(lambda now: "Visitor" in [entry.name for entry in now.avatars])


def test_the_picture_of_any_avatar_is_shown_to_crop_it_for_servers(small: SmallStudio, root: Path) -> None:
    small.studio.post(do.OpenImport(PORTRAIT))
    small.wait(lambda now: now.portrait is not None)
    small.studio.post(do.FinishImport("Eileen", None))
    small.wait(lambda now: now.avatar_id == "eileen")
    small.studio.post(do.OpenCrop("eileen"))
    view = small.wait(lambda now: now.crop is not None).crop
    assert view is not None
    assert (view.avatar_id, view.name) == ("eileen", "Eileen")
    assert view.rest.picture.shape[2] == 4
    assert view.rest.face is not None
    small.studio.post(do.CancelCrop())
    assert small.wait(lambda now: now.crop is None).settings.omnirt.crops == {}
    small.studio.post(do.OpenCrop("nobody"))
    (problem,) = small.wait(lambda now: bool(now.problems)).problems
    assert problem.code == "avatar.unknown"


def test_what_is_prepared_is_told_while_somebody_looks_and_can_be_made(small: SmallStudio) -> None:
    small.studio.post(do.LookAtAvatar("plain"))
    small.wait(lambda now: now.preparation == Preparation("plain", drawn=False))
    small.studio.post(do.PrepareAvatar("plain"))
    now = small.wait(lambda now: now.preparation == Preparation("plain", drawn=True))
    assert now.avatar_id == "mira", "nobody comes on stage by it"
    small.studio.post(do.LookAtAvatar("mira"))
    small.wait(lambda now: now.preparation == Preparation("mira", drawn=True))
    small.studio.post(do.LookAtAvatar(""))
    small.wait(lambda now: now.preparation is None)


def test_an_avatar_that_cannot_be_prepared_says_why(small: SmallStudio) -> None:
    small.studio.post(do.PrepareAvatar("broken"))
    now = small.wait(lambda now: bool(now.problems))
    assert [problem.message for problem in now.problems] == ["The avatar is broken."]
    small.wait(lambda now: not now.avatars_busy)


def test_real_files_tell_what_is_prepared(tmp_path: Path) -> None:
    parts, settings = RealParts(Paths.find(tmp_path)), Settings()
    assert parts.preparation("mira", settings) == Preparation("mira", drawn=False)
    parts.open_host("mira", program_format(settings), settings.program)
    assert parts.preparation("mira", settings).drawn
    moved = RealParts(Paths.find(tmp_path).moved(None, tmp_path / "elsewhere", None))
    assert not moved.preparation("mira", settings).drawn
    moved.open_host("mira", program_format(settings), settings.program)
    assert moved.preparation("mira", settings).drawn, "also where clips were moved to"
    portrait = Settings(program=ProgramSettings(size="720x1280"))
    assert not parts.preparation("mira", portrait).drawn, "another size is drawn anew"
    cropped = Settings(omnirt=OmniRTSettings(crops={"mira": (0.1, 0.0)}))
    bundle = open_bundle(resources_dir() / "avatars" / "mira")
    jpegs = [encoded(number) for number in range(12)]
    for model in ("flashtalk", "flashhead"):
        about = ClipAbout.of(bundle, (0.1, 0.0), model)
        key = ClipKey.of(b"sent", model, 64, 36, 25)
        ClipStore(Paths.find(tmp_path).clips / "omnirt").make(key, jpegs, about=about)
    assert parts.preparation("mira", settings).server == (), "of another part of the picture"
    known = parts.preparation("mira", cropped)
    assert known.server == (KeptClip("flashhead", 64, 36), KeptClip("flashtalk", 64, 36))
    assert known.local == ()
    (Paths.find(tmp_path).clips / "omnirt" / "damaged.idle").write_bytes(b"FTidle1\n nonsense")
    assert parts.preparation("mira", cropped) == known


def encoded(number: int) -> bytes:
    """A JPEG of one grey."""
    file = io.BytesIO()
    Image.new("RGB", (64, 36), (number, number, number)).save(file, "jpeg")
    return file.getvalue()
