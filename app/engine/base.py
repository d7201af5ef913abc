"""What an engine is: a class that lives in a worker (thread or process) and turns speech into pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from app.base.card_choice import CardChoice, Linears, Setup
from app.base.priority import Who
from app.media.types import MouthCue, Pixels, Samples

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.avatars.expressions import Expression
    from app.base.errors import AppError


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What a loaded engine says of itself. The studio believes nothing else about it.

    Attributes:
        name: for people, for example ``"Built in"``.
        fps: pictures per second of speech.
        rate_hz: sample rate of the sound that it wants.
        chunk_ns: longest stretch of sound that it takes at once.
        lookahead_ns: sound from the future that it needs before it can draw an instant.
        render_ns: measured time to draw one chunk, p99 of the silent chunks drawn while loading.
        width_px: width of its pictures.
        height_px: height of its pictures.
        fake: why its pictures are not real, or empty. Shown to the user as it is.
        switches: it takes another avatar of the same size without being started anew: ``load`` is called again.
        ahead_ns: how far beyond the pictures that it has credit for it goes on, keeping them until there is: what a
            line may wait for before it begins. 0: no further.
        idle_clip: what the avatar does in this engine's eyes while nobody speaks (see ``avatars.idle_clip``); None: the
            avatar's own idle movement goes with its pictures.
        rests: a live voice that is silent for long need not be drawn: the host rests better without it.
        follows_camera: it draws what a camera sees (see ``CameraDrivenEngine``), and takes no sound.
        offers_camera: its server can do that, too.
        setup: how a model of this computer draws; None: it is none.
        linears_error: how far its quantised matrices move what it draws, RMS over RMS, as measured when they were made;
            None: its matrices are as published.

    """

    name: str
    fps: int
    rate_hz: int
    chunk_ns: int
    lookahead_ns: int
    render_ns: int
    width_px: int
    height_px: int
    fake: str = ""
    switches: bool = False
    ahead_ns: int = 0
    idle_clip: Path | None = None
    rests: bool = False
    follows_camera: bool = False
    offers_camera: bool = False
    setup: Setup | None = None
    linears_error: float | None = None


Option = str | int | float | bool
"""A value that a server is asked for."""


@dataclass(frozen=True, slots=True)
class RemoteRequest:
    """The server that a remote engine asks for its pictures.

    Attributes:
        url: its address as the user gave it: http, https, ws or wss.
        model: what it is to render with, for example ``"flashtalk"``.
        key: sent as Bearer; empty: none.
        headers: sent with every request, for proxies that ask for them.
        ca_file: certificates to trust beside the system's; None: the system's alone.
        prompt: what the model is told of the scene; empty: the server's own.
        seed: what its chance begins with.
        options: further fields for the model, by the names of OmniRT.
        crop: where the portrait is cut to the server's shape, as an offset in fractions of the picture.
        cache: folder for what need not be rendered twice.
        camera: the portrait is to follow a camera, and not a voice.

    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    ca_file: Path | None = None
    prompt: str = ""
    seed: int = 9999
    options: tuple[tuple[str, Option], ...] = ()
    crop: tuple[float, float] = (0.0, 0.0)
    cache: Path | None = None
    camera: bool = False


@dataclass(frozen=True, slots=True)
class LocalRequest:
    """The model that a local engine runs.

    Attributes:
        model: which, for example ``"flashhead-lite"``; ``"auto"``: the best that the card holds, as it is measured.
        checkpoint: folder of its weights; None: looked for in ``models``, and where the makers of the models put them.
        wav2vec: folder of its audio encoder; None: likewise.
        device: torch's name of the device; empty: the best there is.
        size_px: width and height of its pictures; None: as its makers have it.
        steps: of its sampler; 0: as its makers have it.
        frames: that it draws at once; 0: as its makers have it.
        history_s: seconds of sound that it hears again with every chunk; 0: as its makers have it.
        graphs: its work is recorded once and replayed, on cards that can.
        compiled: its blocks are compiled when a session is opened.
        linears: number format of its large matrices: ``"plain"``, ``"int8"`` or ``"fp8"``.
        tiny_decoder: file of a small decoder in place of its own; None: its own.
        seed: what its chance begins with.
        crop: where the portrait is cut to the model's shape, as an offset in fractions of the picture; belongs to the
            avatar, and makes no other engine.
        cache: folder for what need not be drawn twice.
        models: the studio's own folder of models; None: it has none.
        quantised: folder for quantised weights and compiled code; None: with the rest that need not be drawn twice.
        vram_bytes: memory of the card that it may take; 0: what others leave free.
        priority: who comes first where a game uses the card, too.
        measured: folder in which it is remembered what cards hold; None: nothing is.

    """

    model: str
    checkpoint: Path | None = None
    wav2vec: Path | None = None
    device: str = ""
    size_px: tuple[int, int] | None = None
    steps: int = 0
    frames: int = 0
    history_s: int = 0
    graphs: bool = False
    compiled: bool = False
    linears: Linears = "plain"
    tiny_decoder: Path | None = None
    seed: int = 9999
    crop: tuple[float, float] = field(default=(0.0, 0.0), compare=False)
    cache: Path | None = None
    models: Path | None = None
    quantised: Path | None = None
    vram_bytes: int = 0
    priority: Who = "even"
    measured: Path | None = None


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """What the studio asks of an engine when loading it.

    Attributes:
        avatar: folder of the avatar bundle.
        width_px: width of the avatar's place in the program; an engine that is free in its size draws this, no engine
            draws more.
        height_px: height of that place.
        fps: the program's rate; an engine that is free in its rate takes this.
        remote: the server of an engine that draws elsewhere.
        local: the model of an engine that draws on this computer's graphics card.
        sheet: file of what the avatar is drawn from at this size (see ``avatars.sheets``); None: there is none.

    """

    avatar: Path
    width_px: int
    height_px: int
    fps: int
    remote: RemoteRequest | None = None
    local: LocalRequest | None = None
    sheet: Path | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pictures for a stretch of the turn's sound.

    Attributes:
        pictures: drawn as they are taken, evenly spread over the stretch; may be empty. At most ``count`` are taken,
            and none after an interrupt: nothing may depend on being asked for one more.
        start: first sample of the stretch within the turn, at the engine's rate.
        end: first sample after it.
        count: how many pictures there will be.
        spent_ns: time that went into them before they could be taken.

    """

    pictures: Iterable[Pixels]
    start: int
    end: int
    count: int
    spent_ns: int = 0


class Engine(Protocol):
    """One avatar that speaks. Lives on the worker's thread alone.

    Life: ``load`` once (for each avatar, where it ``switches``), then for each turn ``begin_turn``, ``render`` for
    every chunk, ``end_turn``; ``close``.
    A turn may be abandoned at any time by the next ``begin_turn``. Errors are ``AppError``.
    """

    def load(self, request: EngineRequest) -> EngineInfo:
        """Make ready and measure; may take minutes. Raises AppError with ``permanent`` set where it applies."""
        ...

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        """Start a turn. ``phase_ns`` is where the idle movement stands (see ``avatars.idle``) at its pts 0."""
        ...

    def next_chunk(self) -> int:
        """How many samples the next ``render`` wants. Called before each."""
        ...

    def render(self, samples: Samples) -> Rendered:
        """Draw the next chunk: exactly ``next_chunk()`` samples at ``EngineInfo.rate_hz``, float32 mono."""
        ...

    def end_turn(self) -> Rendered:
        """Draw what lookahead has held back; the worker has padded the last chunk with silence."""
        ...

    def close(self) -> None:
        """Give everything back. Called once, also after a failed load."""
        ...


@dataclass(frozen=True, slots=True)
class Flushed:
    """Everything of an ended turn has been collected; ``turn`` is the part of it that was begun."""

    turn: int


@dataclass(frozen=True, slots=True)
class Configured:
    """What became of options that an engine was given while it runs, by their names.

    Attributes:
        taken: it goes on with them.
        refused: it goes on as before.
    """

    taken: tuple[str, ...]
    refused: tuple[str, ...]


@runtime_checkable
class PipelinedEngine(Protocol):
    """An engine that draws elsewhere: it is handed sound, and pictures come back some time later.

    Lives on the worker's thread. No call waits for what is elsewhere, but ``close`` for a short farewell.
    Life: ``open`` once; when ``collect`` has given an EngineInfo, turns as with ``Engine``; ``close``.
    """

    arrived: Connection | None
    """Readable while ``collect`` has something to give; None: it has it at once or not at all."""
    ahead: int
    """How many collected stretches may wait to be taken while it is handed the next chunk."""

    @property
    def room(self) -> bool:
        """Whether it takes another chunk now."""
        ...

    def open(self, request: EngineRequest) -> None:
        """Begin to make ready. Raises AppError."""
        ...

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        """Start a turn, or take it up further on; nothing that was begun before is given any more.

        ``part`` is another number each time (see ``NewTurn``), and what ``Flushed`` names.
        """
        ...

    def next_chunk(self) -> int:
        """How many samples the next ``submit`` wants. Called before each."""
        ...

    def submit(self, samples: Samples) -> None:
        """Take the next chunk, float32 mono at ``EngineInfo.rate_hz``. Called only where there is room."""
        ...

    def end_turn(self) -> None:
        """All sound of the turn has been submitted; what is held back is wanted too."""
        ...

    def collect(self) -> EngineInfo | Rendered | Flushed | Configured | CardChoice | AppError | None:
        """What has come, in order; None: nothing. An AppError is what people should know although it goes on.

        Raises AppError when it cannot go on.
        """
        ...

    def close(self) -> None:
        """Give everything back. Called once, also after a failed ``open``."""
        ...


@runtime_checkable
class CameraDrivenEngine(PipelinedEngine, Protocol):
    """An engine whose portrait does what a camera's pictures show, one at a time. It is handed no sound."""

    def submit_picture(self, jpeg: bytes, pts_ns: int) -> None:
        """Take a camera's picture, a JPEG file, seen ``pts_ns`` after the turn began. Only where there is room."""
        ...


@runtime_checkable
class ConfigurableEngine(Protocol):
    """An engine that can be told something else while it runs. Others are loaded anew."""

    def configure(self, options: Mapping[str, Option]) -> None:
        """Take over what changed, from one of the next chunks on; ``collect`` says what became of it."""
        ...


@runtime_checkable
class ExpressiveEngine(Protocol):
    """An engine whose face can also do what it is asked to. Others draw on as they were."""

    def express(self, name: Expression, phase_ns: int) -> None:
        """Begin an expression at ``phase_ns`` of the idle movement (see ``avatars.expressions``).

        Called once loaded, between any two pictures, also outside turns.
        """
        ...


@runtime_checkable
class CuedEngine(Protocol):
    """An engine that also takes what is known of the words. For others, cues are left out."""

    def expect(self, cues: Sequence[MouthCue]) -> None:
        """Take the next cues of the turn that has begun, in order and before their sound; the first may be past."""
        ...
