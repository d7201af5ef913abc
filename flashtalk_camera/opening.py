"""Opens the camera, or says in words why not."""

from __future__ import annotations

import logging
import platform
import sys
from dataclasses import dataclass
from typing import Any

from flashtalk_camera import failures
from flashtalk_camera.airing import Camera
from flashtalk_camera.failures import CameraError

log = logging.getLogger(__name__)

MIN_PX, MAX_PX = 16, 8192

_SYSTEMS = {"win32": ("obs", "unitycapture"), "darwin": ("obs",), "linux": ("v4l2loopback",)}
_OBS_DEVICE = "OBS Virtual Camera"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the studio asks for.

    Attributes:
        width_px, height_px: size of the pictures.
        fps: their rate.
        device: name or path; empty: the first that is free.
        backend: camera system as pyvirtualcam names it, or ``auto``.

    """

    width_px: int
    height_px: int
    fps: int
    device: str = ""
    backend: str = "auto"


@dataclass(frozen=True, slots=True)
class Opened:
    """A camera that is open. ``device`` is what systems call it (a path on Linux), ``name`` what people do."""

    camera: Camera
    backend: str
    device: str
    name: str


def load_library() -> Any | None:
    """pyvirtualcam, imported (with numpy that is most of a helper's start); None where there are no wheels for it."""
    try:
        import pyvirtualcam
    except ImportError as error:  # Linux and Windows on ARM
        log.info("pyvirtualcam cannot be imported: %s", error)
        return None
    return pyvirtualcam


def open_camera(wanted: Wanted) -> Opened:
    """Open the first camera that answers to ``wanted``. Raises CameraError. May take half a second."""
    _check_size(wanted)
    library = load_library()
    if library is None:
        raise CameraError(
            "camera.not_installed",
            f"The virtual camera does not work on this kind of computer ({platform.machine()}).",
            "Record to a file instead, or capture the preview window with OBS.",
        )
    troubles: list[CameraError] = []
    for backend in _backends(wanted, library.camera.BACKENDS):
        opener = _open_loopback if backend == "v4l2loopback" else _open_named
        try:
            return opener(library, backend, wanted)
        except CameraError as failure:
            log.info("%s: %s %s", backend, failure.code, failure.message)
            troubles.append(failure)
    raise failures.most_telling(troubles)


def _check_size(wanted: Wanted) -> None:
    width_px, height_px = wanted.width_px, wanted.height_px
    if any(side % 2 or not MIN_PX <= side <= MAX_PX for side in (width_px, height_px)):
        raise failures.odd_size(width_px, height_px)
    if sys.platform == "darwin" and width_px % 16:
        raise failures.unaligned_size(width_px, height_px)


def _backends(wanted: Wanted, known: dict[str, Any]) -> tuple[str, ...]:
    here = _SYSTEMS.get(sys.platform, _SYSTEMS["linux"])
    if wanted.backend == "auto":
        if wanted.device and sys.platform == "win32":
            return ("obs",) if wanted.device == _OBS_DEVICE else ("unitycapture",)
        return here
    if wanted.backend not in known:
        raise CameraError(
            "camera.not_installed",
            f"The camera system {wanted.backend} does not exist on this computer.",
            f"Choose {here[0]} or automatic in the settings.",
        )
    return (wanted.backend,)


def _open_named(library: Any, backend: str, wanted: Wanted) -> Opened:
    try:
        camera = _open(library, backend, wanted, wanted.device or None)
    except RuntimeError as error:
        raise _named(str(error), wanted.device or backend) from error
    return Opened(camera, backend, camera.device, camera.device)


def _open(library: Any, backend: str, wanted: Wanted, device: str | None) -> Any:
    # I420 is what the studio sends; every system's own code reorders its planes for what the system wants.
    return library.Camera(
        wanted.width_px,
        wanted.height_px,
        wanted.fps,
        fmt=library.PixelFormat.I420,
        device=device,
        backend=backend,
    )


def _named(reason: str, device: str) -> CameraError:
    """The failure behind a sentence of pyvirtualcam's, which has no codes."""
    reason = reason.split(" backend: ", 1)[-1]
    says = reason.lower()
    if "could not be started" in says or "couldn't start stream" in says or "not a video output device" in says:
        return failures.busy(device, "")
    if "in use" in says or "resource busy" in says:
        return failures.busy(device, "")
    if "no camera registered with this name" in says or "does not exist" in says:
        return failures.no_device(device, [])
    if "missing permissions" in says:
        return failures.permission(device)
    if "did you install" in says or "is not installed" in says or "stream not found" in says:
        return failures.not_installed()
    return failures.failed(device, reason.rstrip("."))


def _open_loopback(library: Any, backend: str, wanted: Wanted) -> Opened:
    from flashtalk_camera import v4l2

    every = v4l2.nodes()
    virtual = [node for node in every if node.is_loopback]
    chosen = [node for node in every if wanted.device in (node.path, node.name)] if wanted.device else virtual
    if not chosen:
        if virtual or (wanted.device and v4l2.module_loaded()):
            raise failures.no_device(wanted.device, [node.name for node in virtual])
        if v4l2.module_loaded():
            raise failures.no_device("", [])
        raise failures.not_loaded() if v4l2.module_installed() else failures.not_installed("linux")
    troubles = []
    for node in chosen:
        try:
            return _open_node(library, backend, wanted, node)
        except CameraError as failure:
            troubles.append(failure)
    raise failures.most_telling(troubles)


def _open_node(library: Any, backend: str, wanted: Wanted, node: Any) -> Opened:
    from flashtalk_camera import v4l2

    label = f"{node.name} ({node.path})"
    if not node.is_loopback:
        raise failures.not_virtual(label)
    readiness = v4l2.make_ready(node, wanted.fps)
    if readiness is v4l2.Readiness.BUSY:
        raise failures.busy(label, v4l2.owner_of(node.path), "linux")
    if readiness is v4l2.Readiness.PERMISSION:
        raise failures.permission(label)
    if readiness is v4l2.Readiness.GONE:
        raise failures.no_device(label, [])
    try:
        camera = _open(library, backend, wanted, node.path)
    except RuntimeError as error:
        raise _named(str(error), label) from error
    # With a reader attached the driver keeps the old size and says nothing; the picture would be garbage.
    held = node.held_format()
    if held and f":{wanted.width_px}x{wanted.height_px}@" not in held:
        camera.close()
        v4l2.make_ready(node, wanted.fps)
        size = held.split(":")[-1].split("@")[0]
        raise failures.size_held(label, size, wanted.width_px, wanted.height_px)
    return Opened(camera, backend, node.path, node.name)
