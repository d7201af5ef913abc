"""What the studio's small servers share: who is let in, and how plain requests are answered."""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import socket
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import psutil
from websockets.datastructures import Headers
from websockets.http11 import Response

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a user says
_HOST = re.compile(r"(localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_VIRTUAL = ("docker", "veth", "br-", "virbr")


def is_loopback(host: str) -> bool:
    """Whether nobody but this computer reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_an_address(host: str) -> bool:
    """Whether a Host header is an address or "localhost", and not a name that somebody lets lead here."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    try:
        return found[1] == "localhost" or bool(ipaddress.ip_address(found[1].strip("[]")))
    except ValueError:
        return False


def is_own_page(headers: Headers) -> bool:
    """Whether a request comes from no page in a browser, or from one that this server has sent."""
    origins = headers.get_all("Origin")
    return not origins or origins == [f"http://{headers.get('Host', '')}"]


def same_key(given: str, key: str) -> bool:
    """Whether it is the key, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), key.encode())


def bearers(headers: Headers) -> list[str]:
    """The keys that a request carries as Bearer."""
    return [value.removeprefix("Bearer ") for value in headers.get_all("Authorization") if value.startswith("Bearer ")]


def reachable_addresses(host: str) -> Iterator[str]:
    """What others can reach a server by that listens on ``host``, as a URL says it. May read the system's tables."""
    if host not in _EVERYWHERE:
        yield f"[{host}]" if ":" in host else host
        return
    for name, addresses in psutil.net_if_addrs().items():
        if not name.startswith(_VIRTUAL):
            yield from (one.address for one in addresses if one.family is socket.AF_INET and one.address != "127.0.0.1")


def answer(status: HTTPStatus, body: object) -> Response:
    """The answer to a plain request, JSON."""
    return answer_with(status, json.dumps(body).encode(), "application/json", {})


def answer_with(status: HTTPStatus, data: bytes, kind: str, more: Mapping[str, str]) -> Response:
    """The same with any content; ``more`` are further headers."""
    headers = Headers({
        "Content-Type": kind,
        "Content-Length": str(len(data)),
        "Connection": "close",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **more,
    })  # fmt: skip
    return Response(status, status.phrase, headers, data)
