"""Time and data: chunks, frames, clocks, the pacer, pixels, levels. Decides, never waits."""
