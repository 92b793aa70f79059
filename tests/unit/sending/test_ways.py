"""Settings open the ways out, and half a mail server stops the start by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow_service.config import Settings, StartupError
from workflow_service.sending import open_ways, senders

MAIL = {
    "OEF_MAIL_HOST": "post.egelund.example",
    "OEF_MAIL_SENDER": "indgang@egelund.example",
    "OEF_PUBLIC_URL": "https://indgang.egelund.example/",
}


def test_without_settings_nothing_leaves() -> None:
    assert open_ways(Settings()) == frozenset() and senders(Settings()) == {}


def test_a_folder_and_a_mail_server_open_both_ways(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hemmelig\n")
    given = {"OEF_LETTER_FOLDER": str(tmp_path), "OEF_MAIL_PASSWORD_FILE": str(tmp_path / "password")}
    settings = Settings.from_environment(MAIL | given)
    assert set(senders(settings)) == open_ways(settings) == {"letter", "mail"}


@pytest.mark.parametrize("missing", ["OEF_MAIL_SENDER", "OEF_PUBLIC_URL"])
def test_a_mail_server_without_sender_or_link_stops_the_start(missing: str) -> None:
    with pytest.raises(StartupError) as caught:
        Settings.from_environment({name: text for name, text in MAIL.items() if name != missing})
    assert caught.value.variable == missing


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OEF_MAIL_TLS", "ssl"),
        ("OEF_MAIL_SENDER", "nobody"),
        ("OEF_PUBLIC_URL", "indgang.egelund.example"),
        ("OEF_OUTBOX_LATE", "0"),
    ],
)
def test_a_wrong_value_is_named(name: str, text: str) -> None:
    with pytest.raises(StartupError) as caught:
        Settings.from_environment(MAIL | {name: text})
    assert caught.value.variable == name


def test_a_password_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = Settings.from_environment(MAIL | {"OEF_MAIL_PASSWORD_FILE": str(tmp_path / "none")})
    with pytest.raises(StartupError, match="OEF_MAIL_PASSWORD_FILE"):
        senders(settings)
