"""The formulas of the models written out a second time, plainly and in float64, for sizes that no golden case has.

From the same descriptions as the models, and without any of their code: one loop per frame, complex rotations, the
modulation and the audio worked out at every step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Weights = dict[str, Tensor]
Doubles = NDArray[np.float64]

MATRIX = np.array(
    ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
)
BACK = np.array(
    ((3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252))
)
WHITE = np.array((0.95047, 1.0, 1.08883))


def linear(w: Weights, name: str, x: Tensor) -> Tensor:
    """A layer by its name."""
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def layer_norm(x: Tensor, eps: float, w: Weights | None = None, name: str = "") -> Tensor:
    """With the weights of a layer, or without any."""
    centred = x - x.mean(-1, keepdim=True)
    out = centred / (centred.square().mean(-1, keepdim=True) + eps).sqrt()
    return out if w is None else out * w[f"{name}.weight"] + w[f"{name}.bias"]


def rms_norm(w: Weights, name: str, x: Tensor) -> Tensor:
    """Over the whole width."""
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * w[f"{name}.weight"]


def attention(queries: Tensor, keys: Tensor, values: Tensor, heads: int) -> Tensor:
    """Head by head."""
    size = queries.shape[-1] // heads
    out = []
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = queries[:, part] @ keys[:, part].T / math.sqrt(size)
        out.append(scores.softmax(-1) @ values[:, part])
    return torch.cat(out, -1)


def turned(x: Tensor, grid: tuple[int, int, int], heads: int) -> Tensor:
    """Every pair of neighbours of every head as a complex number, turned by where its token is."""
    size = x.shape[-1] // heads
    rows = 2 * (size // 6)
    widths = (size - 2 * rows, rows, rows)
    tokens = [(f, r, c) for f in range(grid[0]) for r in range(grid[1]) for c in range(grid[2])]
    angles = torch.tensor(
        [
            [place[axis] * 10000.0 ** (-2 * i / widths[axis]) for axis in range(3) for i in range(widths[axis] // 2)]
            for place in tokens
        ],
        dtype=torch.float64,
    )
    pairs = torch.view_as_complex(x.reshape(len(tokens), heads, size // 2, 2).contiguous())
    spun = pairs * torch.polar(torch.ones_like(angles), angles)[:, None]
    return torch.view_as_real(spun).reshape(x.shape)


def audio_tokens(w: Weights, windows: Tensor, stride: int, width: int) -> Tensor:
    """``[video frames, 5, layers, width]`` to ``[latent frames, tokens, width]``."""
    hidden = [linear(w, "audio_proj.proj1", windows[0].reshape(-1))]
    for start in range(1, len(windows), stride):
        slots = [windows[start, 0], windows[start, 1], windows[start, 2]]
        slots += [windows[frame, 2] for frame in range(start + 1, start + stride - 1)]
        slots += [windows[start + stride - 1, slot] for slot in (2, 3, 4)]
        hidden.append(linear(w, "audio_proj.proj1_vf", torch.stack(slots).reshape(-1)))
    out = linear(w, "audio_proj.proj2", torch.stack(hidden).relu()).relu()
    return layer_norm(linear(w, "audio_proj.proj3", out).view(len(out), -1, width), 1e-5, w, "audio_proj.norm")


def velocity(
    weights: Weights,
    latent: Tensor,
    condition: Tensor,
    timestep: float,
    windows: Tensor,
    heads: int,
    patch: tuple[int, int, int],
    text: Tensor | None = None,
    picture: Tensor | None = None,
) -> Tensor:
    """What the DiT predicts, in float64."""
    w = {name: tensor.double() for name, tensor in weights.items()}
    x = torch.cat((latent, condition)).double()
    grid = tuple(length // step for length, step in zip(x.shape[1:], patch, strict=True))
    x = functional.conv3d(x[None], w["patch_embedding.weight"], w["patch_embedding.bias"], stride=patch)[0]
    x = x.flatten(1).T
    half = w["time_embedding.0.weight"].shape[1] // 2
    angles = torch.tensor([timestep / 10000.0 ** (i / half) for i in range(half)], dtype=torch.float64)
    told = torch.cat((angles.cos(), angles.sin()))
    told = linear(w, "time_embedding.2", functional.silu(linear(w, "time_embedding.0", told)))
    six = linear(w, "time_projection.1", functional.silu(told)).view(6, -1)
    talks = text is not None and picture is not None
    stride = w["audio_proj.proj1_vf.weight"].shape[1] // windows[0, 0].numel() - 4
    audio = audio_tokens(w, windows.double(), stride, w["audio_proj.norm.weight"].shape[0])
    if text is not None and picture is not None:
        text = functional.pad(text.double(), (0, 0, 0, 512 - len(text)))
        text = linear(w, "text_embedding.2", functional.gelu(linear(w, "text_embedding.0", text), approximate="tanh"))
        look = layer_norm(picture.double(), 1e-5, w, "img_emb.proj.0")
        look = linear(w, "img_emb.proj.3", functional.gelu(linear(w, "img_emb.proj.1", look)))
        picture = layer_norm(look, 1e-5, w, "img_emb.proj.4")
    depth = 1 + max(int(name.split(".")[1]) for name in w if name.startswith("blocks."))
    for number in range(depth):
        x = _block(w, f"blocks.{number}", x, six, audio, grid, heads, (text, picture) if talks else None)
    shift, scale = w["head.modulation"][0] + told
    x = linear(w, "head.head", layer_norm(x, 1e-6) * (1 + scale) + shift)
    x = x.view(*grid, *patch, -1)
    return torch.einsum("fhwpqrc->cfphqwr", x).reshape(latent.shape)


def _block(
    w: Weights,
    name: str,
    x: Tensor,
    six: Tensor,
    audio: Tensor,
    grid: tuple[int, ...],
    heads: int,
    scene: tuple[Tensor | None, Tensor | None] | None,
) -> Tensor:
    shift1, scale1, gate1, shift2, scale2, gate2 = w[f"{name}.modulation"][0] + six
    y = layer_norm(x, 1e-6) * (1 + scale1) + shift1
    own = f"{name}.self_attn"
    queries = rms_norm(w, f"{own}.norm_q", linear(w, f"{own}.q", y))
    keys = rms_norm(w, f"{own}.norm_k", linear(w, f"{own}.k", y))
    place = (grid[0], grid[1], grid[2])
    heard = attention(turned(queries, place, heads), turned(keys, place, heads), linear(w, f"{own}.v", y), heads)
    x = x + linear(w, f"{own}.o", heard) * gate1
    y = layer_norm(x, 1e-6, w, f"{name}.norm3")
    other = f"{name}.cross_attn"
    if scene is None:
        queries = rms_norm(w, f"{other}.norm_q", linear(w, f"{other}.q", y))
        parts = [
            attention(
                frame,
                rms_norm(w, f"{other}.norm_k", linear(w, f"{other}.k", tokens)),
                linear(w, f"{other}.v", tokens),
                heads,
            )
            for frame, tokens in zip(queries.chunk(grid[0]), audio, strict=True)
        ]
        x = x + linear(w, f"{other}.o", torch.cat(parts))
    else:
        text, picture = scene
        assert text is not None
        assert picture is not None
        queries = rms_norm(w, f"{other}.norm_q", linear(w, f"{other}.q", y))
        keys = rms_norm(w, f"{other}.norm_k", linear(w, f"{other}.k", text))
        seen = attention(queries, keys, linear(w, f"{other}.v", text), heads)
        keys = rms_norm(w, f"{other}.norm_k_img", linear(w, f"{other}.k_img", picture))
        seen = seen + attention(queries, keys, linear(w, f"{other}.v_img", picture), heads)
        x = x + linear(w, f"{other}.o", seen)
        third = f"{name}.audio_cross_attn"
        queries = linear(w, f"{third}.q_linear", layer_norm(x, 1e-6, w, f"{name}.norm_x"))
        dim = x.shape[-1]
        parts = []
        for frame, tokens in zip(queries.chunk(grid[0]), audio, strict=True):
            both = linear(w, f"{third}.kv_linear", tokens)
            parts.append(attention(frame, both[:, :dim], both[:, dim:], heads))
        x = x + linear(w, f"{third}.proj", torch.cat(parts))
    y = layer_norm(x, 1e-6) * (1 + scale2) + shift2
    y = linear(w, f"{name}.ffn.2", functional.gelu(linear(w, f"{name}.ffn.0", y), approximate="tanh"))
    return x + y * gate2


def sigmas(steps: int) -> list[float]:
    """Noise levels before each step, then 0."""
    base = {2: [1.0, 0.5], 4: [1.0, 0.75, 0.5, 0.25]}.get(steps, [float(s) / 1000 for s in np.linspace(1000, 1, steps)])
    return [*(5 * t / (1 + 4 * t) for t in base), 0.0]


def recoloured(frames: Doubles, reference: Doubles) -> Doubles:
    """``[3, frames, rows, columns]`` in -1..1 with the Lab statistics of ``[3, rows, columns]``, frame by frame."""
    aim = _lab((reference + 1) / 2)
    out = np.empty_like(frames)
    for number in range(frames.shape[1]):
        lab = _lab((frames[:, number] + 1) / 2)
        for channel in range(3):
            mean, spread = lab[channel].mean(), max(lab[channel].std(), 1e-8)
            lab[channel] = (lab[channel] - mean) / spread * aim[channel].std() + aim[channel].mean()
        out[:, number] = _rgb(lab) * 2 - 1
    return out


def _lab(rgb: Doubles) -> Doubles:
    light = np.where(rgb > 0.04045, (np.maximum(rgb, 0.04045) / 1.055 + 0.055 / 1.055) ** 2.4, rgb / 12.92)
    xyz = np.clip(np.einsum("ij,jhw->ihw", MATRIX, light) / WHITE[:, None, None], 1e-8, 1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), (903.3 * xyz + 16) / 116)
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)))


def _rgb(lab: Doubles) -> Doubles:
    y = (lab[0] + 16) / 116
    f = np.stack((y + lab[1] / 500, y, y - lab[2] / 200))
    xyz = np.where(f**3 > 0.008856, f**3, (116 * f - 16) / 903.3) * WHITE[:, None, None]
    light = np.einsum("ij,jhw->ihw", BACK, xyz)
    rgb = np.where(light > 0.0031308, 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055, 12.92 * light)
    return np.clip(rgb, 0, 1)


def clip(predict: Callable[[Tensor, float], Tensor], noise: Sequence[Tensor], motion: Tensor, steps: int) -> Tensor:
    """The clean latent of a chunk, in float64: ``noise`` is the first latent, then what each step adds."""
    levels = sigmas(steps)
    x = noise[0].double()
    for step in range(steps):
        x = torch.cat((motion.double(), x[:, motion.shape[1] :]), dim=1)
        clean = x - levels[step] * predict(x, 1000 * levels[step])
        x = (1 - levels[step + 1]) * clean + levels[step + 1] * noise[step + 1].double()
    return torch.cat((motion.double(), x[:, motion.shape[1] :]), dim=1)
