#!/usr/bin/env python3
"""Starts FlashTalk Studio on a machine that has nothing but Python 3.11 or newer.

python3 studio.py [arguments of the program]   makes the environment, installs what is locked, starts the program
python3 studio.py test [--full] [-- pytest arguments]   the same with what the tests need, then runs them
python3 studio.py local [INDEX]   installs what models on this computer's graphics card need, PyTorch among it
python3 studio.py build   packs the studio for this system, with a Python of its own, and tries out what it has packed

Standard library only. What it says itself goes to stderr, so that the program's own output stays clean.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (the one file that an older Python may meet)
    sys.exit(
        "FlashTalk Studio needs Python 3.11 or newer, and this is Python %d.%d: install a newer one "  # noqa: UP031
        "(python.org/downloads) and start studio.py with it." % sys.version_info[:2]
    )

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
STAMP, LOCK, LOG = "studio-stamp", "studio-lock", "studio-install.log"  # ours, inside the environment's folder


class StopError(Exception):
    """What went wrong, in words for the person who started the studio."""


def say(text: str) -> None:
    """Prints a line of the launcher's own."""
    print(text, file=sys.stderr, flush=True)


# --- What a Linux system must bring -------------------------------------------------------------------------------


class Need(NamedTuple):
    """A part of the system: what it is for, how it is found, and the packages that bring it."""

    purpose: str
    probe: str
    packages: dict[str | None, str]


MANAGERS = ("apt-get", "dnf", "pacman")
PURPOSES = {"setup": "for the environment", "sound": "for sound", "window": "for the window", "tests": "for the tests"}
PURPOSES |= {"build": "for packages"}


def read_needs() -> list[Need]:
    """The table ``requirements/system.txt``; where no package manager is known, a part is named by its own name."""
    needs = []
    for line in (ROOT / "requirements" / "system.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            purpose, probe, *names = line.format(version=f"{sys.version_info[0]}.{sys.version_info[1]}").split()
            own = probe.rpartition("/")[2].rpartition(":")[2]
            needs.append(Need(purpose, probe, {None: own, **dict(zip(MANAGERS, names, strict=True))}))
    return needs


def is_present(probe: str) -> bool:
    """Whether the system has it, asked of the system itself: package databases differ, names of libraries do not."""
    kind, _, name = probe.partition(":")
    if kind == "module":
        import importlib.util

        importlib.invalidate_caches()  # it may have been installed a moment ago
        return importlib.util.find_spec(name) is not None
    if kind == "program":
        import shutil

        return shutil.which(name) is not None
    if kind == "file":
        return next(Path("/").glob(name), None) is not None
    import ctypes

    with suppress(OSError):
        return bool(ctypes.CDLL(name))
    return False


def missing_needs(*purposes: str) -> list[Need]:
    """What this Linux lacks for these purposes; on other systems the wheels bring it all."""
    if sys.platform != "linux":
        return []
    return [need for need in read_needs() if need.purpose in purposes and not is_present(need.probe)]


def package_names(needs: Sequence[Need], manager: str | None) -> list[str]:
    """Each package once."""
    return list(dict.fromkeys(need.packages[manager] for need in needs))


def install_commands(manager: str, packages: Sequence[str]) -> list[list[str]]:
    """The commands that install these packages, without the rights that they need."""
    if manager == "apt-get":
        return [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]]
    return [[manager, *{"dnf": ["install", "-y"], "pacman": ["-S", "--needed", "--noconfirm"]}[manager], *packages]]


def describe_missing(needs: Sequence[Need], manager: str | None, is_root: bool) -> str:
    """All that is missing, what for, and the one line that installs it."""
    groups = [(words, [n for n in needs if n.purpose == purpose]) for purpose, words in PURPOSES.items()]
    lists = [f"{words}: {', '.join(package_names(group, manager))}" for words, group in groups if group]
    text = f"This system lacks {'; '.join(lists)}."
    if manager is None:
        return f"{text}\nInstall them with the package manager of this system."
    commands = [" ".join(command) for command in install_commands(manager, package_names(needs, manager))]
    sudo = "sudo " if not is_root and is_present("program:sudo") else ""
    line = " && ".join(sudo + command for command in commands)
    return f"{text}\nTo install: " + (line if is_root or sudo else f'su -c "{line}"')


def root_prefix() -> list[str] | None:
    """What goes before a command that root must run; None where nobody but a person may decide that."""
    import subprocess

    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if is_present("program:sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return sudo
    return None


def install_system_packages(needs: list[Need], log: Path) -> list[Need]:
    """Installs what is missing where it may, and names what is then still missing, which it returns."""
    import subprocess

    manager = next((name for name in MANAGERS if is_present(f"program:{name}")), None)
    prefix = root_prefix() if needs else None
    if manager is not None and prefix is not None:
        packages = package_names(needs, manager)
        say(f"      installing with {manager}: {' '.join(packages)}")
        for command in install_commands(manager, packages):
            with log.open("ab") as out:
                full = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command]
                subprocess.run(full, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        needs = [need for need in needs if not is_present(need.probe)]
        if needs:
            say(f"      not all could be installed; why is written in {log}")
    if needs:
        say(describe_missing(needs, manager, is_root=prefix == []))
    return needs


# --- The environment ----------------------------------------------------------------------------------------------


def env_python(env: Path) -> Path:
    """The interpreter of the environment."""
    return env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def env_folders(name: str = "venv") -> tuple[Path, Path]:
    """Where an environment may lie: beside this file, else in the user's data folder, one for each copy of us."""
    names = {"win32": ("LOCALAPPDATA", "~/AppData/Local"), "darwin": ("", "~/Library/Application Support")}
    variable, usual = names.get(sys.platform, ("XDG_DATA_HOME", "~/.local/share"))
    data = os.environ.get(variable) or usual
    ours = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    return ROOT / f".{name}", Path(data).expanduser() / "FlashTalk Studio" / f"{name}-{ours}"


def clean_environ() -> dict[str, str]:
    """The variables of this process, less those that lead another Python astray, with our code to be found."""
    strays = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    return {k: v for k, v in os.environ.items() if k not in strays} | {"PYTHONPATH": str(ROOT)}


def lock_file(what: str) -> Path:
    """The locked requirements, of the program (``app``), of it and its tests (``test``), or of models (``local``)."""
    return ROOT / "requirements" / f"{what}.lock"


def lock_key(what: str) -> str:
    """Names all that decides what the environment holds: the lock file, the Python, the system."""
    try:
        lock = lock_file(what).read_bytes()
    except OSError as error:
        raise StopError(f"{error.filename} cannot be read: this copy of FlashTalk Studio is incomplete.") from error
    return hashlib.sha256(lock + f"{sys.implementation.cache_tag} {sys.platform}".encode()).hexdigest()


def read_stamp(env: Path) -> dict[str, str]:
    """What has been installed completely; empty where nothing has."""
    with suppress(OSError, ValueError):
        return dict(line.split(" ", 1) for line in (env / STAMP).read_text("utf-8").splitlines())
    return {}


def write_stamp(env: Path, stamp: dict[str, str]) -> None:
    """Replaces the stamp whole, so that a power cut leaves the old one or the new one."""
    new = env / f"{STAMP}.new"
    new.write_text("".join(f"{key} {value}\n" for key, value in stamp.items()), "utf-8")
    new.replace(env / STAMP)


def is_ready(env: Path, what: str) -> bool:
    """Whether the environment holds exactly what the lock of this name says."""
    return read_stamp(env).get(what) == lock_key(what) and env_python(env).exists()


@contextmanager
def alone(env: Path) -> Iterator[None]:
    """Holds the environment for one launcher; a second one waits until the first has installed."""
    with (env / LOCK).open("a+b") as lock:
        if sys.platform == "win32":
            import msvcrt

            while True:
                with suppress(OSError):  # it gives up after ten seconds
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_env_folder(name: str = "venv") -> Path:
    """The first folder that can hold an environment, made."""
    for env in env_folders(name):
        probe = env / f"studio-probe-{os.getpid()}"
        with suppress(OSError):
            env.mkdir(parents=True, exist_ok=True)
            # A folder on a stick or a share may take files and yet refuse the links that an environment is made of.
            probe.write_bytes(b"") if os.name == "nt" else probe.symlink_to("nowhere")
            probe.unlink()
            return env
    raise StopError(f"Neither of {' and '.join(map(str, env_folders(name)))} can be written: give this user one.")


def make_env(env: Path, log: Path) -> None:
    """Makes the environment, or makes it anew where it is another Python's or an installation was cut off in it."""
    import shutil
    import subprocess

    ask = [str(env_python(env)), "-c", "import sys, pip; print(sys.implementation.cache_tag)"]
    with suppress(OSError):
        answer = subprocess.run(ask, capture_output=True, text=True, env=clean_environ(), check=False)
        if answer.stdout.strip() == sys.implementation.cache_tag and "state" not in read_stamp(env):
            return
    for child in env.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name not in (LOCK, LOG):
            child.unlink()
    write_stamp(env, {"state": "installing"})
    with log.open("ab") as out:
        command = [sys.executable, "-m", "venv", str(env)]
        if subprocess.run(command, stdout=out, stderr=out, env=clean_environ(), check=False).returncode:
            raise StopError(f"The environment in {env} could not be made; why is written in {log}.")


def install_packages(env: Path, what: str, log: Path) -> None:
    """Installs exactly what the lock says, each file checked by its hash."""
    total = sum(line[:1].isalnum() for line in lock_file(what).read_text("utf-8").splitlines())
    run_pip(env, ["--require-hashes", "-r", str(lock_file(what))], total, log)


def run_pip(env: Path, arguments: Sequence[str], total: int, log: Path) -> None:
    """Installs some ``total`` packages, and shows how far it is; pip's own words go to the log."""
    from subprocess import DEVNULL, PIPE, STDOUT, Popen

    options = "--only-binary=:all: --no-input --progress-bar=off --retries=2"
    command = [str(env_python(env)), "-m", "pip", "install", *options.split(), *arguments]
    environ = clean_environ() | {"PYTHONIOENCODING": "utf-8:backslashreplace", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done, output, started = 0, list[str](), time.monotonic()
    pip = Popen(command, env=environ, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, encoding="utf-8")
    with log.open("a", encoding="utf-8") as out, pip:
        for line in pip.stdout or ():
            out.write(line)
            output.append(line)
            if line.startswith("Ignoring "):  # it is for another system or another Python
                total -= 1
            elif line.startswith(("Collecting ", "Requirement already satisfied: ")):
                done += 1
                name = line.removeprefix("Requirement already satisfied: ").removeprefix("Collecting ").split()[0]
                show(f"[3/3] Packages: {done} of {total}, {name}")
            elif line.startswith("Installing collected "):
                show(f"[3/3] Packages: unpacking {total}")
    if pip.returncode > 0:
        write_stamp(env, {})  # it gave up in good order: what was there before is whole
    if pip.returncode:
        show("[3/3] Packages: failed", last=True)
        raise StopError(why_pip_failed(output, log))
    show(f"[3/3] Packages: {total} in {time.monotonic() - started:.0f} s", last=True)


def show(text: str, last: bool = False) -> None:
    """Prints progress: one line written over and over on a terminal, its last word alone anywhere else."""
    if sys.stderr.isatty():
        print(f"\r{text:<78}", end="\n" if last else "", file=sys.stderr, flush=True)
    elif last:
        say(text)


def why_pip_failed(output: Sequence[str], log: Path) -> str:
    """One sentence where the reason is known, the end of pip's own words where it is not."""
    reasons = {
        "No space left on device": f"The disk is full: free two gigabytes where {log.parent} lies",
        "CERTIFICATE_VERIFY_FAILED": "The package index is not trusted: name your network's certificate in PIP_CERT",
    }
    offline = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError")
    reasons |= dict.fromkeys(offline, "The package index cannot be reached: check the network")
    for sign, reason in reasons.items():
        if any(sign in line for line in output):
            return f"{reason}, then run the same command again."
    tail = [line for line in output if not (line.startswith("WARNING: Location") or line.isspace())][-12:]
    return f"The packages could not be installed. {log} has all of it, and this is its end:\n{''.join(tail)}"


def set_up(env: Path, what: str) -> None:
    """Installs what is missing for this lock, in three steps that say where they are."""
    log = env / LOG
    say(f"Setting up FlashTalk Studio in {env} (a minute or so, after an installation or an update only)")
    missing = missing_needs("setup", "sound", "window", *(["tests"] if what == "test" else []))
    say(f"[1/3] System packages: {f'{len(missing)} parts missing' if missing else 'all there'}")
    missing = install_system_packages(missing, log)
    if any(need.purpose == "setup" for need in missing):
        raise StopError("Without the first of them there can be no environment: install them, then start again.")
    show("[2/3] Python environment")
    make_env(env, log)
    show("[2/3] Python environment: ready", last=True)
    write_stamp(env, {"state": "installing"})
    install_packages(env, what, log)
    stamp = {name: lock_key(name) for name in ("app", what)}  # the tests' lock holds the program's
    if any(need.purpose == "window" for need in missing):
        stamp["window"] = "missing"
    write_stamp(env, stamp)


def prepare(what: str) -> Path:
    """The environment's folder, with everything that the lock of this name says inside."""
    if os.pathsep in str(ROOT):
        raise StopError(f"Python finds nothing in a folder with {os.pathsep!r} in its name: rename {ROOT}.")
    for env in env_folders():
        if is_ready(env, what):
            if what == "test":
                install_system_packages(missing_needs(*PURPOSES), env / LOG)
            return env
    env = make_env_folder()
    with alone(env):
        if not is_ready(env, what):  # another launcher may have done it meanwhile
            set_up(env, what)
    return env


TORCH = "torch==2.13.*"
TORCH_INDEX = {"win32": "https://download.pytorch.org/whl/cu130"}  # what PyPI has for Windows knows no graphics card


def prepare_apart(what: str, first: Sequence[str] = ()) -> Path:
    """The folder of an environment of its own, with what the lock of this name says.

    ``first`` is what pip installs before that: PyTorch, which is not locked, because the card decides which of its
    builds is the right one.
    """
    for env in env_folders(f"venv-{what}"):
        if is_ready(env, what):
            return env
    env = make_env_folder(f"venv-{what}")
    log = env / LOG
    with alone(env):
        if not is_ready(env, what):
            make_env(env, log)
            write_stamp(env, {"state": "installing"})
            if first:
                run_pip(env, first, 1, log)
            install_packages(env, what, log)
            write_stamp(env, {what: lock_key(what)})
    return env


def set_up_local(arguments: Sequence[str]) -> int:
    """Installs what models on this computer need; an index other than the usual may be named for PyTorch."""
    index = arguments[0] if arguments else TORCH_INDEX.get(sys.platform)
    if len(arguments) > 1 or (index or "https://").partition("://")[0] not in ("https", "http", "file"):
        say("studio.py local takes the address of a package index that has PyTorch for this card, or nothing.")
        return 2
    say("Installing PyTorch for the graphics card: some 3 GB are fetched and 7 GB kept. Weights of models are not.")
    where = [] if index is None else ["--index-url", index, "--extra-index-url", "https://pypi.org/simple"]
    env = prepare_apart("local", [TORCH, *where])
    say(f"Models can run with {env_python(env)}.")
    if env != env_folders("venv-local")[0]:
        say("Enter it in Settings > Graphics Card as PyTorch's Python.")
    return 0


# --- What runs in it ----------------------------------------------------------------------------------------------


def start(env: Path, arguments: Sequence[str], environ: dict[str, str]) -> int:
    """Becomes the program where the system can do that, else stands before it; the folder stays the user's."""
    command = [str(env_python(env)), *arguments]
    if sys.platform != "win32":
        os.execve(command[0], command, environ)  # noqa: S606 (no shell is meant)
    import subprocess

    program = subprocess.Popen(command, env=environ)
    while True:
        with suppress(KeyboardInterrupt):  # the program has it too, and decides
            return program.wait()


def start_program(arguments: Sequence[str]) -> int:
    """Starts the studio; where its window cannot open, says why and leaves it to run without one."""
    env = prepare("app")
    environ = clean_environ() | {"PYTHONSAFEPATH": "1"}  # no file in the user's folder passes for a module
    on_x11 = "DISPLAY" in environ and "WAYLAND_DISPLAY" not in environ
    if on_x11 and "window" in read_stamp(env) and install_system_packages(missing_needs("window"), env / LOG):
        say("Until then the studio runs without its window.")
        del environ["DISPLAY"]  # Qt would end the program instead of saying so
    return start(env, ["-m", "app", *arguments], environ)


def start_tests(arguments: Sequence[str]) -> int:
    """Starts the tests; only what stands behind ``--`` is for pytest."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    unknown = [argument for argument in own if argument != "--full"]
    if unknown:
        say(f"studio.py test takes --full, and after -- what is for pytest; it does not know {unknown[0]}.")
        return 2
    return start(prepare("test"), ["-P", "-m", "tests.run", *arguments], clean_environ())


def build(arguments: Sequence[str]) -> int:
    """Packs the studio. The environment for it is one of its own: what is installed there is what is packed."""
    if arguments:
        say(f"studio.py build takes nothing; it does not know {arguments[0]}.")
        return 2
    env = prepare_apart("build")
    missing = install_system_packages(missing_needs("setup", "sound", "window", "build"), env / LOG)
    if missing:
        raise StopError("A package without them would not run elsewhere: install them, then start again.")
    return start(env, ["-P", "-m", "installers"], clean_environ())


def main(arguments: Sequence[str]) -> int:
    """Takes ``test``, ``local`` and ``build``; everything else is the program's."""
    try:
        if arguments[:1] == ["local"]:
            return set_up_local(arguments[1:])
        if arguments[:1] == ["build"]:
            return build(arguments[1:])
        return start_tests(arguments[1:]) if arguments[:1] == ["test"] else start_program(arguments)
    except StopError as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The same command carries on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
