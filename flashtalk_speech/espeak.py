"""espeak-ng through its C interface (espeak-ng/speak_lib.h)."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from flashtalk_speech.errors import SpeechError

PcmCallback = Callable[[bytes, list[list[object]]], bool]
"""Takes 16-bit samples and the events among them; says whether to go on."""

_SYNCHRONOUS = 2
_PIECE_MS = 60
_IPA_EVENTS_NO_EXIT = 0x0001 | 0x0002 | 0x8000
_UTF8_PLAIN = 1  # neither SSML (0x10) nor phonemes in brackets (0x100) are understood
_BY_CHARACTER = 1
_RATE, _PITCH = 1, 3
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),  # a priority byte, then a string; and so on
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


class Espeak:
    """The synthesiser. One thread; one per process, because espeak-ng keeps its state in globals.

    Raises:
        SpeechError: the library or its data cannot be loaded.

    """

    def __init__(self) -> None:
        self._lib, data = _load()
        self._lib.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
        self._lib.espeak_Info.restype = ctypes.c_char_p
        self._lib.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
        self._lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self._lib.espeak_Synth.argtypes = (
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        )
        path = None
        if data is not None:
            # As a relative path: espeak-ng has room for 160 bytes, and on Windows none for all letters.
            os.chdir(data.parent)
            path = b"."
        self.rate_hz = int(self._lib.espeak_Initialize(_SYNCHRONOUS, _PIECE_MS, path, _IPA_EVENTS_NO_EXIT))
        if self.rate_hz <= 0:
            raise SpeechError("espeak-ng does not find its voices")
        version = (self._lib.espeak_Info(None) or b"").decode("ascii", "replace").split(" ")[0]
        self.version = f"espeak-ng {version}"
        self._on_pcm: PcmCallback = lambda pcm, events: False
        self._callback = _SynthCallback(self._take)  # must outlive the library's use of it
        self._lib.espeak_SetSynthCallback(self._callback)
        self._known = {name for voice in self._listed() for name in (_text(voice.identifier), *_languages(voice))}

    def voices(self) -> list[tuple[str, str, str]]:
        """Identifier, language and name of every voice."""
        return [(_text(voice.identifier), _languages(voice)[0], _text(voice.name)) for voice in self._listed()]

    def _listed(self) -> Iterator[_Voice]:
        pointers = self._lib.espeak_ListVoices(None)
        index = 0
        while pointers[index]:
            yield pointers[index].contents
            index += 1

    def has_voice(self, voice: str) -> bool:
        """Whether ``voice`` is an identifier or a language of ``voices``, perhaps with a variant (``"en+f2"``)."""
        base, plus, variant = voice.partition("+")
        return base in self._known and (not plus or variant.isalnum())

    def speak(self, text: str, voice: str, rate_wpm: int, pitch: int, on_pcm: PcmCallback) -> None:
        """Speak ``text``, handing the sound to ``on_pcm`` as it comes, until it says no. Raises SpeechError."""
        # A name that is not listed would be taken for a path.
        if not self.has_voice(voice) or self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SpeechError(f"there is no voice {voice!r}")
        self._lib.espeak_SetParameter(_RATE, rate_wpm, 0)
        self._lib.espeak_SetParameter(_PITCH, pitch, 0)
        self._on_pcm = on_pcm
        data = plain_text(text).encode()
        if self._lib.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, _UTF8_PLAIN, None, None) != 0:
            raise SpeechError("espeak-ng does not speak this line")

    def _take(self, pcm: int | None, count: int, events: ctypes._Pointer[_Event]) -> int:
        data = ctypes.string_at(pcm, 2 * count) if pcm else b""
        found: list[list[object]] = []
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            if event.type == _EVENT_WORD:
                found.append(["word", event.sample, event.text_position - 1, event.length])
            elif event.type == _EVENT_PHONEME:
                found.append(["phoneme", event.sample, event.id.string.decode("utf-8", "replace")])
            index += 1
        return 0 if self._on_pcm(data, found) else 1


def plain_text(text: str) -> str:
    """``text`` without control characters, some of which are commands to espeak-ng; as long as ``text``."""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" else letter for letter in text
    )


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _languages(voice: _Voice) -> list[str]:
    found = []
    address = voice.languages
    while ctypes.string_at(address, 1) != b"\0":
        language = ctypes.string_at(address + 1)
        found.append(language.decode("utf-8", "replace"))
        address += len(language) + 2
    return found


def _load() -> tuple[ctypes.CDLL, Path | None]:
    try:
        import espeakng_loader

        return ctypes.CDLL(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    except (ImportError, OSError, RuntimeError) as error:
        system = ctypes.util.find_library("espeak-ng")
        if system is None:
            raise SpeechError(f"espeak-ng is not installed ({error})") from error
        return ctypes.CDLL(system), None
