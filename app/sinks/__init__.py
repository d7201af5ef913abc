"""Where the program goes: preview, virtual camera, audio device, recording."""
