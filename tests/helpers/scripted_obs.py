"""An OBS as its WebSocket server shows it: scenes, sources, microphones and outputs in memory, changed by requests."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

_NAMES = {"camera": "VirtualCam", "recording": "Record", "stream": "Stream"}


class ScriptedObs:
    """Listens on ``port`` from ``with`` on. Speaks obs-websocket 5 (protocol.md); what it is asked for is remembered.

    Args:
        version: what it says it is.
        password: it asks for this; empty: for none.
        kinds: of sources that it can make.
        greeting: sent in place of Hello.
    """

    def __init__(
        self,
        version: str = "30.2.3",
        password: str = "",
        kinds: tuple[str, ...] = ("browser_source", "v4l2_input", "dshow_input", "macos-avcapture"),
        greeting: str = "",
    ) -> None:
        self.version = version
        self.password = password
        self.kinds = kinds
        self.greeting = greeting
        self.scenes: dict[str, list[str]] = {"Scene": []}
        self.program = "Scene"
        self.inputs: dict[str, tuple[str, dict[str, Any]]] = {"Mic/Aux": ("pulse_input_capture", {})}
        self.muted = {"Mic/Aux": False}
        self.offsets = {"Mic/Aux": 0}
        self.on: set[str] = set()
        self.begun: list[tuple[str, bool]] = []  # outputs that are on, or off, once they have been asked for
        self.stuck: set[str] = set()
        """Outputs that never start."""
        self.refused: set[str] = set()
        """Requests that it says no to."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.transforms: list[dict[str, Any]] = []
        self.cameras = ["HD Webcam (usb-0000:00:14.0-1)", "Test camera (platform:v4l2loopback-000)"]

    def __enter__(self) -> ScriptedObs:
        self._server = serve(self._talk, "127.0.0.1", 0)
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="scripted obs")
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()

    @property
    def look(self) -> tuple[Any, ...]:
        """All that a set-up may change, to be compared."""
        return json.loads(json.dumps([self.scenes, self.program, self.inputs, self.muted, self.offsets])), set(self.on)

    def _talk(self, connection: ServerConnection) -> None:
        try:
            if self.greeting:
                connection.send(self.greeting)
                connection.recv()
                return
            hello: dict[str, Any] = {"obsWebSocketVersion": "5.5.2", "rpcVersion": 1}
            if self.password:
                hello["authentication"] = {
                    "challenge": "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
                    "salt": "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
                }
            connection.send(json.dumps({"op": 0, "d": hello}))
            identify = json.loads(connection.recv())
            assert identify["op"] == 1
            if self.password and identify["d"].get("authentication") != self._answer(hello["authentication"]):
                connection.close(4009, "Authentication failed.")
                return
            connection.send(json.dumps({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
            connection.send(json.dumps({"op": 5, "d": {"eventType": "ExitStarted"}}))  # nobody asked for events
            while True:
                self._reply(connection, json.loads(connection.recv())["d"])
        except ConnectionClosed:
            pass

    def _answer(self, asked: dict[str, str]) -> str:
        def digest(text: str) -> str:
            return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

        return digest(digest(self.password + asked["salt"]) + asked["challenge"])

    def _reply(self, connection: ServerConnection, request: dict[str, Any]) -> None:
        kind, data = request["requestType"], request.get("requestData", {})
        self.asked.append((kind, data))
        status: dict[str, Any] = {"result": True, "code": 100}
        answer = None
        if kind in self.refused:
            status = {"result": False, "code": 600, "comment": f"No {kind} today."}
        else:
            try:
                answer = getattr(self, f"_{kind}", self._output)(data, kind)
            except LookupError as error:
                status = {"result": False, "code": 600, "comment": f"No source was found by the name of {error}."}
        reply = {"requestType": kind, "requestId": request["requestId"], "requestStatus": status}
        connection.send(json.dumps({"op": 7, "d": reply | ({} if answer is None else {"responseData": answer})}))

    # ---- requests

    def _GetVersion(self, data: dict[str, Any], kind: str) -> Any:
        return {"obsVersion": self.version, "obsWebSocketVersion": "5.5.2", "rpcVersion": 1}

    def _GetSceneList(self, data: dict[str, Any], kind: str) -> Any:
        return {"currentProgramSceneName": self.program, "scenes": [{"sceneName": name} for name in self.scenes]}

    def _GetInputList(self, data: dict[str, Any], kind: str) -> Any:
        return {"inputs": [{"inputName": name, "inputKind": one} for name, (one, _) in self.inputs.items()]}

    def _GetInputKindList(self, data: dict[str, Any], kind: str) -> Any:
        return {"inputKinds": list(self.kinds)}

    def _GetVideoSettings(self, data: dict[str, Any], kind: str) -> Any:
        return {"baseWidth": 1920, "baseHeight": 1080}

    def _GetSceneItemList(self, data: dict[str, Any], kind: str) -> Any:
        return {"sceneItems": [{"sourceName": name} for name in self.scenes[data["sceneName"]]]}

    def _GetInputSettings(self, data: dict[str, Any], kind: str) -> Any:
        return {"inputSettings": self.inputs[data["inputName"]][1]}

    def _GetSpecialInputs(self, data: dict[str, Any], kind: str) -> Any:
        return {"desktop1": None, "mic1": next(iter(self.muted), None), "mic2": None}

    def _GetInputMute(self, data: dict[str, Any], kind: str) -> Any:
        return {"inputMuted": self.muted[data["inputName"]]}

    def _GetInputAudioSyncOffset(self, data: dict[str, Any], kind: str) -> Any:
        return {"inputAudioSyncOffset": self.offsets[data["inputName"]]}

    def _GetInputPropertiesListPropertyItems(self, data: dict[str, Any], kind: str) -> Any:
        items = [{"itemName": name, "itemValue": f"id of {name}", "itemEnabled": True} for name in self.cameras]
        chosen = self.inputs[data["inputName"]][1].get(data["propertyName"])
        if chosen and chosen not in (item["itemValue"] for item in items):  # as OBS's v4l2 source does
            items.insert(0, {"itemName": chosen, "itemValue": chosen, "itemEnabled": False})
        return {"propertyItems": items}

    def _CreateScene(self, data: dict[str, Any], kind: str) -> None:
        self.scenes[data["sceneName"]] = []

    def _RemoveScene(self, data: dict[str, Any], kind: str) -> None:
        del self.scenes[data["sceneName"]]

    def _CreateInput(self, data: dict[str, Any], kind: str) -> Any:
        assert data["inputName"] not in self.inputs
        self.inputs[data["inputName"]] = data["inputKind"], dict(data["inputSettings"])
        self.scenes[data["sceneName"]].append(data["inputName"])
        return {"sceneItemId": 7}

    def _RemoveInput(self, data: dict[str, Any], kind: str) -> None:
        del self.inputs[data["inputName"]]
        for items in self.scenes.values():
            if data["inputName"] in items:
                items.remove(data["inputName"])

    def _CreateSceneItem(self, data: dict[str, Any], kind: str) -> Any:
        self.scenes[data["sceneName"]].append(data["sourceName"])
        return {"sceneItemId": 8}

    def _SetSceneItemTransform(self, data: dict[str, Any], kind: str) -> None:
        self.transforms.append(data["sceneItemTransform"])

    def _SetInputSettings(self, data: dict[str, Any], kind: str) -> None:
        one, before = self.inputs[data["inputName"]]
        self.inputs[data["inputName"]] = one, (before if data["overlay"] else {}) | data["inputSettings"]

    def _SetCurrentProgramScene(self, data: dict[str, Any], kind: str) -> None:
        assert data["sceneName"] in self.scenes
        self.program = data["sceneName"]

    def _SetInputMute(self, data: dict[str, Any], kind: str) -> None:
        assert data["inputName"] in self.muted
        self.muted[data["inputName"]] = data["inputMuted"]

    def _SetInputAudioSyncOffset(self, data: dict[str, Any], kind: str) -> None:
        self.offsets[data["inputName"]] = data["inputAudioSyncOffset"]

    def _PressInputPropertiesButton(self, data: dict[str, Any], kind: str) -> None:
        assert self.inputs[data["inputName"]][0] == "browser_source"

    def _output(self, data: dict[str, Any], kind: str) -> Any:
        for part, name in _NAMES.items():
            match kind.removesuffix("Status").removesuffix(name):
                case "Get":
                    active = part in self.on
                    for one, on in self.begun:  # from the next time on: a real one takes a moment as well
                        (self.on.add if on else self.on.discard)(one)
                    self.begun.clear()
                    return {"outputActive": active}
                case "Start" | "Stop" as what:
                    if part not in self.stuck:
                        self.begun.append((part, what == "Start"))
                    return None
        raise LookupError(kind)
