from __future__ import annotations

import threading
import tracemalloc
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from app.base.errors import AppError, Problem, Severity
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.audio_file import PIECE_SAMPLES, AudioFile
from tests.helpers.recording import shift_of


def sweep(rate_hz: int, seconds: float) -> Samples:
    """A tone that rises from 200 Hz: the same sound at every sample rate, and no place in it like another."""
    time_s = np.arange(int(rate_hz * seconds)) / rate_hz
    samples: Samples = (0.4 * np.sin(2 * np.pi * (200 * time_s + 150 * time_s**2))).astype(np.float32)
    return samples


def make_file(
    path: Path, codec: str, rate_hz: int = 48_000, layout: str = "mono", seconds: float = 2.0, *, video: bool = False
) -> Path:
    """A media file whose every channel carries ``sweep``."""
    with av.open(path, "w") as container:
        pictures = container.add_stream("libx264", rate=25) if video else None
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        assert isinstance(stream, AudioStream)
        if codec == "vorbis":
            stream.codec_context.options = {"strict": "-2"}
        if pictures is not None:
            pictures.width, pictures.height = 160, 90
            for number in range(int(25 * seconds)):
                picture = av.VideoFrame.from_ndarray(np.full((135, 160), 99, np.uint8), format="yuv420p")
                picture.pts = number
                container.mux(pictures.encode(picture))
            container.mux(pictures.encode(None))
        channels = len(stream.layout.channels)
        frame = av.AudioFrame.from_ndarray(
            np.repeat(sweep(rate_hz, seconds)[np.newaxis], channels, 0), format="fltp", layout=layout
        )
        frame.sample_rate = rate_hz
        frame.pts = 0
        for converted in av.AudioResampler(stream.format.name, layout, rate_hz).resample(frame):
            container.mux(stream.encode(converted))
        container.mux(stream.encode(None))
    return path


def read_all(source: AudioFile) -> Samples:
    pieces = []
    while (piece := source.read()) is not None:
        assert piece.dtype == np.float32
        assert piece.ndim == 1
        assert len(piece) > 0
        pieces.append(piece)
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def problem_of(path: Path) -> AppError:
    source = AudioFile(path)
    with pytest.raises(AppError) as raised:
        read_all(source)
    source.close()
    assert str(path) in raised.value.message
    assert raised.value.hint
    return raised.value


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("codec", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le", "pcm_f64le"])
def test_wav_of_every_kind_is_exact_to_the_sample(tmp_path: Path, rate_hz: int, codec: str) -> None:
    source = AudioFile(make_file(tmp_path / "a.wav", codec, rate_hz))
    samples = read_all(source)
    assert source.duration_s == 2.0
    assert len(samples) == 2 * PROGRAM_RATE_HZ
    expected = sweep(PROGRAM_RATE_HZ, 2.0)
    middle = slice(1000, -1000)
    assert float(np.abs(samples[middle] - expected[middle]).max()) < (0.01 if codec == "pcm_u8" else 3e-4)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp3", "libmp3lame"), ("a.ogg", "vorbis"), ("a.opus", "libopus"), ("a.m4a", "aac"), ("a.flac", "flac")],
)
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_compressed_files_begin_where_their_sound_began(tmp_path: Path, name: str, codec: str, layout: str) -> None:
    if codec == "vorbis" and layout == "mono":
        layout = "stereo"  # all that FFmpeg's own encoder can do
    rate_hz = 48_000 if codec == "libopus" else 44_100
    samples = read_all(AudioFile(make_file(tmp_path / name, codec, rate_hz, layout)))
    assert 0 <= len(samples) - 2 * PROGRAM_RATE_HZ < 2048
    assert shift_of(samples[: 2 * PROGRAM_RATE_HZ], sweep(PROGRAM_RATE_HZ, 2.0)) == 0


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov"])
def test_the_sound_of_a_video_is_taken(tmp_path: Path, name: str) -> None:
    samples = read_all(AudioFile(make_file(tmp_path / name, "aac", 44_100, "stereo", video=True)))
    assert shift_of(samples[: 2 * PROGRAM_RATE_HZ], sweep(PROGRAM_RATE_HZ, 2.0)) == 0


@pytest.mark.parametrize(
    ("layout", "loud", "gain"),
    [("stereo", "FL", 0.5), ("stereo", "FR", 0.5), ("5.1", "FC", 0.7), ("5.1", "FL", 0.35), ("5.1", "LFE", 0.0)],
)
def test_channels_become_one(tmp_path: Path, layout: str, loud: str, gain: float) -> None:
    path = tmp_path / "a.wav"
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_f32le", rate=48_000, layout=layout)
        assert isinstance(stream, AudioStream)
        names = [channel.name for channel in stream.layout.channels]
        packed = np.zeros((48_000, len(names)), np.float32)
        packed[:, names.index(loud)] = 0.5
        frame = av.AudioFrame.from_ndarray(packed.reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    np.testing.assert_allclose(read_all(AudioFile(path)), 0.5 * gain, atol=1e-6)


def test_floats_that_are_no_sound_are_tamed(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    wild = np.array([0.5, np.nan, np.inf, -np.inf, 7.0, -7.0] * 8000, np.float32)
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_f32le", rate=48_000, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(wild[np.newaxis], format="flt", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
    samples = read_all(AudioFile(path))
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1.0
    np.testing.assert_allclose(samples[:2], [0.5, 0.0], atol=1e-3)


def test_it_comes_in_pieces_without_growing(tmp_path: Path) -> None:
    path = tmp_path / "ten minutes.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 600))
    source = AudioFile(path)
    count = 0
    tracemalloc.start()
    while (piece := source.read()) is not None:
        assert len(piece) < 2 * PIECE_SAMPLES
        count += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 600 * PROGRAM_RATE_HZ
    assert peak < 2_000_000


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.mkv"])
def test_a_truncated_file_speaks_what_is_there_and_says_so(tmp_path: Path, name: str) -> None:
    codec = {"a.wav": "pcm_s16le", "a.flac": "flac", "a.mp3": "libmp3lame", "a.mkv": "aac"}[name]
    path = make_file(tmp_path / name, codec, seconds=6.0)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    problems: list[Problem] = []
    samples = read_all(AudioFile(path, problems.append))
    assert 2.5 * PROGRAM_RATE_HZ < len(samples) < 3.5 * PROGRAM_RATE_HZ
    assert shift_of(samples[:96_000], sweep(PROGRAM_RATE_HZ, 2.0)) == 0
    assert [(problem.code, problem.severity) for problem in problems] == [("audio_file.damaged", Severity.NOTICE)]
    assert str(path) in problems[0].message


def test_a_damaged_place_does_not_end_the_file(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.mp3", "libmp3lame", seconds=6.0)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(np.random.default_rng(1).integers(0, 255, 600, np.uint8))
    path.write_bytes(content)
    problems: list[Problem] = []
    assert len(read_all(AudioFile(path, problems.append))) > 5 * PROGRAM_RATE_HZ
    assert [problem.code for problem in problems] == ["audio_file.damaged"]


def test_a_whole_file_is_not_called_damaged(tmp_path: Path) -> None:
    for name, codec in (("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.opus", "libopus")):
        problems: list[Problem] = []
        read_all(AudioFile(make_file(tmp_path / name, codec), problems.append))
        assert not problems


def test_errors_say_what_is_wrong_with_which_file(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "missing.wav").code == "audio_file.not_found"
    (tmp_path / "folder.wav").mkdir()
    assert problem_of(tmp_path / "folder.wav").code == "audio_file.not_media"
    (tmp_path / "empty.wav").write_bytes(b"")
    assert problem_of(tmp_path / "empty.wav").code == "audio_file.not_media"
    (tmp_path / "noise.bin").write_bytes(np.random.default_rng(3).bytes(50_000))
    assert problem_of(tmp_path / "noise.bin").code == "audio_file.not_media"


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height = 160, 90
        frame = av.VideoFrame.from_ndarray(np.full((135, 160), 99, np.uint8), format="yuv420p")
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert problem_of(path).code == "audio_file.no_sound"


def test_sound_without_length_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
    assert problem_of(tmp_path / "a.wav").code == "audio_file.empty"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile other.wav\n"),
    ],
)
def test_what_a_playlist_points_at_stays_closed(tmp_path: Path, name: str, text: str) -> None:
    target = make_file(tmp_path / "other.wav", "pcm_s16le")
    (tmp_path / name).write_text(text.format(target=target))
    assert problem_of(tmp_path / name).code == "audio_file.not_media"


def test_a_name_is_never_a_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_file(tmp_path / "other.wav", "pcm_s16le")
    monkeypatch.chdir(tmp_path)
    assert problem_of(Path("file:other.wav")).code == "audio_file.not_found"


def test_names_in_any_script(tmp_path: Path) -> None:
    assert len(read_all(AudioFile(make_file(tmp_path / "直播 é ?.wav", "pcm_s16le")))) == 2 * PROGRAM_RATE_HZ


def test_closing_ends_reading_from_any_thread(tmp_path: Path) -> None:
    source = AudioFile(make_file(tmp_path / "a.wav", "pcm_s16le", seconds=60.0))
    assert source.read() is not None
    counts: list[int] = []
    reader = threading.Thread(target=lambda: counts.append(len(read_all(source))))
    reader.start()
    source.close()
    reader.join(10)
    assert not reader.is_alive()
    assert counts[0] < 60 * PROGRAM_RATE_HZ
    assert source.read() is None
    source.close()


def test_closing_before_reading(tmp_path: Path) -> None:
    source = AudioFile(make_file(tmp_path / "a.wav", "pcm_s16le"))
    source.close()
    assert source.read() is None
