"""States of what the studio keeps on the disks, to look at."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.base.errors import AppError, Problem, Severity
from app.base.model_state import ModelState, ModelStatus
from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.base.storage import Item, Kept, Place
from app.base.updates import Release
from app.studio.models import ModelsState
from app.studio.runtime import RuntimeView
from app.studio.storage import StorageState
from app.studio.updates import UpdatesState
from app.studio.upkeep import UpkeepState
from tests.ui.card_scenes import EMPTY, USUAL

NOW_S = time.time()
HERE = Path("/home/streamer/.local/share/FlashTalk Studio/models")
FAR = Path("/media/streamer/Extreme Pro 55AE/Downloads/2026/avatar_models and more/SoulX-FlashTalk-14B")
CUT = AppError(
    "local.weights",
    f"{FAR}/diffusion_pytorch_model-00003-of-00007.safetensors cannot be used: it has 4831838208 bytes of 4999619584.",
    "Download or copy it again, completely.",
)
NO_ROOM = Problem(
    "models.no_room",
    f"6.5 GB more are needed in {HERE}, and 2.1 GB are free.",
    "Make room, or move the models to another disk in Settings > Storage.",
    Severity.WARNING,
)
BROKE_OFF = Problem(
    "models.no_network",
    "The models' server https://huggingface.co cannot be reached, or the connection broke off.",
    "Check your connection, then download again: it goes on where it stopped. Models that are there work offline.",
    Severity.WARNING,
)
NOTHING_HERE = Problem(
    "models.nothing_here",
    "There is no model in /home/streamer/Pictures/Holiday 2026.",
    "Choose the folder that was downloaded as a whole, for example SoulX-FlashHead-1_3B, with "
    "wav2vec2-base-960h beside it.",
    Severity.WARNING,
)


def model_states(**changes: ModelState) -> tuple[ModelState, ...]:
    missing = {
        "flashhead_lite": ModelState("flashhead-lite", ModelStatus.MISSING, whole_bytes=8_180_000_000),
        "flashhead_pro": ModelState("flashhead-pro", ModelStatus.MISSING, whole_bytes=6_880_000_000),
        "flashtalk": ModelState("flashtalk", ModelStatus.MISSING, whole_bytes=55_380_000_000),
        "wav2lip": ModelState("wav2lip", ModelStatus.MISSING, whole_bytes=690_000_000),
    }
    return tuple((missing | changes).values())


def models_states() -> list[tuple[str, UpkeepState, dict[str, Any]]]:
    lite = ModelState("flashhead-lite", ModelStatus.THERE, HERE, 8_180_000_000, 8_180_000_000, True)
    part = ModelState("flashhead-pro", ModelStatus.PART, HERE, 2_140_000_000, 6_880_000_000, True)
    broken = ModelState("flashtalk", ModelStatus.BROKEN, FAR, 0, 55_380_000_000, False, CUT)
    lips = ModelState("wav2lip", ModelStatus.THERE, Path("/srv/models/wav2lip/wav2lip.pth"), 0, 690_000_000)
    some = ModelsState(models=model_states(flashhead_lite=lite, flashhead_pro=part, flashtalk=broken, wav2lip=lips))
    fetching = replace(
        some,
        doing="fetching",
        subject="flashhead-pro",
        step="diffusion_pytorch_model.safetensors",
        done_bytes=2_140_000_000,
        whole_bytes=6_880_000_000,
        rate_bytes=12_300_000,
    )
    verified = replace(some, verified=(("flashhead-lite", True),))
    verifying = replace(fetching, doing="verifying", subject="flashhead-lite", rate_bytes=910_000_000)
    importing = replace(some, doing="importing", subject="", done_bytes=900_000_000, whole_bytes=15_200_000_000)
    measured = {"measured": USUAL, "fetching": USUAL, "promised": EMPTY}
    return [
        (name, UpkeepState(models=state), {"card_choice": measured[name]} if name in measured else {})
        for name, state in (
            ("measured", some),
            ("looking", ModelsState(doing="looking")),
            ("none", ModelsState(models=model_states())),
            ("promised", ModelsState(models=model_states())),
            ("some", some),
            ("fetching", fetching),
            ("asking", replace(fetching, whole_bytes=0, done_bytes=0, rate_bytes=0.0, step="")),
            ("verifying", verifying),
            ("verified", verified),
            ("importing", importing),
            ("broke-off", replace(some, problem=BROKE_OFF, problem_of="flashhead-pro")),
            ("full", replace(some, problem=NO_ROOM, problem_of="flashhead-pro")),
            ("wrong-folder", replace(some, problem=NOTHING_HERE)),
        )
    ]


def kept(**changes: dict[str, Any]) -> tuple[Kept, ...]:
    """What is in every place; ``changes``: fields of some of them."""
    home = Path("/home/streamer")
    there = {
        "models": Kept(Place("models", HERE), 15_060_000_000, 14, 210_000_000_000),
        "quantised": Kept(
            Place("quantised", home / ".cache/FlashTalk Studio/quantised", 60_000_000_000),
            1_530_000_000,
            31,
            210_000_000_000,
            removable=1_530_000_000,
        ),
        "clips": Kept(
            Place("clips", home / ".cache/FlashTalk Studio", 512_000_000),
            41_300_000,
            9,
            210_000_000_000,
            removable=41_300_000,
        ),
        "voices": Kept(
            Place("voices", home / ".local/share/FlashTalk Studio/voices"),
            126_000_000,
            5,
            210_000_000_000,
            removable=125_000_000,
            items=(Item("en_US-amy-medium", 63_000_000, 1_766_000_000.0), Item("zh_CN-huayan", 62_000_000, NOW_S)),
        ),
        "recordings": Kept(
            Place("recordings", home / "Videos/FlashTalk Studio"),
            88_200_000_000,
            41,
            210_000_000_000,
            removable=88_200_000_000,
            items=(
                Item("2026-01-02 20-00-11 Elias.mp4", 3_100_000_000, 1_767_384_000.0),
                Item("today.mp4", 2_000_000_000, NOW_S),
            ),
        ),
        "logs": Kept(
            Place("logs", home / ".local/state/FlashTalk Studio/log", 100_000_000),
            3_100_000,
            4,
            210_000_000_000,
            removable=2_000_000,
        ),
        "runtime": Kept(
            Place("runtime", home / ".local/share/FlashTalk Studio/gpu-runtime"), 7_310_000_000, 21_400, 210_000_000_000
        ),
    }
    return tuple(replace(one, **changes.get(name, {})) for name, one in there.items())


def updates_states() -> list[tuple[str, UpkeepState]]:
    """Nobody has asked; being asked; a newer version, with its notes; nobody answers."""
    notes = (
        "### Faster\n\n- The host is on stage in **half a second**.\n- Recordings in 4K.\n\n"
        "### Mended\n\n- A camera that goes away comes back.\n- Pictures of cameras that stand on their head.\n"
    )
    newer = Release("0.2.0", notes, "https://example.org/releases/0.2.0")
    problem = Problem(
        "updates.failed",
        "Where the studio is published was asked in vain: it answers with 403.",
        "Try again later.",
        Severity.WARNING,
    )
    states = {
        "quiet": UpdatesState(),
        "asking": UpdatesState(doing=True),
        "newest": UpdatesState(asked=True),
        "newer": UpdatesState(asked=True, newer=newer),
        "failed": UpdatesState(problem=problem),
    }
    return [(name, UpkeepState(updates=state)) for name, state in states.items()]


def storage_states() -> list[tuple[str, UpkeepState]]:
    far = Path("/media/streamer/Extreme Pro 55AE/streaming stuff of the last two years/FlashTalk Studio/weights")
    warned = kept(
        models={"place": Place("models", far, 10_000_000_000), "free_bytes": 4_100_000_000, "slow": True},
        recordings={"free_bytes": 900_000_000},
    )
    failed_move = Problem(
        "storage.no_room",
        "15.1 GB do not fit on the disk with /media/streamer/stick: 3.9 GB are free.",
        "Make room there, or choose another folder.",
        Severity.WARNING,
    )
    moving = StorageState(
        kept=kept(),
        doing="moving",
        subject="models",
        step="diffusion_pytorch_model.safetensors",
        done_bytes=6_400_000_000,
        whole_bytes=15_060_000_000,
        rate_bytes=118_000_000,
    )
    return [
        (name, UpkeepState(storage=state))
        for name, state in (
            ("looking", StorageState(doing="looking")),
            ("some", StorageState(kept=kept())),
            ("warnings", StorageState(kept=warned)),
            ("moving", moving),
            ("moved", StorageState(kept=kept(), moved=frozenset({"clips", "logs"}))),
            ("no-room", StorageState(kept=kept(), problem=failed_move, problem_of="models")),
            ("empty", StorageState(kept=kept(models={"bytes_": 0, "files": 0}, recordings={"bytes_": 0, "files": 0}))),
        )
    ]


def runtime_states() -> list[tuple[str, UpkeepState]]:
    python = Path("/home/streamer/.local/share/FlashTalk Studio/gpu-runtime/env/bin/python")
    missing = RuntimeState(RuntimeStatus.MISSING)
    card = RuntimeState(
        RuntimeStatus.READY, python, "2.13.0+cu130", "cuda", "NVIDIA GeForce RTX 4090 Laptop GPU", 7_310_000_000
    )
    nothing = RuntimeState(RuntimeStatus.READY, python, "2.13.0+cpu", "cpu", "", 1_090_000_000)
    failed = Problem(
        "runtime.no_room",
        "PyTorch needs 11.2 GB in /home/streamer/.local/share/FlashTalk Studio/gpu-runtime while it is installed: "
        "3.4 GB are free.",
        "Make room, then install again.",
        Severity.WARNING,
    )
    broken = Problem(
        "runtime.other_file",
        "The package index offers another torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl than the studio was made "
        "with.",
        "Choose another package index in Settings > Graphics Card.",
        Severity.WARNING,
    )
    sick = Problem(
        "runtime.self_test",
        "PyTorch is installed and does not work (RuntimeError: CUDA driver version is insufficient for CUDA runtime "
        "version).",
        "Update the card's driver, or choose another PyTorch in Settings > Graphics Card.",
        Severity.WARNING,
    )
    fetching = RuntimeView(
        state=RuntimeState(RuntimeStatus.PART),
        doing="installing",
        step="nvidia_cudnn_cu13-9.20.0.48-py3-none-manylinux_2_27_x86_64.whl",
        done_bytes=1_310_000_000,
        whole_bytes=3_120_000_000,
        rate_bytes=24_000_000,
    )
    return [
        (name, UpkeepState(runtime=view))
        for name, view in (
            ("missing", RuntimeView(state=missing)),
            ("fetching", fetching),
            ("unpacking", replace(fetching, step="unpacking")),
            ("paused", RuntimeView(state=RuntimeState(RuntimeStatus.PART))),
            ("no-room", RuntimeView(state=missing, problem=failed)),
            ("broken-index", RuntimeView(state=missing, problem=broken)),
            ("self-test-failed", RuntimeView(state=RuntimeState(RuntimeStatus.PART), problem=sick)),
            ("removing", RuntimeView(state=card, doing="removing")),
            ("ready", RuntimeView(state=card)),
            ("old", RuntimeView(state=replace(card, status=RuntimeStatus.OLD))),
            ("no-card", RuntimeView(state=nothing)),
        )
    ]
