"""Voices: everything that can make speech of a sentence, behind one seam (``base``)."""
