"""A package index on this machine, over real HTTP with ranges, and wheels to put into it."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, distributions
from pathlib import Path
from urllib.parse import quote, unquote

from tests.helpers.web_server import WebHandler, WebServer, answering

STAND_IN_TORCH = """
from types import SimpleNamespace as _Part
__version__ = "2.13.0+cpu"
float32 = None
cuda = _Part(is_available=lambda: False)
backends = _Part(mps=_Part(is_available=lambda: False))
class _Numbers:
    def reshape(self, *shape): return self
    def __matmul__(self, other): return self
    def sum(self): return self
    def cpu(self): return {sum}
def arange(*args, **how): return _Numbers()
def eye(*args, **how): return _Numbers()
"""
"""As much of it as the self-test asks for."""


class PackageIndex(WebServer):
    """Serves wheels from a folder, as PyPI's simple index does it, but for their sizes.

    Attributes:
        pythons: packed Pythons, by the end of their address.
        asked: names and ranges of files, as they came.
        most: bytes after which a connection breaks; None: it does not.

    """

    def __init__(self, folder: Path) -> None:
        super().__init__(_Handler)
        self.wheels = {path.name: path for path in folder.glob("*.whl")}
        self.digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in self.wheels.items()}
        self.pythons: dict[str, Path] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.most: int | None = None

    @property
    def url(self) -> str:
        """Where packages are listed."""
        return f"{super().url}/simple"


class _Handler(WebHandler):
    server: PackageIndex
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = unquote(self.path).strip("/").split("/")
        if parts[0] == "files" and parts[-1] in self.server.wheels:
            self._send_file(self.server.wheels[parts[-1]])
        elif parts[0] == "pythons" and parts[-1] in self.server.pythons:
            self._send_file(self.server.pythons[parts[-1]])
        elif parts[0] == "simple" and len(parts) == 2:
            self._send_list(parts[1])
        else:
            self._answer(404, b"")

    def _send_list(self, project: str) -> None:
        names = [name for name in self.server.wheels if normal(name.partition("-")[0]) == project]
        links = [f'<a href="/files/{quote(name)}#sha256={self.server.digests[name]}">{name}</a>' for name in names]
        self._answer(200 if names else 404, f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>".encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _send_file(self, path: Path) -> None:
        size, span = path.stat().st_size, self.headers.get("range")
        if self.command == "GET":
            self.server.asked.append((path.name, span))
        start, end = _span(span, size)
        self.send_response(206 if span else 200)
        self.send_header("content-type", "application/octet-stream")
        self.send_header("accept-ranges", "bytes")
        self.send_header("content-length", str(end - start))
        if span:
            self.send_header("content-range", f"bytes {start}-{end - 1}/{size}")
        self.end_headers()
        if self.command == "HEAD":
            return
        most = self.server.most
        if most is not None and end - start > most:
            end, self.close_connection = start + most, True
        with path.open("rb") as file:
            file.seek(start)
            while start < end and (data := file.read(min(1 << 20, end - start))):
                self.wfile.write(data)
                start += len(data)


def _span(span: str | None, size: int) -> tuple[int, int]:
    if span is None:
        return 0, size
    first, _, last = span.removeprefix("bytes=").partition("-")
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


@contextmanager
def package_index(folder: Path) -> Iterator[PackageIndex]:
    """An index of the wheels in ``folder`` that answers until the end of the block."""
    with answering(PackageIndex(folder)) as server:
        yield server


def normal(name: str) -> str:
    """A project's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write_wheel(folder: Path, name: str, version: str, source: str, data_bytes: int = 0) -> Path:
    """A wheel of one module and some random bytes."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": source.encode(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if data_bytes:
        digest = hashlib.sha256(name.encode()).digest()
        files[f"{name}/weights.bin"] = b"".join(
            hashlib.sha256(digest + number.to_bytes(4)).digest() for number in range(data_bytes // 32)
        )
    return _zip(folder / f"{name}-{version}-py3-none-any.whl", info, files)


def publish_stand_ins(folder: Path, total: str = "2016.0") -> None:
    """Wheels of as little as the self-test of the models' Python asks for; ``total``: what their PyTorch computes."""
    write_wheel(folder, "torch", "2.13.0+cpu", STAND_IN_TORCH.replace("{sum}", total), data_bytes=640_000)
    for name in ("diffusers", "safetensors", "tokenizers", "transformers"):
        write_wheel(folder, name, "1.0", '__version__ = "1.0"')


def _zip(target: Path, info: str, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        record = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
        archive.writestr(f"{info}/RECORD", record)
    return target


def pack_python(folder: Path) -> tuple[Path, Path]:
    """This Python packed as those are that uv fetches, and a list of it for uv, which says it lies where theirs do."""
    version, base = sys.version_info, Path(sys.base_prefix)
    name = f"python{version.major}.{version.minor}"
    library = Path(sysconfig.get_path("stdlib", vars={"installed_base": str(base)}))
    left_out = {"site-packages", "dist-packages", "test", "idlelib", "ensurepip", "__pycache__", "tkinter"}

    def kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = set(Path(member.name).parts)
        return None if parts & left_out or any(part.startswith("config-") for part in parts) else member

    packed = folder / f"cpython-{version.major}.{version.minor}.{version.micro}-install_only.tar.gz"
    with tarfile.open(packed, "w:gz", compresslevel=1) as archive:
        archive.add((base / "bin" / name).resolve(), f"python/bin/{name}")
        archive.add(library, f"python/lib/{name}", filter=kept)
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    entry = {
        "name": "cpython",
        "arch": {"family": machine, "variant": None},
        "os": "linux",
        "libc": "gnu",
        "major": version.major,
        "minor": version.minor,
        "patch": version.micro,
        "prerelease": "",
        "url": f"https://github.com/astral-sh/python-build-standalone/releases/download/{packed.name}",
        "sha256": hashlib.sha256(packed.read_bytes()).hexdigest(),
        "variant": None,
    }
    listed = folder / "pythons.json"
    listed.write_text(json.dumps({f"cpython-{version.major}.{version.minor}.{version.micro}-linux": entry}), "utf-8")
    return packed, listed


def repack(site: Path, folder: Path) -> None:
    """Make wheels again of all that is installed in a ``site-packages``, without asking anybody for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for dist in distributions(path=[str(site)]):
        if normal(dist.name) != "pip":
            repack_one(dist, folder)


def repack_one(dist: Distribution, folder: Path) -> Path:
    """Make the wheel again that ``dist`` was installed from."""
    tags = re.findall(r"^Tag: (\S+)-(\S+)-(\S+)", dist.read_text("WHEEL") or "", re.MULTILINE)
    pythons, abis, systems = (".".join(dict.fromkeys(column)) for column in zip(*tags, strict=True))
    name = dist.name.replace("-", "_")
    target = folder / f"{name}-{dist.version}-{pythons}-{abis}-{systems}.whl"
    kept = []
    with zipfile.ZipFile(target, "w") as archive:  # stored: the largest have a gigabyte
        for file in dist.files or ():
            path = file.as_posix()
            made = path.endswith((".pyc", "/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json"))
            if made or not Path(str(file.locate())).is_file():
                continue
            if path.startswith(".."):  # a program, which wheels keep in a folder of its own
                if Path(str(file.locate())).read_bytes()[:2] == b"#!":
                    continue  # made of an entry point
                path = f"{name}-{dist.version}.data/scripts/{file.name}"
            archive.write(str(file.locate()), path)
            kept.append(path)
        info = next(path.partition("/")[0] for path in kept if path.endswith(".dist-info/METADATA"))
        record = "".join(f'"{path}",,\n' for path in (*kept, f"{info}/RECORD"))
        archive.writestr(f"{info}/RECORD", record)
    return target


def write_lock(folder: Path, target: Path, leave_out: tuple[str, ...] = ("torch",)) -> Path:
    """A lock of all wheels in ``folder``, each with its hash."""
    lines = []
    for path in sorted(folder.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        if normal(name) not in leave_out:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{normal(name)}=={version} \\\n    --hash=sha256:{digest}\n")
    target.write_text("".join(lines), "utf-8")
    return target
