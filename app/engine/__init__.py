"""The engine seam: speech in, pictures with time stamps out."""
