"""A program that is called as ``omnirt serve`` is, and answers as the full server does where it is asked for health."""

from __future__ import annotations

import sys
from pathlib import Path

_SCRIPT = """
import sys, time, subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
command, backend, host, port = sys.argv[1], sys.argv[3], sys.argv[5], int(sys.argv[7])
assert sys.argv[1::2] == ["serve", backend, host, str(port)], sys.argv
print("loading", backend, flush=True)
if backend == "cuda":
    raise SystemExit("Traceback...\\nRuntimeError: no CUDA device was found.\\n")
asked = 0
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        global asked
        asked += 1
        body = b'{"ok":true}' if self.path == "/healthz" else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
server = HTTPServer((host, port), Handler)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
if backend == "ascend":
    while not asked:
        server.handle_request()
    child.kill()
    print("The device went away.", flush=True)
    raise SystemExit(1)
server.serve_forever()
"""


def stand_in_omnirt(folder: Path) -> Path:
    """The program: ``cpu-stub`` serves until it is ended, ``cuda`` fails, ``ascend`` ends once it has answered."""
    program = folder / "omnirt"
    program.write_text(f"#!{sys.executable}\n{_SCRIPT}")
    program.chmod(0o755)
    return program
