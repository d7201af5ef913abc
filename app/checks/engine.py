"""What draws the host: the engine and its speed, the server, the graphics card."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.graphics import GraphicsCard, find_cards
from app.base.launcher import install_command
from app.base.settings import Settings
from app.parts import RealParts
from app.studio.checkup import Finding, Light, Remedy, Step
from app.studio.preflight import ShowNow
from app.studio.snapshot import EngineState

if TYPE_CHECKING:
    from app.engine.base import EngineInfo, LocalRequest

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

ENGINE_LIMIT_S = 12.0
BUSY = 0.5
"""Share of a slot's time that drawing may take: the other half is for everything else, and for a busy machine."""
SLOW_SERVER_MS = 500.0
"""A server whose smallest answer takes longer is far away, or has too much to do."""
NVIDIA_PAGE = "https://www.nvidia.com/drivers"


def check_engine(parts: RealParts, settings: Settings, machine: threading.Lock, now: ShowNow | None = None) -> Finding:
    """The engine draws the host fast enough: the one that runs is asked, else it is loaded for real."""
    if now is not None:
        return check_running_engine(settings, now)
    if settings.engine.kind == "omnirt":
        message = f"The server {_server(settings)} draws the host; how fast, tells Verify in Settings > Connection."
        return Finding(GREEN, message)
    if settings.engine.kind == "local":
        return check_model(parts, settings)
    from app.engine.base import EngineRequest
    from app.studio.card_measure import EngineProbe
    from app.studio.parts import program_format

    program = program_format(settings)
    with machine:
        host = parts.open_host(settings.window.avatar, program, settings.program)
        probe = EngineProbe()
        engine = parts.parts().engine(settings.engine, probe, program.fps)
        engine.start(EngineRequest(host.entry.folder, host.width_px, host.height_px, program.fps))
        answered = probe.answered.wait(ENGINE_LIMIT_S)
        engine.stop()
    if probe.failure is not None:
        raise probe.failure
    if not answered or probe.info is None:
        return Finding(
            RED, f"The engine was not ready after {ENGINE_LIMIT_S:.0f} s.", "Close other programs and try again."
        )
    return judge_engine(probe.info, host.entry.name, settings)


def check_running_engine(settings: Settings, now: ShowNow) -> Finding:
    """The engine of a running studio, from what it has said of itself and what was measured since."""
    snapshot = now.look()
    page = Remedy(page="local" if settings.engine.kind == "local" else "connection")
    if now.engine is not None:
        host = next((one.name for one in snapshot.avatars if one.id == snapshot.avatar_id), "the host")
        return judge_engine(now.engine, host, settings, snapshot.measures.rtf)
    if snapshot.engine is EngineState.STANDBY:
        message = f"The server {_server(settings)} is asked when somebody speaks; how fast it draws, tells Verify."
        return Finding(GREEN, message)
    problem = next((one for one in snapshot.problems if one.code.startswith("engine.")), None)
    if problem is not None:
        hint = problem.hint or "Choose another engine."
        return Finding(RED, problem.message, hint, page)
    if snapshot.engine is EngineState.FAILED:
        return Finding(RED, "The engine has failed.", "Choose another engine, or send the log.", page)
    return Finding(AMBER, "The engine is not ready yet.", "Wait a moment, then check again.")


def judge_engine(info: EngineInfo, host: str, settings: Settings, rtf: float | None = None) -> Finding:
    """Whether an engine draws fast enough for the program of ``settings``; ``rtf``: as measured while it spoke."""
    fps = settings.program.fps
    pictures = max(1, round(info.chunk_ns * info.fps / 1e9))
    draw_ms = info.render_ns / pictures / 1e6 if rtf is None else rtf * 1e3 / info.fps
    slot_ms = 1e3 / min(fps, info.fps)
    message = f"{info.name} draws a picture of {host} in {draw_ms:.1f} ms, and has {slot_ms:.1f} ms for it."
    if info.fake:
        hint = "Switch a real model on there, or choose another engine."
        return Finding(RED, f"{info.name} is not real: {info.fake}", hint, Remedy(page="connection"))
    if draw_ms <= BUSY * slot_ms:
        return Finding(GREEN, message)
    light = AMBER if draw_ms <= slot_ms else RED
    if settings.engine.kind == "omnirt":
        hint = "Lower its picture size or its steps, or see that nobody else uses the server."
        return Finding(light, message, hint, Remedy(page="connection"))
    if settings.engine.kind == "local":
        hint = "Choose a smaller model or fewer steps, or close programs that use the card."
        return Finding(light, message, hint, Remedy(page="local"))
    if settings.program.size in ("1920x1080", "1080x1920"):
        smaller = "1280x720" if settings.program.size == "1920x1080" else "720x1280"
        return Finding(
            light,
            message,
            f"Make the program {smaller.replace('x', ' x ')}, or close other programs.",
            Remedy(changes=(("program.size", smaller),)),
        )
    if fps > 25:
        hint = "Show 25 pictures a second, or close other programs."
        return Finding(light, message, hint, Remedy(changes=(("program.fps", 30 if fps > 30 else 25),)))
    return Finding(light, message, "Close other programs, or have a server draw the host.", Remedy(page="connection"))


def check_server(parts: RealParts, settings: Settings) -> Finding:
    """The server answers, and how fast. A session could end somebody's show: Test Connection opens one."""
    if settings.engine.kind != "omnirt":
        return Finding(GREEN, "No server is needed: the host is drawn on this computer.")
    from app.engine.omnirt.discovery import ServerKind, find_kind, request_headers

    remote = parts.servers.remote(settings.omnirt, settings.window.avatar)
    began_s = time.monotonic()
    try:
        kind = find_kind(remote.url, request_headers(remote.key, dict(remote.headers)), remote.ca_file)
    except AppError as error:
        return Finding(RED, error.message, error.hint, Remedy(page="connection"))
    took_ms = (time.monotonic() - began_s) * 1e3
    message = f"OmniRT's full server answers at {remote.url} within {took_ms:.0f} ms."
    if kind is ServerKind.STANDALONE:
        message = f"A standalone server answers at {remote.url} within {took_ms:.0f} ms."
    if took_ms > SLOW_SERVER_MS:
        hint = "Use a nearer server or a better line; Test Connection shows the delay that it makes."
        return Finding(AMBER, message, hint, Remedy(page="connection"))
    return Finding(GREEN, message)


def check_model(parts: RealParts, settings: Settings) -> Finding:
    """The model is there and whole. It is not loaded: a card that a running studio draws with may have no room."""
    from app.base.local_settings import AUTO
    from app.engine.local.checkpoints import check
    from app.engine.local.finding import find_model

    local = parts.parts().local(settings, settings.window.avatar)
    if local.model == AUTO:
        return _check_models(parts, settings, local)
    model = find_model(local)
    check(model)
    if settings.engine.interpreter is None:
        return nothing_to_run(f"{model.title} is there, but not what it runs with.")
    return Finding(GREEN, f"{model.title} in {model.place} is whole. How fast it draws shows when it is loaded.")


def _check_models(parts: RealParts, settings: Settings, local: LocalRequest) -> Finding:
    """There is a model that the card may be measured with, and what came of it when it was."""
    from app.base.card_choice import TITLES
    from app.engine.local.checkpoints import check
    from app.engine.local.finding import find_model

    titles, broken = [], []
    for name in TITLES:
        try:
            model = find_model(replace(local, model=name))
            check(model)
            titles.append(model.title)
        except AppError as error:
            if error.code != "engine.local.no_model":
                broken.append(error)
    if not titles:
        message = broken[0].message if broken else "There is no model for the graphics card on this computer."
        hint = "Download one in Settings > Models, or name its folder in Settings > Graphics Card."
        return Finding(RED, message, hint, Remedy(page="local"))
    what = ", ".join(titles)
    if settings.engine.interpreter is None:
        return nothing_to_run(f"{what}: there, but not what they run with.")
    if broken:
        return Finding(AMBER, f"{what}: whole, but not all is: {broken[0].message}", broken[0].hint)
    choice = parts.parts().measured.latest()
    if choice is None:
        message = f"{what}: whole. What the card holds is measured when it draws first, or by the command measure."
        return Finding(GREEN, message)
    return Finding(GREEN, choice.sentence)


def nothing_to_run(message: str) -> Finding:
    """A model is there, and no PyTorch."""
    install = install_command()
    steps = (
        Step("Press Install in Settings > Graphics Card, or run this in a terminal.", install),
        Step("Start the studio again."),
    )
    return Finding(RED, message, f"Press Install in Settings > Graphics Card, or run: {install}", Remedy(steps=steps))


def check_gpu(settings: Settings) -> Finding:
    """There is a graphics card and its driver answers, where one is needed."""
    needed = settings.engine.kind == "local" and settings.local.device != "cpu"
    try:
        cards = find_cards()
    except AppError as error:
        steps = (
            Step("Restart the computer: a driver that was updated works only afterwards."),
            Step("If that does not help, install NVIDIA's driver again.", link=NVIDIA_PAGE),
        )
        return Finding(RED if needed else AMBER, error.message, error.hint, Remedy(steps=steps))
    if not cards:
        if needed:
            hint = "Choose another engine in Settings > Connection: the built-in one needs no card."
            return Finding(RED, "No graphics card was found for the model.", hint, Remedy(page="connection"))
        return Finding(GREEN, "No graphics card is needed: the host is not drawn by one.")
    return Finding(GREEN, " ".join(map(_told, cards)))


def _told(card: GraphicsCard) -> str:
    """A sentence of its own for each, for so they are translated."""
    free, whole = card.free_bytes, card.total_bytes
    return (
        f"Graphics: {card.name} ("
        + (f"driver {card.driver}" if card.driver else "no driver")
        + (")." if free is None or whole is None else f", {free / 2**30:.1f} of {whole / 2**30:.1f} GiB free).")
    )


def _server(settings: Settings) -> str:
    profile = settings.omnirt.profile
    return "" if profile is None else profile.name
