"""What is done to the microphone's sound before anybody hears it: rumble, noise, gate, gain, limiter."""

from __future__ import annotations

import numpy as np
from pywebrtc_audio import NoiseSuppressor

from app.base.settings import VoiceSettings
from app.media.levels import peak_dbfs
from app.media.types import PROGRAM_RATE_HZ, Samples, samples_to_ns
from app.sources.high_pass import HighPass
from app.sources.peak_limiter import LOOKAHEAD as LIMITER_LAG
from app.sources.peak_limiter import PeakLimiter
from app.sources.speech_detector import SpeechDetector
from app.sources.voice_gate import VoiceGate

FRAME = PROGRAM_RATE_HZ // 100
"""Samples that are treated at once: the noise suppression's 10 ms."""

LOOKAHEAD_FRAMES = 6
DELAY = FRAME + LOOKAHEAD_FRAMES * FRAME + LIMITER_LAG
"""Samples by which what comes out lags, always, whatever is switched on: 75 ms."""

DELAY_NS = samples_to_ns(DELAY)

RUMBLE_HZ = 80.0
CEILING = 10 ** (-1.0 / 20)  # -1 dBFS
_SUPPRESSION_LEVEL = 2  # of 0..3: 18 dB
_SUPPRESSION_LAG = 334  # samples; measured: 338 at 400 Hz, 334 from 2 kHz on, and held by a test
_MIX_STEP = 0.2  # of the way between with and without noise suppression, every 10 ms
_RAMP = np.arange(FRAME, dtype=np.float32) / np.float32(FRAME)


class DelayLine:
    """Gives samples back some samples later. One thread."""

    def __init__(self, lag: int) -> None:
        self._held: Samples = np.zeros(lag, np.float32)

    def process(self, samples: Samples) -> Samples:
        """Take the next samples, give as many older ones."""
        whole = np.concatenate((self._held, samples))
        self._held = whole[len(samples) :]
        return whole[: len(samples)]


class MicrophoneChain:
    """As many samples out as in, ``DELAY`` later. One thread but where something else is said.

    All stages run all the time, so that switching one only fades between two sounds that are in step.

    Args:
        voice: how it is set.

    """

    def __init__(self, voice: VoiceSettings) -> None:
        self.voice = voice
        """How it is set. Any thread may put other settings here; they hold from the next 10 ms on."""
        self.gate_open = False
        """What is said is let through. Any thread may ask."""
        self.speech_heard = False
        """What is heard sounds like speech, however soft. Any thread may ask."""
        self._in: Samples = np.zeros(0, np.float32)
        self._out: Samples = np.zeros(FRAME, np.float32)
        self._high_pass = HighPass(RUMBLE_HZ)
        self._suppressor = NoiseSuppressor(PROGRAM_RATE_HZ, 1, _SUPPRESSION_LEVEL)
        self._detector = SpeechDetector()
        self._gate = VoiceGate(LOOKAHEAD_FRAMES)
        self._noisy = DelayLine(LOOKAHEAD_FRAMES * FRAME)
        self._clean = DelayLine(LOOKAHEAD_FRAMES * FRAME - _SUPPRESSION_LAG)
        self._limiter = PeakLimiter(CEILING)
        self._mix = float(voice.noise_suppression)
        self._gain = 0.0

    def process(self, samples: Samples) -> Samples:
        """Take the next samples, shape ``(n,)``, float32, PROGRAM_RATE_HZ; any n. Gives ``(n,)``."""
        whole = np.concatenate((self._in, samples))
        ready = len(whole) // FRAME * FRAME
        self._in = whole[ready:]
        done = [self._treat(frame) for frame in whole[:ready].reshape(-1, FRAME)]
        out = np.concatenate((self._out, *done))
        self._out = out[len(samples) :]
        return out[: len(samples)]

    def _treat(self, frame: Samples) -> Samples:
        voice = self.voice
        frame = self._high_pass.process(frame)
        gain = self._gate.step(peak_dbfs(frame), self._detector.feed(frame), voice.gate_dbfs)
        self.gate_open = self._gate.open or not voice.gate
        self.speech_heard = self._gate.speech
        noisy = self._noisy.process(frame)
        clean = self._clean.process(self._suppressor.process(frame))
        mix = self._fade(float(voice.noise_suppression))
        mixed = noisy + (clean - noisy) * mix
        wanted = 0.0 if voice.muted else (gain if voice.gate else 1.0) * 10 ** (voice.gain_db / 20)
        before, self._gain = self._gain, wanted
        return self._limiter.process(mixed * (np.float32(before) + np.float32(self._gain - before) * _RAMP))

    def _fade(self, target: float) -> Samples:
        """How much of the suppressed sound there is in each sample of this frame."""
        before = self._mix
        self._mix += min(_MIX_STEP, max(-_MIX_STEP, target - before))
        return np.float32(before) + np.float32(self._mix - before) * _RAMP
