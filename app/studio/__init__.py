"""The show: state machine, pump, supervisor, snapshot and commands."""
