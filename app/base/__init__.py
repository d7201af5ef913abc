"""Ground floor: errors, logging, paths, settings, named threads. Knows nothing of media."""
