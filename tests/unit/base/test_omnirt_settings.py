"""What the settings take for a server, and what they refuse."""

import pytest
from pydantic import ValidationError

from app.base.omnirt_settings import OmniRTSettings, ServerProfile, is_private, travels_in_clear


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9000", "https://render.example.org/gpu", "ws://[::1]:8765", "wss://render.example.org/a/b"],
)
def test_addresses_of_servers(url: str) -> None:
    assert ServerProfile(name="a", url=f" {url} ").url == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("127.0.0.1:9000", "looks like"),
        ("ftp://host", "looks like"),
        ("http://", "looks like"),
        ("http://host:99999", "out of range"),
        ("http://host name", "looks like"),
        ("http://user:secret@host", "no name, password"),
        ("http://host/?key=1", "no name, password"),
    ],
)
def test_what_is_no_address_is_refused_with_words(url: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ServerProfile(name="a", url=url)


def test_a_key_does_not_go_into_the_settings_file() -> None:
    with pytest.raises(ValidationError, match="keyring"):
        ServerProfile(name="a", url="http://host", headers={"Authorization": "Bearer abc"})


def test_a_header_cannot_carry_another() -> None:
    with pytest.raises(ValidationError, match="cannot be sent"):
        ServerProfile(name="a", url="http://host", headers={"X-Team": "a\r\nX-Other: b"})


def test_the_server_in_use() -> None:
    near = ServerProfile(name="near", url="http://near")
    far = ServerProfile(name="far", url="http://far", endpoints={"wav2lip": "http://lips"})
    assert OmniRTSettings().profile is None
    assert OmniRTSettings(servers=(near, far)).profile == near
    assert OmniRTSettings(servers=(near, far), server="far").profile == far
    assert OmniRTSettings(servers=(near, far), server="gone").profile == near
    assert (far.address("wav2lip"), far.address("flashtalk")) == ("http://lips", "http://far")


def test_two_servers_have_two_names() -> None:
    one = ServerProfile(name="one", url="http://near")
    with pytest.raises(ValidationError, match="same name"):
        OmniRTSettings(servers=(one, one))


@pytest.mark.parametrize(
    "url",
    ["http://localhost:9000", "ws://127.0.0.1", "http://192.168.1.20", "http://10.0.0.1", "ws://[fe80::1]", "http://gpu",
     "http://gpu.local", "http://[fd12::1]:9000"],
)  # fmt: skip
def test_what_is_private(url: str) -> None:
    assert is_private(url)
    assert not travels_in_clear(url, ())


@pytest.mark.parametrize("url", ["http://8.8.8.8", "ws://render.example.org", "http://[2001:4860::1]"])
def test_what_travels_in_clear(url: str) -> None:
    assert travels_in_clear(url, ())
    assert not travels_in_clear(url.replace("http:", "https:").replace("ws:", "wss:"), ())


def test_what_was_allowed_is_not_asked_again() -> None:
    assert not travels_in_clear("ws://Render.Example.org:8765", ("render.example.org",))
