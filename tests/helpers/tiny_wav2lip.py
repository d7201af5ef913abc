"""The tensors of Wav2Lip's three generators, with as many of their channels as one likes. Pure."""

from __future__ import annotations

from app.engine.local.dit_shape import Shape

_WAV2LIP: dict[int, dict[str, list[list[tuple[int, int, int]]]]] = {
    96: {
        "face_encoder_blocks": [
            [(6, 16, 7)],
            [(16, 32, 3)] + [(32, 32, 3)] * 2,
            [(32, 64, 3)] + [(64, 64, 3)] * 3,
            [(64, 128, 3)] + [(128, 128, 3)] * 2,
            [(128, 256, 3)] + [(256, 256, 3)] * 2,
            [(256, 512, 3), (512, 512, 3)],
            [(512, 512, 3), (512, 512, 1)],
        ],
        "face_decoder_blocks": [
            [(512, 512, 1)],
            [(1024, 512, 3), (512, 512, 3)],
            [(1024, 512, 3)] + [(512, 512, 3)] * 2,
            [(768, 384, 3)] + [(384, 384, 3)] * 2,
            [(512, 256, 3)] + [(256, 256, 3)] * 2,
            [(320, 128, 3)] + [(128, 128, 3)] * 2,
            [(160, 64, 3)] + [(64, 64, 3)] * 2,
        ],
    },
    256: {
        "face_encoder_blocks": [
            [(6, 16, 7)],
            [(16, 32, 3)] + [(32, 32, 3)] * 2,
            [(32, 64, 3)] + [(64, 64, 3)] * 3,
            [(64, 128, 3)] + [(128, 128, 3)] * 2,
            [(128, 256, 3)] + [(256, 256, 3)] * 2,
            [(256, 512, 3), (512, 512, 3)],
            [(512, 512, 3), (512, 512, 3)],
            [(512, 512, 4), (512, 512, 1)],
        ],
        "face_decoder_blocks": [
            [(512, 512, 1)],
            [(1024, 512, 4), (512, 512, 3)],
            [(1024, 512, 3), (512, 512, 3)],
            [(1024, 512, 3)] + [(512, 512, 3)] * 2,
            [(768, 384, 3)] + [(384, 384, 3)] * 2,
            [(512, 256, 3)] + [(256, 256, 3)] * 2,
            [(320, 128, 3)] + [(128, 128, 3)] * 2,
            [(160, 64, 3)] + [(64, 64, 3)] * 2,
        ],
    },
    384: {
        "face_encoder_blocks": [
            [(6, 16, 7)] + [(16, 16, 3)] * 3,
            *[[(16 << n, 32 << n, 3)] + [(32 << n, 32 << n, 3)] * 3 for n in range(6)],
            [(1024, 1024, 3)] + [(1024, 1024, 1)] * 2,
        ],
        "face_decoder_blocks": [
            [(1024, 1024, 1)],
            [(2048, 1024, 3), (1024, 1024, 3)],
            [(2048, 1024, 3)] + [(1024, 1024, 3)] * 2,
            [(1536, 768, 3)] + [(768, 768, 3)] * 2,
            [(1024, 512, 3)] + [(512, 512, 3)] * 2,
            [(640, 256, 3)] + [(256, 256, 3)] * 2,
            [(320, 128, 3)] + [(128, 128, 3)] * 2,
            [(160, 64, 3)] + [(64, 64, 3)] * 2,
        ],
    },
}
"""Of each convolution: channels in, channels out, kernel."""
_EARS = [(1, 32), (32, 32), (32, 32), (32, 64), (64, 64), (64, 64), (64, 128), (128, 128), (128, 128), (128, 256)]


def wav2lip_shapes(edge: int = 96, divided_by: int = 8) -> dict[str, Shape]:
    """The generator for faces of so many pixels, with a part of its channels."""
    shapes: dict[str, Shape] = {}

    def channels(count: int) -> int:
        return count // divided_by if count >= 16 else count

    def add(place: str, size_in: int, size_out: int, kernel: int, *, transposed: bool = False) -> None:
        pair = (channels(size_in), channels(size_out)) if transposed else (channels(size_out), channels(size_in))
        width = (channels(size_out),)
        norms = {f"1.{part}": width for part in ("weight", "bias", "running_mean", "running_var")}
        parts = {"0.weight": (*pair, kernel, kernel), "0.bias": width, **norms, "1.num_batches_tracked": ()}
        shapes.update({f"{place}.conv_block.{part}": shape for part, shape in parts.items()})

    for name, blocks in _WAV2LIP[edge].items():
        for number, block in enumerate(blocks):
            for position, sizes in enumerate(block):
                is_growing = name == "face_decoder_blocks" and number > 0 and position == 0
                add(f"{name}.{number}.{position}", *sizes, transposed=is_growing)
    ears = _EARS + ([(256, 256)] * 2 + [(256, 512)] + [(512, 512)] * 2 if edge == 384 else [(256, 256)])
    width = 1024 if edge == 384 else 512
    ears = [*ears, (ears[-1][1], width)]
    for number, (size_in, size_out) in enumerate(ears):
        add(f"audio_encoder.{number}", size_in, size_out, 3)
    add(f"audio_encoder.{len(ears)}", width, width, 1)
    if edge == 384:
        for number in range(2):
            add(f"audio_refine.{number}", width, width, 1)
        shapes["sam.sa.conv1.weight"] = (1, 2, 7, 7)
    add("output_block.0", 80, 32, 3)
    return shapes | {"output_block.1.weight": (3, channels(32), 1, 1), "output_block.1.bias": (3,)}
