"""Where speech comes from: microphone, files, typed text, test signal."""
