"""Commands about camera against sound device. Plain data; what comes of them stands in the snapshot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Play the test card to camera and sound device for some seconds, and measure how far apart they come back."""


@dataclass(frozen=True, slots=True)
class UseCalibration:
    """Take over the Sync Offset that was measured."""


CalibrationCommand = Calibrate | UseCalibration
