"""States of the Script dock, to look at."""

from __future__ import annotations

from typing import Any

from app.sources.script import parse_script
from app.sources.script_line import ScriptLine
from app.studio.script_view import KeptScript, LineState, Order, ScriptView, ShownLine
from app.studio.snapshot import SpeechState

EXAMPLE = """# Opening
[smile] Good evening, and welcome to the show! [pause: 2 s]
Tonight we talk with {guest} about three cameras that cost less than a hundred euros and yet see in the dark.
# The cameras
[holds up the first] The first camera costs less than a hundred euros. [nod]
[avatar: Ben] [voice: edge:en-GB-RyanNeural] I have used it for a year now. [pause: 1.5 s]
[surprise] The second one sees in the dark.
The third one fits into a pocket.
欢迎来到直播间，今天我们聊三款相机。
[every: 10-15 min] Do not forget to follow the channel.
"""


def _lines(states: str = "", problem: str = "") -> tuple[ShownLine, ...]:
    known = {"o": LineState.SPOKEN, "s": LineState.SPEAKING, "x": LineState.FAILED}
    lines = parse_script("show.txt", EXAMPLE.encode()).lines
    shown = []
    for number, line in enumerate(lines, 1):
        state = known.get(states[number - 1 : number], LineState.WAITING)
        shown.append(ShownLine(number, line, state, problem if state is LineState.FAILED else ""))
    return tuple(shown)


def script_states() -> list[tuple[str, dict[str, Any]]]:
    """Name and what of the snapshot belongs to it."""
    guest = (("guest", "Ada Lovelace"),)
    speaking = {
        "speech": SpeechState.SPEAKING,
        "speaking_text": "Tonight we talk with Ada Lovelace about three cameras.",
    }
    many = tuple(
        ShownLine(n, ScriptLine(f"This is line number {n} of a show that goes on for hours."), LineState.SPOKEN)
        for n in range(1, 180)
    ) + tuple(ShownLine(n, ScriptLine(f"And this is line {n}, which still waits.")) for n in range(180, 301))
    failed = "Edge's online voices cannot be reached: check your connection, or choose other voices."
    return [
        ("open", {"script": ScriptView("evening show.txt", _lines(), next=1, variables=(("guest", ""),))}),
        (
            "playing",
            speaking
            | {
                "script": ScriptView(
                    "evening show.txt", _lines("os"), Order(loop=True), True, 2, 3, 0.41, variables=guest, can_undo=True
                )
            },
        ),
        (
            "failed",
            {
                "script": ScriptView(
                    "evening show.txt", _lines("oooxo", failed), playing=True, next=6, wait_s=12.4, variables=guest
                )
            },
        ),
        (
            "talking",
            {
                "speech": SpeechState.LIVE,
                "microphone_on": True,
                "script": ScriptView("evening show.txt", _lines("oo"), playing=True, next=3, push_to_talk=True),
            },
        ),
        ("300-lines", speaking | {"script": ScriptView("hours.csv", many, playing=True, current=180, next=181)}),
        ("kept", {"script": ScriptView(kept=KeptScript("evening show with a rather long name.md", 312))}),
        ("empty", {}),
    ]
