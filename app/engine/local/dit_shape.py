"""What the tensor shapes of a checkpoint say about its audio-driven DiT. Pure: reads no file and needs no torch.

Names and sizes are those of the published FlashHead and FlashTalk checkpoints. Their ``config.json`` leaves several
sizes out, so all are read from the shapes, but for the number of heads, which no shape tells: both models have 128
numbers a head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

Shape = tuple[int, ...]

WINDOW_FRAMES = 5
"""Frames of audio features around each frame of video."""

HEAD_SIZE = 128

UNUSED_PREFIXES = ("text_embedding.", "audio_emb.")
"""In FlashHead's checkpoints, but nothing reads them."""


class ShapeError(ValueError):
    """The tensors are not those of such a model. Worded for people, without a full stop."""


@dataclass(frozen=True, slots=True)
class DiTShape:
    """Every size of the DiT.

    Attributes:
        family: which of the two models it is: FlashTalk has text, picture and audio branches, FlashHead audio alone.
        dim: width of the token stream.
        ffn_dim: width inside the feed-forward layers.
        freq_dim: width of the timestep's sinusoid.
        heads: attention heads.
        layers: blocks.
        in_channels: latent and condition together.
        out_channels: channels of the latent.
        patch: latent frames, rows and columns of one token.
        audio_in: audio numbers of one video frame: encoder layers times their width.
        audio_hidden: width inside the audio projection.
        audio_tokens: audio tokens of one latent frame.
        audio_dim: width of an audio token.
        frame_stride: video frames of one latent frame after the first.
        text_dim: width of the text encoder's output; 0: no text branch.
        image_dim: width of the picture encoder's output; 0: no picture branch.

    """

    family: Literal["flashhead", "flashtalk"]
    dim: int
    ffn_dim: int
    freq_dim: int
    heads: int
    layers: int
    in_channels: int
    out_channels: int
    patch: tuple[int, int, int]
    audio_in: int
    audio_hidden: int
    audio_tokens: int
    audio_dim: int
    frame_stride: int
    text_dim: int = 0
    image_dim: int = 0

    @property
    def grouped_windows(self) -> int:
        """Windows of audio features behind a latent frame that stands for ``frame_stride`` video frames."""
        return WINDOW_FRAMES + self.frame_stride - 1

    @property
    def title(self) -> str:
        """Its name for people."""
        if self.family == "flashtalk":
            return "FlashTalk"
        return "FlashHead Lite" if self.frame_stride == 8 else "FlashHead Pro"


def read_shape(shapes: Mapping[str, Shape], heads: int | None = None) -> DiTShape:
    """What ``shapes`` (tensor names to shapes) say. Raises ShapeError where they are not such a model's.

    Args:
        shapes: of all tensors of the checkpoint.
        heads: attention heads; None: one for every 128 numbers of the width.

    """
    try:
        shape = _derive(shapes, heads)
    except (KeyError, ValueError, ZeroDivisionError, IndexError) as error:
        raise ShapeError(
            f"these are not the weights of FlashHead or FlashTalk: it has no {error.args[0]}"
            if isinstance(error, KeyError)
            else "these are not the weights of FlashHead or FlashTalk: its sizes do not fit together"
        ) from error
    check_tensors(shapes, expected_tensors(shape), ignored=UNUSED_PREFIXES if shape.family == "flashhead" else ())
    return shape


def _derive(shapes: Mapping[str, Shape], heads: int | None) -> DiTShape:
    dim, in_channels, *patch = shapes["patch_embedding.weight"]
    patch_t, patch_h, patch_w = patch
    slot = shapes["audio_proj.proj1.weight"][1] // WINDOW_FRAMES
    audio_dim = shapes["audio_proj.norm.weight"][0]
    is_talk = "blocks.0.audio_cross_attn.q_linear.weight" in shapes
    heads = heads or dim // HEAD_SIZE
    if heads < 1 or dim % heads or (dim // heads) % 2:
        raise ValueError("heads")
    return DiTShape(
        family="flashtalk" if is_talk else "flashhead",
        dim=dim,
        ffn_dim=shapes["blocks.0.ffn.0.weight"][0],
        freq_dim=shapes["time_embedding.0.weight"][1],
        heads=heads,
        layers=1 + max(int(name.split(".")[1]) for name in shapes if name.startswith("blocks.")),
        in_channels=in_channels,
        out_channels=shapes["head.head.weight"][0] // prod(patch),
        patch=(patch_t, patch_h, patch_w),
        audio_in=slot,
        audio_hidden=shapes["audio_proj.proj1.weight"][0],
        audio_tokens=shapes["audio_proj.proj3.weight"][0] // audio_dim,
        audio_dim=audio_dim,
        frame_stride=shapes["audio_proj.proj1_vf.weight"][1] // slot - WINDOW_FRAMES + 1,
        text_dim=shapes["text_embedding.0.weight"][1] if is_talk else 0,
        image_dim=shapes["img_emb.proj.0.weight"][0] if is_talk else 0,
    )


def expected_tensors(shape: DiTShape) -> dict[str, Shape]:
    """Every tensor that a model of this shape reads, by name."""
    return dict(_tensors(shape))


def _tensors(s: DiTShape) -> Iterator[tuple[str, Shape]]:
    dim = s.dim
    yield "patch_embedding.weight", (dim, s.in_channels, *s.patch)
    yield "patch_embedding.bias", (dim,)
    yield from _linear("time_embedding.0", s.freq_dim, dim)
    yield from _linear("time_embedding.2", dim, dim)
    yield from _linear("time_projection.1", dim, 6 * dim)
    if s.text_dim:
        yield from _linear("text_embedding.0", s.text_dim, dim)
        yield from _linear("text_embedding.2", dim, dim)
        yield from _norm("img_emb.proj.0", s.image_dim)
        yield from _linear("img_emb.proj.1", s.image_dim, s.image_dim)
        yield from _linear("img_emb.proj.3", s.image_dim, dim)
        yield from _norm("img_emb.proj.4", dim)
    yield from _linear("audio_proj.proj1", WINDOW_FRAMES * s.audio_in, s.audio_hidden)
    yield from _linear("audio_proj.proj1_vf", s.grouped_windows * s.audio_in, s.audio_hidden)
    yield from _linear("audio_proj.proj2", s.audio_hidden, s.audio_hidden)
    yield from _linear("audio_proj.proj3", s.audio_hidden, s.audio_tokens * s.audio_dim)
    yield from _norm("audio_proj.norm", s.audio_dim)
    for number in range(s.layers):
        yield from _block(s, f"blocks.{number}")
    yield from _linear("head.head", dim, s.out_channels * prod(s.patch))
    yield "head.modulation", (1, 2, dim)


def _block(s: DiTShape, name: str) -> Iterator[tuple[str, Shape]]:
    yield f"{name}.modulation", (1, 6, s.dim)
    for attention in ("self_attn", "cross_attn"):
        is_audio = attention == "cross_attn" and s.family == "flashhead"
        for part in ("q", "k", "v", "o"):
            width = s.audio_dim if is_audio and part in "kv" else s.dim
            yield from _linear(f"{name}.{attention}.{part}", width, s.dim)
        yield f"{name}.{attention}.norm_q.weight", (s.dim,)
        yield f"{name}.{attention}.norm_k.weight", (s.dim,)
    yield from _norm(f"{name}.norm3", s.dim)
    yield from _linear(f"{name}.ffn.0", s.dim, s.ffn_dim)
    yield from _linear(f"{name}.ffn.2", s.ffn_dim, s.dim)
    if s.family == "flashtalk":
        yield from _linear(f"{name}.cross_attn.k_img", s.dim, s.dim)
        yield from _linear(f"{name}.cross_attn.v_img", s.dim, s.dim)
        yield f"{name}.cross_attn.norm_k_img.weight", (s.dim,)
        yield from _norm(f"{name}.norm_x", s.dim)
        yield from _linear(f"{name}.audio_cross_attn.q_linear", s.dim, s.dim)
        yield from _linear(f"{name}.audio_cross_attn.kv_linear", s.audio_dim, 2 * s.dim)
        yield from _linear(f"{name}.audio_cross_attn.proj", s.dim, s.dim)


def _linear(name: str, width_in: int, width_out: int) -> Iterator[tuple[str, Shape]]:
    yield f"{name}.weight", (width_out, width_in)
    yield f"{name}.bias", (width_out,)


def _norm(name: str, width: int) -> Iterator[tuple[str, Shape]]:
    yield f"{name}.weight", (width,)
    yield f"{name}.bias", (width,)


def check_tensors(found: Mapping[str, Shape], expected: Mapping[str, Shape], ignored: tuple[str, ...] = ()) -> None:
    """Whether ``found`` is exactly ``expected``, but for names that begin as ``ignored``. Raises ShapeError."""
    missing = [name for name in expected if name not in found]
    if missing:
        raise ShapeError(f"tensors are missing ({len(missing)}), for example {missing[0]}")
    foreign = [name for name in found if name not in expected and not name.startswith(ignored)]
    if foreign:
        raise ShapeError(f"tensors are unknown to this model ({len(foreign)}), for example {foreign[0]}")
    for name, shape in expected.items():
        if tuple(found[name]) != shape:
            raise ShapeError(f"{name} has the shape {list(found[name])}, expected {list(shape)}")
