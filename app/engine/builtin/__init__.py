"""The engine that needs no GPU, no model and no download."""
