"""Run by the Python that models will run with: whether all that they need is there, and computes. One line of JSON."""

from __future__ import annotations

import json
import sys

import diffusers
import safetensors
import tokenizers
import torch
import transformers


def main() -> None:
    """Compute something small on the best device, and say what that was. Any exception is the answer, too."""
    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    card = torch.cuda.get_device_name() if device == "cuda" else ""
    numbers = torch.arange(64, dtype=torch.float32, device=device).reshape(8, 8)
    if float((numbers @ torch.eye(8, device=device)).sum().cpu()) != 2016.0:
        raise ArithmeticError(f"{card or device} computes wrongly")
    versions = {module.__name__: module.__version__ for module in (diffusers, safetensors, tokenizers, transformers)}
    found = {"torch": str(torch.__version__), "device": device, "card": card, "with": versions}
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
