"""Makes of the packed studio what people download, and looks after what goes into it."""
