"""Avatars on disk: bundles, their library, layered drawings, idle material."""
