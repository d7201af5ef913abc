"""A TLS socket that two threads may use at once: one reads, another writes."""

from __future__ import annotations

import selectors
import ssl
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Buffer

_T = TypeVar("_T")


class TwoThreadSocket(ssl.SSLSocket):
    """What ``SSLContext.wrap_socket`` makes where it is the context's ``sslsocket_class``. Any two threads.

    OpenSSL lets only one thread at a time into a connection, and Python before 3.13 does not see to it. What a server
    of TLS 1.3 sends right after the handshake (its tickets), read while the first request was written, lost that
    request once in 1500 connections on a busy machine. Here a thread is in OpenSSL only while it computes: it waits
    for the network outside, so that neither holds the other up.
    """

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """See ``socket.recv``."""
        return self._alone(lambda: super(TwoThreadSocket, self).recv(buflen, flags))

    def send(self, data: Buffer, flags: int = 0) -> int:
        """See ``socket.send``; ``sendall`` uses it."""
        return self._alone(lambda: super(TwoThreadSocket, self).send(data, flags))

    def _alone(self, act: Callable[[], _T]) -> _T:
        # Sockets are made by ssl's own code, which leaves no place to make it.
        lock: threading.Lock = self.__dict__.setdefault("_in_openssl", threading.Lock())
        while True:
            with lock:
                timeout_s = self.gettimeout()
                self.settimeout(0)
                try:
                    return act()
                except ssl.SSLWantReadError:
                    wanted = selectors.EVENT_READ
                except ssl.SSLWantWriteError:
                    wanted = selectors.EVENT_WRITE
                finally:
                    self.settimeout(timeout_s)
            with selectors.DefaultSelector() as selector:
                selector.register(self, wanted)
                if not selector.select(timeout_s):
                    raise TimeoutError("timed out")
