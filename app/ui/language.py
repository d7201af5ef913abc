"""The language of the window."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.base.language import ChosenLanguage
from app.base.paths import resources_dir

_STEPS = re.compile(r"\b(\d+) steps\b")
_ENDS = re.compile(r"(?<=[.!?]) (?=[A-Z])")  # of sentences
_QT_FILE = "qtbase_{}"
_OWN_FILE = "studio_{}"


def tr(text: str) -> str:
    """``text`` in the language of the window, for whatever is in no class of its own."""
    return QCoreApplication.translate("", text)


class Language:
    """Has the application speak a language. Lives on the GUI thread.

    What is already on the screen stays as it is: windows are made anew.

    Args:
        app: the application.

    """

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._translators: list[QTranslator] = []
        self.chosen: ChosenLanguage = "en"
        """What was asked for."""
        self.spoken: str = "en"
        """What is spoken for that."""

    def speak(self, chosen: ChosenLanguage) -> None:
        """Speak this from now on; ``"system"``: what the system speaks if the studio can, else English."""
        self.chosen = chosen
        self.spoken = _of_system(QLocale.system()) if chosen == "system" else chosen
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators = []
        own = str(resources_dir() / "translations")
        folders = {_QT_FILE: QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), _OWN_FILE: own}
        for file, folder in folders.items():
            translator = QTranslator(self._app)
            if self.spoken != "en" and translator.load(file.format(self.spoken), folder):
                self._app.installTranslator(translator)
                self._translators.append(translator)
        said.cache_clear()


def _of_system(locale: QLocale) -> str:
    """Simplified Chinese where it is the first that the system speaks. Traditional Chinese is another language."""
    first = QLocale(next(iter(locale.uiLanguages()), "en"))
    simplified = first.script() == QLocale.Script.SimplifiedChineseScript
    return "zh_CN" if first.language() == QLocale.Language.Chinese and simplified else "en"


@lru_cache(maxsize=1000)
def said(text: str) -> str:
    """A sentence of the studio in the language of the window, as it is where nobody has translated it.

    The studio speaks English, to the log and the command line as well; its sentences with names and numbers in them
    are found by their patterns. Several that follow each other are said one by one: a pattern that ends with a place
    for something would take those behind it for that.
    """
    translated = tr(text)
    if translated != text:
        return translated
    sentences = _ENDS.split(text)
    spoken = [said(one) for one in sentences] if len(sentences) > 1 else sentences
    if spoken and all(ours != theirs for ours, theirs in zip(spoken, sentences, strict=True)):
        return "".join(spoken)
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found is not None and (translated := tr(template)) != template:
            return translated.format(*(way_words(said(part)) for part in found.groups()))
    return "".join(spoken) if spoken != sentences else text


def way_words(text: str) -> str:
    """What draws and how (``"FlashHead Lite, 512x512, 4 steps, 8 bits"``) in the language of the window."""
    text = _STEPS.sub(lambda found: tr("{steps} steps").format(steps=found[1]), text)
    text = text.replace(", 8 bits", tr(", 8 bits"))
    return text.replace("the built-in engine", tr("the built-in engine"))


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The studio's sentences that have places for something, those with the most words first."""
    path = resources_dir() / "translations" / "sentences.json"
    templates: list[str] = json.loads(path.read_text(encoding="utf-8"))
    made = []
    for template in sorted(templates, key=lambda one: (-len(re.sub(r"\{\d+\}", "", one)), one)):
        parts = re.split(r"(\{\d+\})", template)
        pattern = "".join("(.*)" if re.fullmatch(r"\{\d+\}", part) else re.escape(part) for part in parts)
        made.append((re.compile(pattern, re.DOTALL), template))
    return made
