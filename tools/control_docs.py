"""Writes docs/control-api/openapi.json and asyncapi.json from what can be asked: ``python -m tools.control_docs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.base.settings import ControlSettings
from app.studio.action import Action
from app.studio.asking import ACTIONS
from app.studio.snapshot import EngineState, OutputState, SpeechState

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "control-api"
PORT = ControlSettings().port
VERSION = "1"

_REFUSED: dict[str, Any] = {
    "type": "object",
    "required": ["type", "code", "message", "hint"],
    "properties": {
        "type": {"const": "refused"},
        "code": {"type": "string", "description": "stable, for programs"},
        "message": {"type": "string", "description": "one sentence: what is wrong"},
        "hint": {"type": "string", "description": "one sentence: what to do"},
    },
}
_DONE: dict[str, Any] = {
    "type": "object",
    "required": ["type", "do"],
    "properties": {"type": {"const": "done"}, "do": {"enum": list(ACTIONS)}},
}
_ID = {"type": ["integer", "string", "null"], "description": "any number or short text; comes back with the answer"}


def openapi() -> dict[str, Any]:
    """What is answered over HTTP."""
    paths: dict[str, Any] = {
        "/api/v1/state": {
            "get": {
                "operationId": "state",
                "summary": "The whole state, as the first event has it.",
                "responses": {
                    "200": _answer("The state.", {"$ref": "#/components/schemas/State"}),
                    **_refusals("401", "403"),
                },
            }
        }
    }
    for name, action in ACTIONS.items():
        paths[f"/api/v1/{name}"] = {
            "post": {
                "operationId": name,
                "summary": _words(action),
                "parameters": _parameters(action),
                "responses": {
                    "202": _answer("It is being done; the events tell what comes of it.", _DONE),
                    **_refusals("401", "403", "422"),
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "FlashTalk Studio: remote control",
            "version": VERSION,
            "description": "Turn it on in Settings > Remote Control, which has the address and the key. Requests have "
            "no bodies: everything stands in the address, which may have 8 KB.",
        },
        "servers": [{"url": f"http://127.0.0.1:{PORT}"}],
        "security": [{"bearer": []}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "token": {
                    "type": "apiKey",
                    "in": "query",
                    "name": "token",
                    "description": "where headers cannot be set",
                },
            },
            "schemas": {"Refused": _REFUSED, "State": _state()},
        },
    }


def asyncapi() -> dict[str, Any]:
    """What is said over the WebSocket."""
    requests = [
        {
            "type": "object",
            "description": _words(action),
            "required": ["do", *(["with"] if any(f.is_required() for f in action.model_fields.values()) else [])],
            "properties": {"id": _ID, "do": {"const": name}, "with": _schema(action)},
        }
        for name, action in ACTIONS.items()
    ]
    answered = {"id": _ID}
    changed = {
        "type": "object",
        "description": "The sections that have changed; of the state, the parts of it that have. At most ten a second; "
        "levels, times, measures and stats once a second.",
        "properties": {"type": {"const": "changed"}, **_state()["properties"]},
    }
    first = {
        "type": "object",
        "description": "The first message: everything.",
        "properties": {"type": {"const": "state"}, **_state()["properties"]},
    }
    messages = {
        "request": {"payload": {"oneOf": requests}},
        "state": {"payload": first},
        "changed": {"payload": changed},
        "done": {"payload": {**_DONE, "properties": {**_DONE["properties"], **answered}}},
        "refused": {"payload": {**_REFUSED, "properties": {**_REFUSED["properties"], **answered}}},
    }
    sent = ("state", "changed", "done", "refused")
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "FlashTalk Studio: events", "version": VERSION},
        "servers": {"studio": {"host": f"127.0.0.1:{PORT}", "protocol": "ws"}},
        "channels": {
            "events": {
                "address": "/api/v1/events",
                "description": "With the key, as a header (Authorization: Bearer KEY) or in the address (?token=KEY).",
                "messages": messages,
            }
        },
        "operations": {
            "ask": {
                "action": "receive",
                "channel": {"$ref": "#/channels/events"},
                "messages": [{"$ref": "#/channels/events/messages/request"}],
            },
            "tell": {
                "action": "send",
                "channel": {"$ref": "#/channels/events"},
                "messages": [{"$ref": f"#/channels/events/messages/{name}"} for name in sent],
            },
        },
    }


def texts() -> dict[Path, str]:
    """The files and what is to stand in them."""
    made = {"openapi.json": openapi(), "asyncapi.json": asyncapi()}
    return {FOLDER / name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()}


def _words(action: type[Action]) -> str:
    return " ".join((action.__doc__ or "").split())


def _schema(action: type[Action]) -> dict[str, Any]:
    schema = action.model_json_schema()
    return {
        "type": "object",
        "additionalProperties": False,
        "required": schema.get("required", []),
        "properties": {name: _bare(field) for name, field in schema["properties"].items()},
    } if "properties" in schema else {"type": "object", "additionalProperties": False}  # fmt: skip


def _parameters(action: type[Action]) -> list[dict[str, Any]]:
    schema = _schema(action)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema["required"],
            "description": field.get("description", ""),
            "schema": {key: value for key, value in field.items() if key != "description"},
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _bare(field: dict[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in field.items() if key not in ("title", "default")}
    kinds = [kind for kind in bare.pop("anyOf", []) if kind != {"type": "null"}]
    return {**bare, **kinds[0]} if kinds else bare


def _state() -> dict[str, Any]:
    """Its sections; their parts are those of ``status --json``, of which there will be more."""
    line = {"number": {"type": "integer"}, "text": {"type": "string"}}
    sections = {
        "state": {
            "type": "object",
            "description": "as status --json has it; parts may be added",
            "properties": {
                "live": {"type": "boolean", "description": "somebody may be watching"},
                "profile": {"type": "string", "description": "the profile in use"},
                "profiles": {"type": "array", "items": {"type": "string"}, "description": "all of them"},
                "collection": {"type": "string", "description": "the scene collection in use"},
                "collections": {"type": "array", "items": {"type": "string"}, "description": "all of them"},
                "speech": {"enum": [one.value for one in SpeechState]},
                "speaking_text": {"type": "string"},
                "scene": {"type": "string", "description": "name of the scene on the program"},
                "avatar_id": {"type": ["string", "null"]},
                "engine": {"enum": [one.value for one in EngineState]},
                "camera": {"enum": [one.value for one in OutputState]},
                "recording": {"enum": [one.value for one in OutputState]},
                "microphone_on": {"type": "boolean"},
            },
        },
        "measures": {
            "type": "object",
            "description": "fps, delay_ms, av_drift_ms, rtf and more, as status has them",
            "additionalProperties": {"type": ["number", "null"]},
        },
        "stats": {
            "type": "object",
            "description": "processor, memory, graphics card, what was lost since the last reset, the last report on "
            "a show; parts may be added",
        },
        "problems": _list({name: {"type": "string"} for name in ("code", "message", "hint", "severity")}),
        "avatars": _list({"id": {"type": "string"}, "name": {"type": "string"}}),
        "scenes": _list({"name": {"type": "string"}, "on": {"type": "boolean"}}, "in their order; on: on the program"),
        "waiting": _list(line, "lines to be spoken, the next first"),
        "proposed": _list({**line, "origin": {"type": "string"}}, "lines to be approved in the studio"),
    }
    return {"type": "object", "properties": sections}


def _list(properties: dict[str, Any], words: str = "") -> dict[str, Any]:
    described = {"description": words} if words else {}
    return {"type": "array", **described, "items": {"type": "object", "properties": properties}}


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _refusals(*statuses: str) -> dict[str, Any]:
    why = {
        "401": "The key is missing, or is another.",
        "403": "The request comes from a page of another origin, or by a name instead of an address.",
        "422": "It makes no sense, or cannot be done now.",
    }
    return {status: _answer(why[status], {"$ref": "#/components/schemas/Refused"}) for status in statuses}


def main() -> None:
    """Write both."""
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
