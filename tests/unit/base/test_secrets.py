from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.null
import pytest
from keyring.errors import NoKeyringError, PasswordDeleteError

from app.base.errors import AppError
from app.base.log import Logging, log_event
from app.base.secrets import OPENAI_KEY, keep_secret, made_secret, secret

VALUE = "sk-0123456789-very-secret"


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's is not typed
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class NoKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NoKeyringError


class BrokenKeyring(MemoryKeyring):
    """As Windows' in a session without a logon, and some of D-Bus's: what it raises is none of keyring's errors."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(1312, "A specified logon session does not exist")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(1312, "A specified logon session does not exist")


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(NoKeyring())
    keep_secret(OPENAI_KEY, "")
    keyring.set_keyring(before)


def test_a_secret_is_kept_in_the_keyring() -> None:
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    assert secret(OPENAI_KEY) is None
    keep_secret(OPENAI_KEY, VALUE)
    assert ring.kept == {("FlashTalk Studio", OPENAI_KEY): VALUE}
    assert secret(OPENAI_KEY) == VALUE
    keep_secret(OPENAI_KEY, "")
    assert secret(OPENAI_KEY) is None
    keep_secret(OPENAI_KEY, "")


@pytest.mark.parametrize("ring", [NoKeyring, BrokenKeyring, keyring.backends.null.Keyring])
def test_without_a_keyring_it_is_kept_for_this_run_and_said_so(ring: type[keyring.backend.KeyringBackend]) -> None:
    keyring.set_keyring(ring())
    assert secret(OPENAI_KEY) is None
    with pytest.raises(AppError, match="until you quit") as raised:
        keep_secret(OPENAI_KEY, VALUE)
    assert VALUE not in f"{raised.value.message}{raised.value.hint}"
    assert secret(OPENAI_KEY) == VALUE
    keep_secret(OPENAI_KEY, "")
    assert secret(OPENAI_KEY) is None


def test_a_key_is_made_once_and_anew_when_that_is_asked_for() -> None:
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    made = made_secret(OPENAI_KEY)
    assert len(made) == 32
    assert ring.kept == {("FlashTalk Studio", OPENAI_KEY): made}
    assert made_secret(OPENAI_KEY) == made
    assert made_secret(OPENAI_KEY, anew=True) != made


def test_a_key_that_no_keyring_keeps_is_the_same_until_the_program_ends() -> None:
    keyring.set_keyring(NoKeyring())
    assert made_secret(OPENAI_KEY) == made_secret(OPENAI_KEY)


def test_no_secret_reaches_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Logging(tmp_path / "log", json_log=tmp_path / "json", level=logging.DEBUG):
        for ring in (MemoryKeyring(), NoKeyring()):
            keyring.set_keyring(ring)
            try:
                keep_secret(OPENAI_KEY, VALUE)
            except AppError as error:
                logging.getLogger("app").info("%s %s", error, error.hint)
        log_event(logging.getLogger("app"), "speech.asked", api_key=VALUE, voice="nova")
    logged = (tmp_path / "log").read_text() + (tmp_path / "json").read_text()
    assert "nova" in logged
    assert VALUE not in logged + caplog.text
    assert json.loads((tmp_path / "json").read_text().splitlines()[-1])["data"]["api_key"] == "***"
