from __future__ import annotations

from itertools import pairwise

from app.sources.voice_gate import HOLD_STEPS, SPEECH, STAYS_DB, VoiceGate

LOUD, SOFT, THRESHOLD = -20.0, -60.0, -40.0


def test_it_opens_in_one_step_for_speech_that_is_loud_enough() -> None:
    gate = VoiceGate(4)
    assert gate.step(LOUD, 0.0, THRESHOLD) == 0.0
    assert gate.step(LOUD, 1.0, THRESHOLD) == 1.0
    assert gate.open


def test_neither_loud_noise_nor_soft_speech_opens_it() -> None:
    gate = VoiceGate(4)
    assert all(gate.step(LOUD, SPEECH - 0.05, THRESHOLD) == 0.0 for _ in range(50))
    gate = VoiceGate(4)
    assert all(gate.step(SOFT, 1.0, THRESHOLD) == 0.0 for _ in range(50))


def test_speech_that_is_known_a_little_after_it_was_loud_opens_it() -> None:
    gate = VoiceGate(4)
    gate.step(LOUD, 0.0, THRESHOLD)
    gate.step(SOFT, 0.0, THRESHOLD)
    assert gate.step(SOFT, 0.9, THRESHOLD) == 1.0


def test_while_open_softer_speech_keeps_it_open() -> None:
    gate = VoiceGate(4)
    gate.step(LOUD, 1.0, THRESHOLD)
    softer = THRESHOLD - STAYS_DB + 1
    assert all(gate.step(softer, 1.0, THRESHOLD) == 1.0 for _ in range(5 * HOLD_STEPS))


def test_it_holds_and_then_closes_gently_to_silence() -> None:
    gate = VoiceGate(4)
    gate.step(LOUD, 1.0, THRESHOLD)
    gains = [gate.step(SOFT, 0.0, THRESHOLD) for _ in range(HOLD_STEPS + 40)]
    assert gains[: HOLD_STEPS - 1] == [1.0] * (HOLD_STEPS - 1)
    assert not gate.open
    closing = gains[HOLD_STEPS - 1 :]
    assert all(later <= before and before - later < 0.5 for before, later in pairwise(closing))
    steps = sum(0.0 < gain < 1.0 for gain in closing)
    assert 10 <= steps <= 20, "100 to 200 ms"
    assert gains[-1] == 0.0


def test_the_threshold_can_be_moved_at_any_time() -> None:
    gate = VoiceGate(4)
    assert gate.step(-45.0, 1.0, -40.0) == 0.0
    assert gate.step(-45.0, 1.0, -50.0) == 1.0
