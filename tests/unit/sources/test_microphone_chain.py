"""The chain as the microphone uses it: sound in blocks, settings that change while it runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.settings import VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.microphone_chain import CEILING, DELAY, FRAME, MicrophoneChain
from tests.helpers.room_sounds import PAUSE, fan, hum, sentences, typing

PLAIN = VoiceSettings(noise_suppression=False, gate=False)
CLEANED = VoiceSettings(noise_suppression=True, gate=False)
HISS = PROGRAM_RATE_HZ * 6 // 100
GATED = VoiceSettings(noise_suppression=False, gate=True)


def through(chain: MicrophoneChain, sound: Samples, block: int = FRAME) -> Samples:
    return np.concatenate([sound[:0], *(chain.process(sound[at : at + block]) for at in range(0, len(sound), block))])


def rms_db(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-15))


def lag(sent: Samples, got: Samples) -> int:
    """By how many samples ``got`` resembles ``sent`` most."""
    size = 1 << len(sent).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(got, size) * np.conj(np.fft.rfft(sent, size)), size)
    return int(np.argmax(likeness[: PROGRAM_RATE_HZ // 4]))


def speaking(sound: Samples) -> Iterator[tuple[int, int]]:
    """First and last sample of each stretch of ``sound`` between long pauses."""
    loud = np.flatnonzero(np.abs(sound) > 10 ** (-45 / 20))
    edges = np.flatnonzero(np.diff(loud) > PAUSE // 2)
    yield from zip(loud[[0, *(edges + 1)]], loud[[*edges, -1]], strict=True)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=20))
def test_as_many_samples_come_out_as_go_in_and_the_same_in_any_blocks(blocks: list[int]) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, sum(blocks)).astype(np.float32)
    chain = MicrophoneChain(PLAIN)
    ends = np.cumsum(blocks)
    pieces = [chain.process(noise[end - size : end]) for size, end in zip(blocks, ends, strict=True)]
    assert [len(piece) for piece in pieces] == blocks
    assert np.array_equal(np.concatenate(pieces), through(MicrophoneChain(PLAIN), noise))


@pytest.mark.parametrize("voice", [PLAIN, CLEANED, GATED, VoiceSettings()], ids=["plain", "cleaned", "gated", "all"])
def test_the_delay_is_the_same_to_the_sample_whatever_is_switched_on(voice: VoiceSettings) -> None:
    # 400 Hz and more: there the high-pass filter, which has no delay of its own, hardly turns the phase
    speech = sentences()[: 5 * PROGRAM_RATE_HZ]
    spectrum = np.fft.rfft(speech)
    spectrum[: 400 * len(speech) // PROGRAM_RATE_HZ] = 0
    speech = np.fft.irfft(spectrum, len(speech)).astype(np.float32)
    # The suppression's filters delay some frequencies a few samples more than others.
    assert abs(lag(speech, through(MicrophoneChain(voice), speech)) - DELAY) <= voice.noise_suppression


def test_without_any_stage_the_sound_is_what_it_was() -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, PROGRAM_RATE_HZ).astype(np.float32)
    got = through(MicrophoneChain(PLAIN), noise)[DELAY:]
    assert rms_db(got - noise[:-DELAY]) < rms_db(noise) - 18, "but for the rumble"


def test_switching_makes_no_click_and_moves_no_sample() -> None:
    at = np.arange(8 * PROGRAM_RATE_HZ)
    tone = (0.3 * np.sin(2 * np.pi * 500 * at / PROGRAM_RATE_HZ)).astype(np.float32)
    steepest = 0.3 * 2 * np.pi * 500 / PROGRAM_RATE_HZ
    chain = MicrophoneChain(PLAIN)
    got = []
    for second, voice in enumerate((PLAIN, CLEANED, PLAIN, GATED, PLAIN, CLEANED, VoiceSettings(gain_db=-6), PLAIN)):
        chain.voice = voice
        got.append(through(chain, tone[second * PROGRAM_RATE_HZ :][:PROGRAM_RATE_HZ]))
    whole = np.concatenate(got)
    assert np.abs(np.diff(whole[PROGRAM_RATE_HZ // 5 :])).max() < 1.5 * steepest
    for second in (2, 4, 7):  # plain again: in phase with the first second
        begin = second * PROGRAM_RATE_HZ + PROGRAM_RATE_HZ // 2
        assert whole[begin : begin + 4800] == pytest.approx(whole[PROGRAM_RATE_HZ // 2 :][:4800], abs=1e-4)


@pytest.mark.parametrize(("noise", "less_db"), [(fan, 14), (hum, 14), (typing, 4)])
def test_noise_is_suppressed_and_speech_kept(noise: object, less_db: float) -> None:
    assert callable(noise)
    speech = sentences()[: 8 * PROGRAM_RATE_HZ]
    mixed = speech + noise(len(speech), -50)
    got, plain = (through(MicrophoneChain(voice), mixed)[DELAY:] for voice in (CLEANED, PLAIN))
    first, last = list(speaking(speech))[1]
    pause = slice(first - PAUSE // 2, first - 2400)
    assert rms_db(got[pause]) < rms_db(plain[pause]) - less_db
    assert rms_db(got[first:last]) == pytest.approx(rms_db(plain[first:last]), abs=1.5)


def test_the_gate_opens_for_speech_and_never_cuts_its_beginning() -> None:
    speech = sentences()
    mixed = speech + fan(len(speech), -60)
    gated, plain = (through(MicrophoneChain(voice), mixed)[DELAY:] for voice in (GATED, PLAIN))
    stretches = list(speaking(speech))
    assert len(stretches) == 4
    for number, (first, last) in enumerate(stretches):
        # A word that begins with a long "sh" is known as speech only near its vowel.
        begins = first if number < 3 else first + HISS
        assert np.array_equal(gated[begins:last], plain[begins:last])
        assert not gated[first - PAUSE // 2 : first - PROGRAM_RATE_HZ // 4].any(), "silence before"
        assert not gated[last + PROGRAM_RATE_HZ * 7 // 10 :][: PROGRAM_RATE_HZ // 10].any(), "and after"


@pytest.mark.parametrize("noise", [fan, hum, typing])
def test_the_gate_stays_closed_to_noise_that_is_as_loud_as_speech(noise: object) -> None:
    assert callable(noise)
    chain = MicrophoneChain(VoiceSettings(gate_dbfs=-60))
    got = through(chain, noise(6 * PROGRAM_RATE_HZ, -34))
    assert np.mean(got != 0) < 0.1
    assert not chain.gate_open
    assert not chain.speech_heard


def test_speech_that_is_too_soft_is_heard_as_speech_and_held_back() -> None:
    chain = MicrophoneChain(GATED.model_copy(update={"gate_dbfs": -10}))
    assert not through(chain, sentences()[: 2 * PROGRAM_RATE_HZ] * np.float32(0.3)).any()
    assert chain.speech_heard
    assert not chain.gate_open


def test_gain_is_in_decibels_and_too_much_of_it_is_limited() -> None:
    speech = sentences()[: 5 * PROGRAM_RATE_HZ]
    plain = through(MicrophoneChain(PLAIN), speech)
    louder = through(MicrophoneChain(PLAIN.model_copy(update={"gain_db": 6})), speech)
    assert rms_db(louder) - rms_db(plain) == pytest.approx(6, abs=0.1)
    much = through(MicrophoneChain(PLAIN.model_copy(update={"gain_db": 30})), speech)
    assert np.abs(much).max() == pytest.approx(CEILING, abs=1e-3)
    assert np.abs(much).max() <= CEILING


@pytest.mark.parametrize("block", [160, 441, 480, 1600])
def test_muting_ramps_to_silence_and_back_without_a_click(block: int) -> None:
    chain, second = MicrophoneChain(PLAIN), PROGRAM_RATE_HZ
    tone = (0.5 * np.sin(2 * np.pi * 400 * np.arange(3 * second) / second)).astype(np.float32)
    first = through(chain, tone[:second], block)
    chain.voice = PLAIN.model_copy(update={"muted": True})
    muted = through(chain, tone[second : 2 * second], block)
    chain.voice = PLAIN
    back = through(chain, tone[2 * second :], block)
    settled = 2 * FRAME + DELAY
    assert not muted[settled:].any()
    assert rms_db(back[settled:]) == pytest.approx(rms_db(first[settled:]), abs=0.1)
    # A 400 Hz tone at 0.5 moves 0.0262 a sample, and a ramp of one frame adds 0.5 / FRAME.
    steps = np.abs(np.diff(np.concatenate((first[settled:], muted, back))))
    assert float(steps.max()) < 0.0262 + 0.5 / FRAME + 1e-3
