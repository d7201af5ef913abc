"""The models that this computer can draw with, as their makers publish them: where, how large, under which terms. Pure.

Repositories, files and sizes are those of the Hugging Face hub in the middle of 2026; sizes are rounded, and what is
really there is asked before anything is fetched. Folders are those that the local engine reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.base.card_choice import TITLES
from app.base.local_settings import LocalModel

FLASHHEAD_FOLDER = "SoulX-FlashHead-1_3B"
FLASHTALK_FOLDER = "SoulX-FlashTalk-14B"

_MB = 1_000_000
_GB = 1_000_000_000

LTX_TERMS = """\
The video decoder of FlashHead Lite (VAE_LTX) derives from LTX-Video 0.9 by Lightricks. Those weights are published \
under the LTX-Video Open Weights License, which restricts what they may be used for, and may ask companies above a \
certain revenue for a licence of their own. That FlashHead's makers publish them again with an Apache-2.0 card may not \
change this.

Read the licence before you stream with it: huggingface.co/Lightricks/LTX-Video."""

WAV2LIP_TERMS = """\
Wav2Lip's authors allow personal, research and non-commercial use only: its weights were trained on the LRS2 data set, \
which the BBC gave out under these conditions. Any commercial use is prohibited, and a stream that earns money is one.

Of the larger Wav2Lip that is fetched here (384) neither the training data nor a licence is known: its publisher names \
none. Use it only where you may."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files of one repository that belong together. Models may share one.

    Attributes:
        repository: owner and name on the hub.
        files: patterns of the paths in it (``*`` matches ``/``, too).
        folder: where they go, below the folder of all models.
        size_bytes: about what they take.
        licence: its name.
        terms: what must be read and agreed to first; empty: nothing.

    """

    repository: str
    files: tuple[str, ...]
    folder: str
    size_bytes: int
    licence: str = "Apache-2.0"
    terms: str = ""

    def takes(self, path: str) -> bool:
        """Whether the file at ``path`` of the repository is one of it."""
        return any(fnmatchcase(path, pattern) for pattern in self.files)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be fetched.

    Attributes:
        model: by its name in the settings.
        about: one sentence for people.
        card_bytes: memory that it needs on the graphics card.
        parcels: what it consists of.

    """

    model: LocalModel
    about: str
    card_bytes: int
    parcels: tuple[Parcel, ...]

    @property
    def title(self) -> str:
        """Its name for people."""
        return TITLES[self.model]

    @property
    def size_bytes(self) -> int:
        """About what all of it takes on the disk."""
        return sum(parcel.size_bytes for parcel in self.parcels)

    @property
    def terms(self) -> str:
        """What must be read and agreed to before it is fetched; empty: nothing."""
        return "\n\n".join(parcel.terms for parcel in self.parcels if parcel.terms)

    @property
    def licences(self) -> tuple[str, ...]:
        """The names of its licences."""
        return tuple(dict.fromkeys(parcel.licence for parcel in self.parcels))


_FLASHHEAD = "Soul-AILab/SoulX-FlashHead-1_3B"
_HEARS = ("config.json", "preprocessor_config.json", "model.safetensors", "pytorch_model.bin")
_ENGLISH = Parcel("facebook/wav2vec2-base-960h", _HEARS, "wav2vec2-base-960h", 380 * _MB)
_CHINESE = Parcel("TencentGameMate/chinese-wav2vec2-base", _HEARS, "chinese-wav2vec2-base", 380 * _MB, "see its card")
_FLASHTALK_FILES = (
    "config.json",
    "diffusion_pytorch_model*",
    "models_t5_umt5-xxl-enc-bf16.*",
    "models_clip_open-clip-xlm-roberta-large-vit-huge-14.*",
    "Wan2.1_VAE.*",
    "google/umt5-xxl/*",
)

CATALOGUE: tuple[Offer, ...] = (
    Offer(
        "flashhead-lite",
        "The whole head, real time on most cards.",
        6 * _GB,
        (
            Parcel(_FLASHHEAD, ("Model_Lite/*",), FLASHHEAD_FOLDER, 6_100 * _MB),
            Parcel(
                _FLASHHEAD, ("VAE_LTX/*",), FLASHHEAD_FOLDER, 1_700 * _MB, "LTX-Video Open Weights License", LTX_TERMS
            ),
            _ENGLISH,
        ),
    ),
    Offer(
        "flashhead-pro",
        "The whole head, finer, for the fastest cards.",
        8 * _GB,
        (
            Parcel(_FLASHHEAD, ("Model_Pro/*",), FLASHHEAD_FOLDER, 6_000 * _MB),
            Parcel(_FLASHHEAD, ("VAE_Wan/*",), FLASHHEAD_FOLDER, 500 * _MB),
            _ENGLISH,
        ),
    ),
    Offer(
        "flashtalk",
        "Half the body, for cards of data centres.",
        40 * _GB,
        (Parcel("Soul-AILab/SoulX-FlashTalk-14B", _FLASHTALK_FILES, FLASHTALK_FOLDER, 55 * _GB), _CHINESE),
    ),
    Offer(
        "wav2lip",
        "The mouth alone, shortest delay, any card.",
        2 * _GB,
        (
            Parcel(
                "Pypa/wav2lip384", ("wav2lip384.pth",), "wav2lip", 690 * _MB, "Research, non-commercial", WAV2LIP_TERMS
            ),
        ),
    ),
)


def offer_of(model: LocalModel) -> Offer:
    """The offer of a model."""
    return next(offer for offer in CATALOGUE if offer.model == model)
