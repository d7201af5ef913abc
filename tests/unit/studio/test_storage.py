"""The desk of the disks, over real folders."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import storage
from app.base.paths import Paths
from app.base.settings import Settings
from app.base.storage import Kept, PlaceId
from app.base.storage_settings import StorageSettings
from app.studio.commands import upkeep as do
from app.studio.storage import Storage, StorageDesk, StorageState
from app.upkeep_parts import upkeep_ports


class HeldStorage:
    """A storage that trims as soon as it may."""

    def __init__(self, storage: Storage, may: threading.Event) -> None:
        self.look, self.clean, self.move = storage.look, storage.clean, storage.move
        self._storage, self._may = storage, may

    def trim(self, place: PlaceId) -> None:
        assert self._may.wait(20)
        self._storage.trim(place)


class Office:
    """A desk over the folders below ``base``."""

    def __init__(self, base: Path) -> None:
        self.paths = Paths.find(base)
        self.settings = Settings()
        self._told = threading.Condition()
        self.held = threading.Event()
        self.held.set()
        self._port = upkeep_ports(self.paths, base / "recordings").storage
        self.desk = StorageDesk(self._storage, self._on_change, self._apply)

    def _storage(self, settings: Settings) -> Storage:
        return HeldStorage(self._port(settings), self.held)

    def _on_change(self) -> None:
        with self._told:
            self._told.notify_all()

    def _apply(self, change: object) -> None:
        assert callable(change)
        self.settings = change(self.settings)

    def ask(self, command: do.StorageCommand) -> StorageState:
        self.desk.obey(command, self.settings)
        return self.wait()

    def wait(self) -> StorageState:
        with self._told:
            assert self._told.wait_for(lambda: not self.desk.state.doing, 20)
        return self.desk.state

    def kept(self, place: PlaceId) -> Kept:
        return next(one for one in self.desk.state.kept if one.place.id == place)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "base")
    for path, size in (
        (made.paths.models / "m" / "w", 100),
        (made.paths.models / "m" / "v.part", 10),
        (made.paths.quantised / "q" / "w", 50),
        (made.paths.clips / "omnirt" / "a.idle", 7),
        (made.paths.voices / "de_DE-eva-low" / "v.onnx", 12),
        (made.paths.logs / "studio.log", 3),
        (made.paths.gpu_runtime / "env" / "torch.so", 30),
        (tmp_path / "base" / "recordings" / "take.mp4", 20),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    yield made
    made.desk.close()


def test_every_place_is_told_when_it_is_asked_for(office: Office) -> None:
    assert office.desk.state.kept == ()
    state = office.ask(do.LookAtStorage())
    assert {one.place.id: one.bytes_ for one in state.kept} == {
        "models": 110,
        "quantised": 50,
        "clips": 7,
        "voices": 12,
        "recordings": 20,
        "logs": 3,
        "runtime": 30,
    }
    assert office.kept("quantised").place.cap_bytes == 60_000_000_000
    assert office.kept("models").free_bytes is not None


def test_a_disk_is_tried_once_however_much_lies_on_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Path] = []

    def write_rate(folder: Path) -> float:
        tried.append(folder)
        return 1.0

    monkeypatch.setattr(storage, "write_rate", write_rate)
    assert all(one.slow for one in office.ask(do.LookAtStorage()).kept)
    assert len(tried) == 1


def test_cleaning_takes_what_can_be_had_again(office: Office) -> None:
    office.ask(do.CleanStorage("models"))
    office.ask(do.CleanStorage("quantised"))
    assert office.kept("models").bytes_ == 100
    assert office.kept("quantised").files == 0
    office.ask(do.CleanStorage("voices", ("de_DE-eva-low",)))
    assert office.kept("voices").files == 0
    office.ask(do.CleanStorage("runtime"))
    assert office.kept("runtime").files == 1


def test_what_is_being_recorded_stays_whatever_was_chosen(office: Office, tmp_path: Path) -> None:
    take = tmp_path / "base" / "recordings" / "take.mp4"
    office.desk.obey(do.CleanStorage("recordings", ("take.mp4",)), office.settings, take)
    state = office.wait()
    assert state.problem is not None
    assert state.problem.message == "take.mp4 is being recorded: nothing was removed."
    assert state.problem_of == "recordings"
    assert take.exists()


def test_a_page_that_is_opened_while_the_studio_begins_is_told(office: Office) -> None:
    """Trimming a large cache takes a while; who looks then must not be left without an answer."""
    office.held.clear()
    office.desk.begin(office.settings)
    office.desk.obey(do.LookAtStorage(), office.settings)
    office.held.set()
    assert office.wait().kept


def test_moving_takes_the_files_and_the_settings_along(office: Office, tmp_path: Path) -> None:
    state = office.ask(do.MoveStorage("models", tmp_path / "big disk"))
    assert state.problem is None
    assert office.settings.storage.models_folder == tmp_path / "big disk"
    assert (tmp_path / "big disk" / "m" / "w").stat().st_size == 100
    assert office.kept("models").place.folder == tmp_path / "big disk"
    assert office.kept("models").bytes_ == 110
    assert state.moved == frozenset()
    assert office.ask(do.MoveStorage("clips", tmp_path / "clips")).moved == {"clips"}
    paths = office.paths.moved(None, office.settings.storage.clips_folder, None)
    assert (paths.clips / "omnirt" / "a.idle").exists(), "where the next start looks"


def test_recordings_stay_and_the_next_go_elsewhere(office: Office, tmp_path: Path) -> None:
    office.ask(do.MoveStorage("recordings", tmp_path / "films"))
    assert office.settings.recording.folder == tmp_path / "films"
    assert (tmp_path / "base" / "recordings" / "take.mp4").exists()


def test_what_cannot_be_moved_stays_and_says_why(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    state = office.ask(do.MoveStorage("models", tmp_path / "file" / "models"))
    assert state.problem is not None
    assert (state.problem.code, state.problem_of) == ("storage.move", "models")
    assert office.settings.storage.models_folder is None
    assert office.kept("models").bytes_ == 110


def test_the_studio_begins_within_its_caps(office: Office) -> None:
    big = office.paths.quantised / "older"
    big.mkdir()
    with (big / "w").open("wb") as file:
        file.truncate(1_000_000_001)  # takes no room on most disks
    settings = Settings(storage=StorageSettings(quantised_cap_gb=1))
    office.desk.begin(settings)
    office.desk.close()
    left = sum(path.stat().st_size for path in office.paths.quantised.rglob("*") if path.is_file())
    assert left <= 1_000_000_000
    assert (office.paths.models / "m" / "v.part").exists(), "what the user may go on with stays"
