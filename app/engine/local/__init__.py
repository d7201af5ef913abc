"""The engine that draws on the streamer's own graphics card: FlashHead, FlashTalk and Wav2Lip in PyTorch.

Runs in the engine's worker process alone. Nothing outside this room imports torch, transformers or diffusers.
"""
