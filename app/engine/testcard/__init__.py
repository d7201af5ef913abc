"""An engine whose pictures carry numbers that a test or a calibration can read back."""
