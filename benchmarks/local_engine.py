"""How fast FlashHead Lite, FlashHead Pro and FlashTalk draw: every part, beside the floor of what must be computed.

    python -m benchmarks.local_engine [--model lite pro talk] [--linears int8|fp8] [--graphs] [--compiled] [--small]

It runs in the environment that has torch. Weights are random, for the work does not depend on them. Without a graphics
card the models are small ones, and what the file says of them is only that everything runs.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from app.engine.local.audio import AudioHistory
from app.engine.local.clip_loop import to_pixels
from app.engine.local.compiled import compile_blocks
from app.engine.local.device import Download
from app.engine.local.quantised import check_card, quantise_model
from app.engine.local.speed import AS_PUBLISHED, Speed
from app.engine.local.talking_clip import ClipModel, ClipSession
from benchmarks.local_models import PROFILES, Profile, dit_of, small, speech_of, vae_of, work_of

RESULTS = Path(__file__).parent / "results"
SEED = 1

PEAKS_TFLOPS = {
    "H200": 989,
    "H100": 989,
    "RTX 5090": 209,
    "RTX 4090": 165,
    "RTX 4070 SUPER": 71,
    "RTX 4070": 58,
    "RTX 4060 Ti": 44,
    "RTX 3090": 71,
    "RTX 3060": 25.5,
}
"""Dense bfloat16 with float32 sums, as the makers state it; H100 is the SXM one."""


def measure(profile: Profile, speed: Speed, device: torch.device, chunks: int, *, reduced: bool) -> Any:
    """Everything about one model."""
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    shape, quality = profile.shape, profile.quality
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
    torch.manual_seed(SEED)
    dit = dit_of(shape, device, dtype)
    error = None
    if speed.linears != "plain":
        check_card(speed.linears, device)
        error = quantise_model(dit, speed.linears, device)
    if speed.compiled:
        compile_blocks(dit, speed.cache)
    vae, speech = vae_of(shape, device, dtype, reduced=reduced), speech_of(shape, device)
    text, look = None, None
    if shape.family == "flashtalk":
        text = torch.randn(20, shape.text_dim, device=device)
        clip = torch.randn(257, shape.image_dim, device=device)

        def look(_: torch.Tensor) -> torch.Tensor:
            return clip

    model = ClipModel(dit, vae, speech, quality, text=text, look=look, speed=speed, error=error)
    portrait = np.random.default_rng(SEED).integers(0, 255, (quality.height_px, quality.width_px, 3), dtype=np.uint8)
    begun = time.perf_counter()
    session = model.open(portrait, seed=SEED)
    opened_s = time.perf_counter() - begun
    sound = np.random.default_rng(SEED).normal(0, 0.1, session.pace.chunk_samples).astype(np.float32)
    for _ in range(3):
        session.push(sound)
    _settle(device)
    spent = []
    for _ in range(chunks):
        begun = time.perf_counter()
        session.push(sound)
        spent.append(time.perf_counter() - begun)
    _settle(device)
    chunk_ms = _typical(spent)
    work = work_of(profile, reduced=reduced)
    parts = parts_of(session, model, sound, chunks, device)
    return {
        "size": f"{quality.width_px}x{quality.height_px}, {quality.steps} steps",
        "parameters_m": round(sum(x.numel() for x in dit.state_dict().values()) / 1e6, 1),
        "chunk_ms": {"median": round(chunk_ms, 2), "worst": round(max(spent) * 1e3, 2), "chunks": chunks},
        "new_frames_per_chunk": session.pace.chunk_frames,
        "new_fps": round(session.pace.chunk_frames / chunk_ms * 1e3, 2),
        "parts_ms": parts,
        "open_s": round(opened_s, 2),
        "work_tflop": {part: float(f"{value:.4g}") for part, value in work.items()},
        "floor_tflop": profile.floor or None,
        "achieved_tflops": float(f"{work['chunk'] / chunk_ms * 1e3:.3g}"),
        "dit_tflops": float(f"{work['dit_step'] / parts['dit_step'] * 1e3:.3g}"),
        "velocity_error": error,
        "memory_peak_gb": _memory_gb(device),
        "goal_on_an_h200_fps": profile.goal_fps or None,
    }


def parts_of(session: ClipSession, model: ClipModel, sound: Any, chunks: int, device: torch.device) -> dict[str, float]:
    """Median milliseconds of each part, with a wait after each; only the transformer's steps are recorded."""
    loop, frames = session.loop, model.quality.frames
    history = AudioHistory(model.speed.history_s)
    history.push(sound)
    spent: dict[str, list[float]] = {}

    def timed(part: str, work: Callable[..., Any], *given: Any) -> Any:
        _settle(device)
        begun = time.perf_counter()
        made = work(*given)
        _settle(device)
        spent.setdefault(part, []).append(time.perf_counter() - begun)
        return made

    with torch.inference_mode():
        for _ in range(chunks):
            windows = timed("audio", session._speech.hear_history, history, frames)
            heard = timed("audio_keys", model.dit.hear, windows)
            latent = timed("dit", loop.denoise, heard)
            decoded = timed("decode", loop._decode, latent)
            shown = timed("colour", loop.colour, decoded[:, loop.overlap :].float())
            pixels = timed("pixels", to_pixels, shown)
            timed("copy", lambda pictures: Download(pictures).wait(), pixels)
            timed("encode", loop._vae.encode, shown[:, -loop.overlap :])
    parts = {part: round(_typical(times), 3) for part, times in spent.items()}
    parts["dit_step"] = round(parts["dit"] / model.quality.steps, 3)
    return parts


def matmul_tflops(device: torch.device) -> float:
    """What the device reaches with one large product: the most that anything here could."""
    edge, dtype = (8192, torch.bfloat16) if device.type == "cuda" else (768, torch.float32)
    a, b = (torch.randn(edge, edge, device=device, dtype=dtype) for _ in range(2))
    spent = []
    for _ in range(12):
        _settle(device)
        begun = time.perf_counter()
        torch.mm(a, b)
        _settle(device)
        spent.append(time.perf_counter() - begun)
    return float(f"{2 * edge**3 / _typical(spent[2:]) / 1e9:.3g}")


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _typical(seconds: list[float]) -> float:
    return float(np.median(seconds)) * 1e3


def _memory_gb(device: torch.device) -> float | None:
    return round(torch.cuda.max_memory_allocated(device) / 1e9, 2) if device.type == "cuda" else None


def machine(device: torch.device) -> dict[str, Any]:
    """On what, with what and at which commit."""
    card, driver, peak = None, None, None
    if device.type == "cuda":
        card = torch.cuda.get_device_name(device)
        peak = next((value for part, value in PEAKS_TFLOPS.items() if part in card), None)
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        driver = subprocess.run(query, capture_output=True, text=True, check=False).stdout.strip() or None
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    cpu = next((s.partition(":")[2].strip() for s in _lines(Path("/proc/cpuinfo")) if s.startswith("model name")), "")
    load = _lines(Path("/proc/loadavg"))
    return {
        "card": card,
        "driver": driver,
        "nominal_tflops": peak,
        "matmul_tflops": matmul_tflops(device),
        "cpu": cpu or platform.processor(),
        "threads": torch.get_num_threads(),
        "load_1min": float(load[0].split()[0]) if load else None,
        "torch": torch.__version__,
        "system": platform.platform(),
        "commit": commit.stdout.strip(),
    }


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def owed() -> list[str]:
    """What only a card can tell."""
    speeds = [
        f"{name} at full size on an H200: milliseconds of every part, frames a second (goal {profile.goal_fps}), "
        "share of nominal and of a matmul, memory peak; plain, with graphs, compiled, and with fp8"
        for name, profile in PROFILES.items()
    ]
    shows = [
        f"{name} at full size for two minutes through worker, pacer and a counting sink: exact pairing, and "
        "memory of the card that does not grow"
        for name in PROFILES
    ]
    return [
        *speeds,
        *shows,
        "fp8 and int8 at full size: how far they move the velocity, beside what they gain",
        "graphs and compiled blocks at full size: the same pictures as without",
    ]


def main() -> None:
    """Measure what is asked for and write it down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", nargs="+", choices=[*PROFILES], default=[*PROFILES])
    parser.add_argument("--linears", choices=["plain", "int8", "fp8"], default="plain")
    parser.add_argument("--graphs", action="store_true")
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--small", action="store_true", help="small models, as without a card")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--chunks", type=int, default=0, help="per model; 0: 20 on a card, 5 without")
    parser.add_argument("--threads", type=int, help="of the processor")
    parser.add_argument("--output", type=Path, default=RESULTS / "local_engine.json")
    asked = parser.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    reduced = asked.small or device.type == "cpu"
    speed = replace(AS_PUBLISHED, graphs=asked.graphs, compiled=asked.compiled, linears=asked.linears)
    about = machine(device)
    models = {}
    for name in asked.model:
        profile = small(PROFILES[name]) if reduced else PROFILES[name]
        if asked.steps:
            profile = replace(profile, quality=replace(profile.quality, steps=asked.steps))
        found = measure(profile, speed, device, asked.chunks or (5 if reduced else 20), reduced=reduced)
        for whole, key in ((about["nominal_tflops"], "nominal"), (about["matmul_tflops"], "matmul")):
            found[f"of_{key}"] = round(found["achieved_tflops"] / whole, 3) if whole else None
            found[f"floor_ms_by_{key}"] = round(found["work_tflop"]["chunk"] / whole * 1e3, 2) if whole else None
        models[name] = found
    result: dict[str, Any] = {
        "what": "small models: these figures say only that everything runs" if reduced else "full size, random weights",
        "switches": {"linears": asked.linears, "graphs": asked.graphs, "compiled": asked.compiled},
        "models": models,
        "machine": about,
    }
    if reduced:
        result["full_size_work_tflop"] = {
            name: {part: float(f"{value:.4g}") for part, value in work_of(PROFILES[name], reduced=False).items()}
            for name in asked.model
        }
        result["owed"] = owed()
    asked.output.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
