"""The generators of Wav2Lip for faces of 96, 256 and 384 pixels, built from the tensors of a checkpoint.

They differ in depth and width alone, which the tensors' names and shapes tell; the largest one weights what its decoder
has made by a map of its encoder's features, too. Batch norms are folded into the convolutions: exact, and less to do.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.local.base import Tensors
from app.engine.local.dit_shape import ShapeError

MEL_COLUMNS = 16
"""Columns of the mel spectrogram behind one picture."""

_BATCH_NORM_EPS = 1e-5
_UNUSED = "audio_refine."
_CONVOLUTION = re.compile(
    r"(?P<place>(?:face_encoder_blocks|face_decoder_blocks|output_block)\.\d+(?:\.\d+)?|audio_encoder\.\d+)\.conv_block\.0\.weight"
)
_AUDIO_STRIDES = ((3, 1), (3, 3), (3, 2))
_SKIP_WEIGHTS = "sam.sa.conv1.weight"
_OUTPUT = "output_block.1"


class Kind(NamedTuple):
    """How a convolution moves over its input."""

    stride: tuple[int, int] = (1, 1)
    padding: int = 1
    transposed: bool = False
    residual: bool = False


class FoldedConvolution(nn.Module):
    """A convolution with its batch norm folded in, and the ReLU after it."""

    def __init__(self, weight: Tensor, bias: Tensor, kind: Kind) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight, requires_grad=False), nn.Parameter(bias, requires_grad=False)
        self.kind = kind

    def forward(self, x: Tensor) -> Tensor:
        """``[batch, channels, rows, columns]``."""
        stride, padding, transposed, residual = self.kind
        if transposed:
            growth = stride[0] - 1
            out = functional.conv_transpose2d(x, self.weight, self.bias, stride, padding, output_padding=growth)
        else:
            out = functional.conv2d(x, self.weight, self.bias, stride, padding)
        return functional.relu(out + x if residual else out)


class Wav2Lip(nn.Module):
    """Mouth and lower face for a piece of sound."""

    def __init__(self, tensors: Tensors) -> None:
        super().__init__()
        places = [match["place"] for name in tensors if (match := _CONVOLUTION.fullmatch(name))]
        _check_names(tensors, places)
        layers = {place: _folded(tensors, place, kind) for place, kind in _kinds(tensors, places).items()}
        self.audio_encoder = nn.Sequential(*_within(layers, "audio_encoder."))
        self.face_encoder = nn.ModuleList(nn.Sequential(*block) for block in _blocks(layers, "face_encoder_blocks"))
        self.face_decoder = nn.ModuleList(nn.Sequential(*block) for block in _blocks(layers, "face_decoder_blocks"))
        self.output = nn.Sequential(layers["output_block.0"])
        self.last_weight = nn.Parameter(tensors[f"{_OUTPUT}.weight"], requires_grad=False)
        self.last_bias = nn.Parameter(tensors[f"{_OUTPUT}.bias"], requires_grad=False)
        skips = tensors.get(_SKIP_WEIGHTS)
        self.skip_weight = None if skips is None else nn.Parameter(skips, requires_grad=False)

    @classmethod
    def from_tensors(cls, tensors: Tensors) -> Self:
        """The generator that these weights are of, perhaps saved from several GPUs. Raises ShapeError."""
        try:
            return cls({name.removeprefix("module."): tensor for name, tensor in tensors.items()}).eval()
        except (KeyError, RuntimeError) as error:
            raise ShapeError(f"these are not the weights of Wav2Lip: {error}") from error

    @property
    def face_px(self) -> int:
        """Edge of the square face that it draws.

        The encoder ends in a single pixel, or, where a map weights the skips, in 4x4 of them, which the map spreads the
        sound's single one over.
        """
        halvings = sum(layer.kind.stride[0] == 2 for block in self.face_encoder for layer in block)
        last = self.face_encoder[-1][0].weight.shape[-1]
        return int((last if self.skip_weight is None else 2 * last) * 2**halvings)

    def hear(self, mel: Tensor) -> Tensor:
        """The embedding of ``[batch, 1, 80, 16]``, ``[batch, width, 1, 1]``."""
        embedding: Tensor = self.audio_encoder(mel)
        return embedding

    def draw(self, audio: Tensor, faces: Tensor) -> Tensor:
        """Faces before the sigmoid, ``[batch, 3, edge, edge]``, from an embedding and ``[batch, 6, edge, edge]``."""
        features = []
        x = faces
        for block in self.face_encoder:
            x = block(x)
            features.append(x)
        x = audio
        for block, skipped in zip(self.face_decoder, reversed(features), strict=True):
            x = block(x)
            if self.skip_weight is not None:
                x = x + x * self._attention(skipped, self.skip_weight)
            x = torch.cat((x, skipped), dim=1)
        return functional.conv2d(self.output(x), self.last_weight, self.last_bias)

    def forward(self, mel: Tensor, faces: Tensor) -> Tensor:
        """Faces in 0..1, B G R; the six channels of ``faces`` are the picture without its lower half, and the whole."""
        return self.draw(self.hear(mel), faces).sigmoid()

    @staticmethod
    def _attention(features: Tensor, weight: Tensor) -> Tensor:
        pooled = torch.cat((features.mean(1, keepdim=True), features.amax(1, keepdim=True)), dim=1)
        return functional.conv2d(pooled, weight, padding=weight.shape[-1] // 2).sigmoid()


def network_input(faces: Tensor) -> Tensor:
    """What the generator is given for ``[batch, 3, edge, edge]``, B G R in 0..1: no lower half, then all of it."""
    masked = faces.clone()
    masked[:, :, faces.shape[2] // 2 :] = 0
    return torch.cat((masked, faces), dim=1)


def _kinds(tensors: Tensors, places: list[str]) -> dict[str, Kind]:
    last_encoder = max(int(place.split(".")[1]) for place in places if place.startswith("face_encoder"))
    strides = iter(_AUDIO_STRIDES)
    kinds = {}
    for place in places:
        name, block, *rest = place.split(".")
        first, second, rows, _ = tensors[f"{place}.conv_block.0.weight"].shape
        position = int(rest[0]) if rest else int(block)
        number, padding = int(block), rows // 2
        if rows == 3 and position > 0 and first == second and name != "output_block":
            kinds[place] = Kind(residual=True)
        elif name == "face_decoder_blocks" and number > 0 and position == 0:
            kinds[place] = Kind(padding=0, transposed=True) if number == 1 else Kind((2, 2), 1, transposed=True)
        elif name == "face_encoder_blocks" and number > 0 and position == 0:
            kinds[place] = Kind(padding=0) if number == last_encoder else Kind((2, 2))
        elif name == "audio_encoder" and number > 0 and rows == 3:
            is_last = tensors[f"audio_encoder.{number + 1}.conv_block.0.weight"].shape[-1] == 1
            kinds[place] = Kind(padding=0) if is_last else Kind(next(strides, (1, 1)))
        else:
            kinds[place] = Kind(padding=padding)
    return kinds


def _folded(tensors: Tensors, place: str, kind: Kind) -> FoldedConvolution:
    """The convolution that does what the one at ``place`` and its batch norm do; folded in float64."""
    weight, bias = (tensors[f"{place}.conv_block.0.{part}"].double() for part in ("weight", "bias"))
    scale, shift, mean, variance = (
        tensors[f"{place}.conv_block.1.{part}"].double() for part in ("weight", "bias", "running_mean", "running_var")
    )
    factor = scale / torch.sqrt(variance + _BATCH_NORM_EPS)
    spread = (1, -1, 1, 1) if kind.transposed else (-1, 1, 1, 1)
    return FoldedConvolution((weight * factor.view(spread)).float(), ((bias - mean) * factor + shift).float(), kind)


def _within(layers: dict[str, FoldedConvolution], prefix: str) -> list[FoldedConvolution]:
    places = sorted((place for place in layers if place.startswith(prefix)), key=lambda p: int(p.rsplit(".", 1)[1]))
    return [layers[place] for place in places]


def _blocks(layers: dict[str, FoldedConvolution], name: str) -> list[list[FoldedConvolution]]:
    count = 1 + max(int(place.split(".")[1]) for place in layers if place.startswith(name))
    return [_within(layers, f"{name}.{number}.") for number in range(count)]


def _check_names(tensors: Tensors, places: list[str]) -> None:
    parts = ("0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked")
    expected = {f"{place}.conv_block.{part}" for place in places for part in parts}
    expected |= {f"{_OUTPUT}.weight", f"{_OUTPUT}.bias"}
    found = {name for name in tensors if not name.startswith(_UNUSED)} - {_SKIP_WEIGHTS}
    if not places or found != expected:
        odd = sorted(found ^ expected) or ["face_encoder_blocks"]
        raise ShapeError(f"these are not the weights of Wav2Lip: {len(odd)} tensors missing or unknown, as {odd[0]}")
