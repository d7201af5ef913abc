"""The window in another language: everything that is translated is translated right, and the window speaks it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton

from app.base.errors import Problem
from app.base.paths import Paths, resources_dir
from app.base.rungs import Rung
from app.base.settings import Settings, WindowSettings
from app.studio.findings import chunks
from app.ui.application import run_window
from app.ui.language import Language, said
from app.ui.main_window import MainWindow
from app.ui.storage_page import place_titles
from app.ui.theme import DARK, LIGHT, Theme
from flashtalk_camera.failures import busy, not_loaded, odd_size
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.card_scenes import card_states
from tests.ui.conftest import MakeWindow
from tests.ui.connection_scenes import connections, server_states
from tests.ui.failure_scenes import failure_scenes
from tests.ui.preflight_scenes import preflight_states
from tests.ui.scene import CAMERA_BUSY, CRASHED, DISK_FULL, FEEDBACK, MICROPHONE_LOST, QUEUE_FULL, common

FOLDER = resources_dir() / "translations"
PLACE = re.compile(r"\{\w*\}")
KEY = re.compile(r"&\w")


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp)
    yield language
    language.speak("en")


def entries() -> list[tuple[str, str, str]]:
    """Context, source, translation."""
    found = []
    for context in ET.parse(FOLDER / "studio_zh_CN.ts").getroot().iter("context"):
        for message in context.iter("message"):
            texts = (context.findtext("name"), message.findtext("source"), message.findtext("translation"))
            found.append(tuple(text or "" for text in texts))
    return found  # type: ignore[return-value]  # three of them each


def test_every_entry_is_translated_with_all_that_is_put_into_it() -> None:
    known = entries()
    assert len(known) > 900
    assert 'type="unfinished"' not in (FOLDER / "studio_zh_CN.ts").read_text(encoding="utf-8")
    for context, source, translation in known:
        assert translation.strip(), (context, source)
        assert sorted(PLACE.findall(source)) == sorted(PLACE.findall(translation)), (context, source)
        assert bool(KEY.search(source)) == bool(KEY.search(translation)), (context, source)


def test_the_studio_reads_what_the_translators_wrote(qapp: QApplication) -> None:
    translator = QTranslator()
    assert translator.load("studio_zh_CN", str(FOLDER))
    stale = [source for context, source, wanted in entries() if translator.translate(context, source) != wanted]
    assert stale == [], "run tools/translate.py"


def test_the_window_speaks_chinese(language: Language, make_window: MakeWindow, studio: ScriptedStudio) -> None:
    language.speak("zh_CN")
    window = make_window()
    assert named(window, QPushButton, "启动虚拟摄像机").isVisible()
    assert window.menuBar().actions()[0].text() == "文件(&F)"
    studio.publish(
        problems=(
            Problem("avatar.gone", "The avatar mira is gone: its folder /a b does not exist.", "Send us the log."),
        )
    )
    until(lambda: any("虚拟形象 mira 不见了" in label.text() for label in window.findChildren(QLabel)))
    window.open_settings("video")
    texts = [box.text() for box in window.findChildren(QCheckBox)]
    assert "镜像预览" in texts


def test_lists_that_are_made_outside_of_classes_speak_chinese_too(language: Language) -> None:
    language.speak("zh_CN")
    assert not [title for title in place_titles().values() if title.isascii() and title != "PyTorch"]


def test_names_in_a_sentence_stay_as_they_are(language: Language) -> None:
    text = "The microphone “RØDE {x} 10 %” of the settings is not there."
    assert said(text) == text
    language.speak("zh_CN")
    assert said(text) == "设置中的麦克风“RØDE {x} 10 %”不在。"
    assert said("Nobody has translated this.") == "Nobody has translated this."
    language.speak("en")
    assert said(text) == text


def test_every_failure_is_said_in_chinese(language: Language, tmp_path: Path) -> None:
    problems = [problem for scene in failure_scenes(common(tmp_path)) for problem in scene.snapshot.get("problems", ())]
    assert len(problems) > 30
    language.speak("zh_CN")
    english = [text for one in problems for text in (one.message, one.hint) if said(text) == text]
    assert english == []


def test_why_weights_are_refused_is_said_in_chinese_to_its_end(language: Language) -> None:
    language.speak("zh_CN")
    cut = "/a/model.safetensors cannot be used: it has 48 bytes of 50."
    assert said(cut) == "无法使用 /a/model.safetensors：只有 50 字节中的 48 字节。"
    other = "/a/b cannot be used: tensors are missing (2), for example blocks.7.ffn.2.bias."
    assert said(other) == "无法使用 /a/b：缺少张量（2 个），例如 blocks.7.ffn.2.bias。"


def chosen(**window: object) -> Settings:
    return Settings(window=WindowSettings.model_validate(window))


def test_another_language_opens_the_window_anew_and_the_show_goes_on(
    qapp: QApplication, language: Language, studio: ScriptedStudio, paths: Paths
) -> None:
    titles: list[str] = []

    def look() -> None:
        (window,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, MainWindow)]
        titles.append(window.menuBar().actions()[0].text())
        if len(titles) == 1:
            QTimer.singleShot(300, look)
            studio.publish(settings=chosen(language="zh_CN"))
        else:
            window.close()

    QTimer.singleShot(100, look)
    assert run_window(studio, paths, qapp) == 0
    assert titles == ["&File", "文件(&F)"]
    assert not studio.closed
    language.speak("en")
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)


def test_the_theme_is_chosen(qapp: QApplication, make_window: MakeWindow, studio: ScriptedStudio, theme: Theme) -> None:
    window = make_window()
    for name, colours in (("light", LIGHT), ("dark", DARK)):
        studio.publish(settings=chosen(theme=name))
        until(lambda colours=colours: theme.colours is colours)  # type: ignore[misc]  # a default, against late binding
        assert window.palette().window().color().name() == colours.window
    theme.choose("system")
    assert theme.colours in (DARK, LIGHT)


def test_both_are_in_the_settings(window: MainWindow) -> None:
    window.open_settings("general")
    labels = {box.accessibleName() for box in window.findChildren(QComboBox)}
    assert {"Theme", "Language"} <= labels


def test_sentences_that_follow_each_other_are_said_one_by_one(language: Language) -> None:
    text = "41.2 s of speech did not leave the studio as the voice sent it. There was 1 click."
    assert said(text) == text
    language.speak("zh_CN")
    assert said(text) == "41.2 秒的语音离开工作室时与语音送出的不一致。有 1 次咔嗒声。"


def test_how_the_card_draws_is_said_in_the_status_line_too(
    language: Language, make_window: MakeWindow, studio: ScriptedStudio
) -> None:
    language.speak("zh_CN")
    window = make_window()
    studio.publish(**dict(card_states())["measuring"])
    until(lambda: "FlashHead Pro, 512x512, 2 步，8 位" in window.status.engine.words.text())


def told(rung: Rung) -> Iterator[str]:
    yield rung.text
    yield from rung.advice


def findings() -> Iterator[str]:
    """All that the check-up, the test of a connection, its verification and the states of a server say in the looks."""
    for _, state in preflight_states():
        for finding in state.findings.values():
            yield from (finding.message, finding.fix, *(step.text for step in finding.remedy.steps))
    for _, _, connection, _ in connections():
        yield from chain.from_iterable(map(told, connection.rungs))
        if connection.warmed is not None:
            yield from told(connection.warmed)
        if connection.local.problem is not None:
            yield from (connection.local.problem.message, connection.local.problem.hint)
    for _, state_of_server in server_states():
        for problem in state_of_server.get("problems", ()):
            yield from (problem.message, problem.hint)
    for one in (CAMERA_BUSY, CRASHED, DISK_FULL, FEEDBACK, MICROPHONE_LOST, QUEUE_FULL):
        yield from (one.message, one.hint)


def test_what_is_found_out_is_said_in_chinese_to_its_end(language: Language) -> None:
    language.speak("zh_CN")
    names = "Professor Maximiliane von Hohenstein-Waldburg", "FlashTalk Studio (virtual cable)"
    of_others = re.compile("|".join((r"“[^”]*”|（[^）]*）|：sudo .*|/home/[^：]*", *map(re.escape, names))))
    chinese = [said(one) for one in findings() if one]
    assert [one for one in chinese if re.search(r"[a-z]{2,} [a-z]{2,}", of_others.sub("", one))] == []


def test_what_verifies_counts_in_chinese(language: Language) -> None:
    language.speak("zh_CN")
    rung = chunks([800_000_000] * 54, 1_120_000_000)
    assert said(rung.text) == (
        "已绘制 54 块，每块 1.12 s。其中一半最多用时 800 ms (p50)，100 块中有 99 块最多 800 ms (p99)，实时系数为 0.71。"
    )


def test_why_a_camera_does_not_open_is_said_in_chinese(language: Language) -> None:
    language.speak("zh_CN")
    for error in (busy("/dev/video9", "", "linux"), busy("OBS", "", "win32"), not_loaded(), odd_size(3, 5)):
        assert not re.search(r"[a-z]{3,} [a-z]{3,}", said(error.message)), error.message
