"""With which voice typed lines are spoken: an editor of the settings dialog. It lives on the GUI thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from app.base.settings import ProviderId, VoiceSettings
from app.sources.voices.base import Voice
from app.studio.commands import Command, FetchVoice, KeepVoiceKey, ListVoices, PreviewVoice, StopFetching, StopPreview
from app.studio.voices import VoicesState
from app.ui.language import said
from app.ui.settings_editors import Editor
from app.ui.widgets import set_property

_ID = Qt.ItemDataRole.UserRole
_SAMPLES = {
    "zh": "你好！你听到的就是我的声音。",
    "cmn": "你好！你听到的就是我的声音。",
    "yue": "你好！你聽到嘅就係我嘅聲音。",
    "de": "Hallo! So klinge ich.",
    "fr": "Bonjour ! Voici ma voix.",
    "es": "¡Hola! Así suena mi voz.",
    "it": "Ciao! Questa è la mia voce.",
    "pt": "Olá! Esta é a minha voz.",
    "nl": "Hallo! Zo klink ik.",
    "pl": "Cześć! Tak brzmi mój głos.",
    "ru": "Здравствуйте! Вот так звучит мой голос.",
    "uk": "Вітаю! Ось так звучить мій голос.",
    "ja": "こんにちは。これが私の声です。",
    "ko": "안녕하세요! 제 목소리는 이렇습니다.",
    "tr": "Merhaba! Sesim böyle.",
}
_SAMPLE = "Hello! This is how I sound."


class VoicesEditor(Editor):
    """The voice of the provider that is looked at: a list to search in, a sample to hear, a key for the server.

    Signals:
        asked: something is asked of the studio; carries a function from the edited settings to the command.

    """

    asked = Signal(object)

    def __init__(self, names: dict[ProviderId, str]) -> None:
        super().__init__()
        self._names = names
        self._provider: ProviderId = "espeak"
        self._voices: dict[str, str] = {}
        self._state = VoicesState()
        self._listed: Sequence[Voice] | None = None
        self._named: QListWidgetItem | None = None  # a voice that the server does not list, as it is being typed
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(self.tr("Search for a voice"))
        self._search.textEdited.connect(self._filter)
        self._language = QComboBox()
        self._language.setAccessibleName(self.tr("Language"))
        self._language.activated.connect(self._filter)
        self._list = QListWidget()
        self._list.setObjectName("choices")
        self._list.setAccessibleName(self.tr("Voices"))
        self._list.setMinimumHeight(150)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.currentItemChanged.connect(self._on_chosen)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setAccessibleName(self.tr("About the voices"))
        self._preview = self._button("", self._on_preview)
        self._fetch = self._button("", self._on_fetch)
        self._again = self._button(self.tr("Look Again"), self._ask_for_list)
        self._key = QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setAccessibleName(self.tr("Key of the speech server"))
        self._keep = self._button(self.tr("Keep Key"), self._on_key)
        self._key.textChanged.connect(self._show_key)
        self._key_row = QWidget()
        key = QHBoxLayout(self._key_row)
        key.setContentsMargins(0, 0, 0, 0)
        key.addWidget(self._key, 1)
        key.addWidget(self._keep)
        buttons = QHBoxLayout()
        for button in (self._preview, self._fetch, self._again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._search, 0, 0)
        layout.addWidget(self._language, 0, 1)
        layout.addWidget(self._list, 1, 0, 1, 2)
        layout.addWidget(self._note, 2, 0, 1, 2)
        layout.addLayout(buttons, 3, 0, 1, 2)
        layout.addWidget(self._key_row, 4, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.setFocusProxy(self._search)

    def value(self) -> object:
        """Voice by provider."""
        return dict(self._voices)

    def show_value(self, value: Any) -> None:
        """Set the voices, silently."""
        self._voices = dict(value)
        self._fill_list()

    def show_provider(self, provider: ProviderId) -> None:
        """Look at another provider; its voices are asked for if they are not known."""
        self._provider = provider
        self._search.clear()
        name = re.split(r"\s*[(（]", self._names[provider])[0]  # what is said in brackets would be cut
        self._search.setPlaceholderText(self.tr("Search: {provider}").format(provider=name))
        self._show()
        if self.isVisible():
            self.ask_if_unknown()

    def ask_if_unknown(self) -> None:
        """Ask for the voices, unless they are there or on their way."""
        if self._provider not in self._state.lists and self._provider not in self._state.listing:
            self._ask_for_list()

    def show_state(self, state: VoicesState) -> None:
        """Show what the studio knows of the voices."""
        if state != self._state:
            self._state = state
            self._show()

    # ---- the list

    def _show(self) -> None:
        state, provider = self._state, self._provider
        voices = state.lists.get(provider, ())
        if voices is not self._listed:
            self._listed = voices
            self._fill_languages()
        self._fill_list()
        problem = state.problems.get(provider)
        if provider in state.listing:
            note = self.tr("Looking for voices…")
        elif problem is not None:
            note = f"{said(problem.message)} {said(problem.hint)}"
        else:
            note = self._about()
        self._note.setText(note)
        set_property(self._note, "tone", "warn" if problem is not None else "muted")
        self._preview.setText(self.tr("Stop") if state.previewing else self.tr("Listen"))
        self._again.setVisible(problem is not None or provider == "openai")  # another address has other voices
        self._show_fetch()
        self._key_row.setVisible(provider == "openai")
        self._show_key()

    def _about(self) -> str:
        if self._provider == "edge":
            return self.tr("What these voices speak is sent to Microsoft. Nobody promises that the service stays.")
        if self._provider == "neural":
            licence = self.tr("Each voice has its own licence: MODEL_CARD in its folder.")
            library = self.tr("Piper (GPL-3), which speaks them, is fetched with the first.")
            return f"{licence} {library}"
        if self._provider == "openai":
            return self.tr("What these voices speak is sent to the server below.")
        return ""

    def _fill_languages(self) -> None:
        chosen = self._language.currentData()
        self._language.clear()
        self._language.addItem(self.tr("All languages"), "")
        tags = {_primary(voice.language) for voice in self._listed or () if voice.language}
        for name, tag in sorted((_language_name(tag), tag) for tag in tags):
            self._language.addItem(name, tag)
        self._language.setCurrentIndex(max(0, self._language.findData(chosen)))

    def _fill_list(self) -> None:
        chosen = self._voices.get(self._provider, "")
        known = list(self._listed or ())
        if chosen and all(voice.id != chosen for voice in known):
            known.insert(0, Voice(chosen, "", chosen))
        rows = [Voice("", "", self.tr("Its own choice")), *known]
        texts = [self._text(voice) for voice in rows]
        self._list.blockSignals(True)
        if texts != [self._list.item(row).text() for row in range(self._list.count())]:
            self._list.clear()
            self._named = None
            for voice, text in zip(rows, texts, strict=True):
                item = QListWidgetItem(text)
                item.setData(_ID, voice)
                item.setToolTip(text)
                item.setSizeHint(QSize(0, self.fontMetrics().height() + 6))  # as wide as the list: long ones are cut
                self._list.addItem(item)
        self._list.setCurrentRow(next(row for row, voice in enumerate(rows) if voice.id == chosen))
        self._list.blockSignals(False)
        self._filter()

    def _text(self, voice: Voice) -> str:
        parts = [voice.name, voice.language]
        if not voice.ready:
            parts.append(self.tr("{size} MB to fetch").format(size=round(voice.size_bytes / 1e6)))
        return "   ".join(part for part in parts if part)

    def _filter(self) -> None:
        words, language = self._search.text().lower().split(), self._language.currentData() or ""
        if self._named is not None and self._named is not self._list.currentItem():
            self._list.takeItem(self._list.row(self._named))
            self._named = None
        found = False
        for row in range(self._list.count()):
            item = self._list.item(row)
            voice: Voice = item.data(_ID)
            text = f"{voice.id} {item.text()} {_language_name(_primary(voice.language))}".lower()
            fits = all(word in text for word in words) and language in ("", _primary(voice.language))
            item.setHidden(not fits)
            found = found or fits
        if found or not words or self._provider != "openai":
            return
        name = self._search.text().strip()  # a server may have voices that it does not list
        self._named = QListWidgetItem(name)
        self._named.setData(_ID, Voice(name, "", name))
        self._list.addItem(self._named)

    def _on_chosen(self) -> None:
        voice = self._chosen()
        if voice.id:
            self._voices[self._provider] = voice.id
        else:
            self._voices.pop(self._provider, None)
        self._show_fetch()
        self.edited.emit()

    def _chosen(self) -> Voice:
        item = self._list.currentItem()
        voice: Voice = item.data(_ID) if item is not None else Voice("", "", "")
        return voice

    # ---- what is asked of the studio

    def _button(self, text: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button

    def _ask(self, make: Callable[[VoiceSettings], Command]) -> None:
        self.asked.emit(make)

    def _ask_for_list(self) -> None:
        provider = self._provider
        self._ask(lambda settings: ListVoices(provider, settings))

    def _on_preview(self) -> None:
        provider, voice = self._provider, self._chosen()
        text = _SAMPLES.get(_primary(voice.language), _SAMPLE)
        if self._state.previewing:
            self._ask(lambda settings: StopPreview())
        else:
            self._ask(lambda settings: PreviewVoice(provider, settings, text))

    def _show_fetch(self) -> None:
        voice = self._chosen()
        fetching = bool(self._state.fetching)
        self._fetch.setVisible(self._provider == "neural" and (fetching or not voice.ready))
        share = self.tr("Stop Fetching ({share} %)").format(share=int(100 * self._state.fetched))
        self._fetch.setText(share if fetching else self.tr("Fetch This Voice"))
        self._preview.setEnabled(self._state.previewing or voice.ready)

    def _on_fetch(self) -> None:
        voice = self._chosen().id
        if self._state.fetching:
            self._ask(lambda settings: StopFetching())
        else:
            self._ask(lambda settings: FetchVoice(voice, settings))

    def _show_key(self) -> None:
        has_key = bool(self._state.has_key)
        self._key.setPlaceholderText(self.tr("A key is kept") if has_key else self.tr("Key of the server"))
        self._keep.setText(self.tr("Forget Key") if has_key and not self._key.text() else self.tr("Keep Key"))
        self._keep.setEnabled(has_key or bool(self._key.text()))

    def _on_key(self) -> None:
        key = self._key.text().strip()
        self._key.clear()
        self._ask(lambda settings: KeepVoiceKey(key))

    def sizeHint(self) -> QSize:
        """Wide enough for a name and a language."""
        return QSize(360, super().sizeHint().height())


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _language_name(tag: str) -> str:
    language = QLocale(tag).language() if tag else QLocale.Language.C
    return tag if language is QLocale.Language.C else QLocale.languageToString(language)
