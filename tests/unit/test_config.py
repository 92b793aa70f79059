"""Settings are typed, documented, and a wrong one stops the start by name."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from workflow_service.config import MEGABYTE, Settings, StartupError, read_master_key, settings_table


def test_without_any_variable_the_service_uses_a_file_in_the_data_folder_on_this_machine() -> None:
    settings = Settings.from_environment({"HOME": "/root"})
    assert settings.url.endswith("/var/oef.db")
    assert (settings.host, settings.port, settings.secure_cookies) == ("127.0.0.1", 8080, False)


def test_values_are_typed() -> None:
    settings = Settings.from_environment(
        {"OEF_PORT": "9000", "OEF_SESSION_IDLE": "600", "OEF_MAX_JSON_BYTES": "3", "OEF_TEST_CLOCK": "yes"}
    )
    assert settings.port == 9000
    assert settings.session_idle == timedelta(minutes=10)
    assert settings.max_json_bytes == 3 * MEGABYTE
    assert settings.test_clock is True


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OEF_PORT", "0"),
        ("OEF_PORT", "http"),
        ("OEF_LANGUAGE", "de"),
        ("OEF_TEST_CLOCK", "perhaps"),
        ("OEF_DATABASE_URL", "mysql://root@localhost/oef"),
        ("OEF_SECRET_KEY", "short"),
        ("OEF_LOGIN_RATE", "often"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_variable_and_cure(name: str, text: str) -> None:
    with pytest.raises(StartupError) as caught:
        Settings.from_environment({name: text})
    assert caught.value.variable == name
    assert caught.value.cure


def test_a_misspelt_variable_is_refused_with_the_right_name() -> None:
    with pytest.raises(StartupError, match="OEF_DATABASE_URL"):
        Settings.from_environment({"OEF_DATABSE_URL": "sqlite:///x.db"})


def test_a_database_password_never_reaches_an_error_or_the_log() -> None:
    with pytest.raises(StartupError) as caught:
        Settings.from_environment({"OEF_DATABASE_URL": "mysql://root:hush@localhost/oef"})
    assert "hush" not in str(caught.value)
    settings = Settings(database_url="postgresql+psycopg://oef:hush@localhost/oef", secret_key="hush" * 8)
    assert "hush" not in repr(settings)


def test_cookies_need_https_as_soon_as_other_machines_can_connect() -> None:
    assert Settings.from_environment({"OEF_HOST": "0.0.0.0"}).secure_cookies
    assert not Settings.from_environment(
        {"OEF_HOST": "0.0.0.0", "OEF_SECURE_COOKIES": "false"}
    ).secure_cookies


def test_every_setting_is_documented_and_can_be_read_from_the_environment() -> None:
    table = settings_table()
    for field in dataclasses.fields(Settings):
        assert field.metadata.get("doc", "").endswith("."), field.name
        assert f"`OEF_{field.name.upper()}`" in table


def test_a_master_key_that_is_no_key_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    with pytest.raises(StartupError, match="no file"):
        read_master_key(file)
    file.write_text("c2hvcnQ=")
    with pytest.raises(StartupError, match="5 bytes"):
        read_master_key(file)
