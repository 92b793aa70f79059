"""Every setting of the service, in one frozen record read once from the environment.

`app` and `cli` call `Settings.from_environment(os.environ)`; nothing else reads the environment. Each field
names its variable (`OEF_` and the field's name in capitals) and carries its own documentation, from which the
table in the operations guide is made; a test fails on a field without it.
"""

# a field and its documentation are made together by one call
# ruff: noqa: RUF009

from __future__ import annotations

import base64
import binascii
import dataclasses
import difflib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

PREFIX = "OEF_"
MEGABYTE = 1024 * 1024


@dataclass
class StartupError(Exception):
    """The service cannot start as it is set up: which variable, what was found, what to do."""

    variable: str
    found: str
    cure: str

    def __str__(self) -> str:
        return f"{self.variable}: found {self.found}. {self.cure}"


def _setting(doc: str, default: Any, *, secret: bool = False) -> Any:
    return dataclasses.field(default=default, metadata={"doc": doc, "secret": secret}, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings. Durations are `timedelta` (seconds in the environment), sizes are bytes (megabytes in
    the environment), switches are true or false."""

    data_folder: Path = _setting("Folder for the SQLite file, the master key and the secret.", Path("var"))
    database_url: str = _setting(
        "Database: sqlite:///… or postgresql+psycopg://…; empty means oef.db in the data folder.",
        "",
        secret=True,
    )
    host: str = _setting("Address the server listens on.", "127.0.0.1")
    port: int = _setting("Port the server listens on, 1 to 65535.", 8080)
    threads: int = _setting("Threads that answer requests, 1 to 64.", 4)
    live_places: int = _setting(
        "People who follow meetings at the moment they change, at most, 0 to 256; pages of others ask every"
        " two seconds.",
        32,
    )
    pool_size: int = _setting("Database connections kept open, 1 to 64.", 8)
    master_key_file: Path | None = _setting(
        "File with the 32 byte master key in base64; empty means master.key in the data folder,"
        " made at the first start.",
        None,
    )
    secret_key: str = _setting(
        "Secret that signs CSRF tokens, at least 32 characters; empty means one kept in the data folder.",
        "",
        secret=True,
    )
    secure_cookies: bool = _setting(
        "Send cookies over HTTPS only; unset means true unless the host is this machine itself.", False
    )
    proxies: int = _setting("Trusted reverse proxies in front of the service, 0 to 5.", 0)
    session_idle: timedelta = _setting(
        "Seconds without a request after which a session ends.", timedelta(minutes=30)
    )
    session_absolute: timedelta = _setting(
        "Seconds after which a session ends in any case.", timedelta(hours=8)
    )
    max_json_bytes: int = _setting("Largest JSON body, megabytes.", 2 * MEGABYTE)
    max_upload_bytes: int = _setting("Largest upload of files, megabytes.", 20 * MEGABYTE)
    max_unpacked_bytes: int = _setting(
        "Largest unpacked size of an uploaded package, megabytes.", 50 * MEGABYTE
    )
    max_package_files: int = _setting("Most files in an uploaded package.", 1000)
    max_attachment_bytes: int = _setting("Largest file attached to a task, megabytes.", 15 * MEGABYTE)
    max_attachments: int = _setting("Most files on one task, 1 to 100.", 20)
    scan_command: str = _setting(
        "Command that looks for viruses in a file it gets on its standard input, such as"
        " `clamdscan --no-summary -`: it ends with 0 when there is none and with 1 when there is. Empty means"
        " that files are taken unscanned.",
        "",
    )
    attachments_kept: timedelta = _setting(
        "Seconds after which a file that was put on a task but never sent with it is deleted.",
        timedelta(days=7),
    )
    login_rate: str = _setting("Most logins from one address, as count/period.", "30/minute")
    language: str = _setting("Language when a person has chosen none: da or en.", "da")
    test_clock: bool = _setting(
        "Allow the municipality's clock to be moved: demonstration and scenarios only.", False
    )
    metrics_open: bool = _setting("Answer /metrics to other machines than this one.", False)
    step_limit: int = _setting(
        "Most elements of a diagram that one command may pass, 100 to 100000; more is taken for a circle.",
        10_000,
    )
    command_seconds: int = _setting(
        "Most seconds of a processor that one command may compute in a diagram, 1 to 60.", 1
    )
    variable_kilobytes: int = _setting("Largest process variable, kilobytes, 16 to 10240.", 256)
    data_kilobytes: int = _setting(
        "Largest size of all variables of an instance together, kilobytes, 64 to 20480.", 1024
    )
    idempotency_kept: timedelta = _setting(
        "Seconds for which a repeated Idempotency-Key gets its first answer again.", timedelta(hours=24)
    )

    public_url: str = _setting(
        "Where people find the service, such as https://indgang.kommune.dk; mails link to it.", ""
    )
    letter_folder: Path | None = _setting(
        "Folder in which letters are handed over to the gateway for print and Digital Post; it must exist."
        " Empty means that letters wait.",
        None,
    )
    mail_host: str = _setting(
        "Mail server for mails about tasks; empty means that none are written.",
        "",
    )
    mail_port: int = _setting("Port of the mail server, 1 to 65535.", 587)
    mail_tls: str = _setting(
        "How the way to the mail server is secured: starttls, tls (from the first byte) or none.", "starttls"
    )
    mail_sender: str = _setting("Address that mails come from; needed with a mail server.", "")
    mail_user: str = _setting("User name at the mail server; empty means no log-in.", "")
    mail_password_file: Path | None = _setting("File with the password at the mail server.", None)
    outbox_late: timedelta = _setting(
        "Seconds that a letter or mail may wait before /readyz names it.", timedelta(hours=1)
    )

    @property
    def url(self) -> str:
        """The database URL that counts."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'oef.db').resolve()}"

    @property
    def key_file(self) -> Path:
        """The file of the master key that counts."""
        return self.master_key_file or self.data_folder / "master.key"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of `environ`. Raises `StartupError` naming the variable, what was found and the cure.

        Unknown variables that begin with OEF_ are refused too: they are misspelt ones.
        """
        fields = {f"{PREFIX}{f.name.upper()}": f for f in dataclasses.fields(cls)}
        for name in sorted(environ):
            if name.startswith(PREFIX) and name not in fields and not name.startswith(f"{PREFIX}TEST_"):
                raise StartupError(name, "a variable the service does not know", _suggest(name, list(fields)))
        values: dict[str, Any] = {}
        for name, field in fields.items():
            text = environ.get(name, "").strip()
            if text:
                values[field.name] = _PARSERS[field.name](name, text)
        settings = cls(**values)
        if "secure_cookies" not in values:
            settings = dataclasses.replace(settings, secure_cookies=not _is_loopback(settings.host))
        _require_all_of_mail(settings)
        return settings


def settings_table() -> str:
    """All settings as a Markdown table: variable, default, meaning (for the operations guide)."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for field in dataclasses.fields(Settings):
        default = "" if field.metadata["secret"] else _shown(field)
        doc = field.metadata["doc"].replace("|", "\\|")
        lines.append(f"| `{PREFIX}{field.name.upper()}` | {f'`{default}`' if default else ''} | {doc} |")
    return "\n".join(lines) + "\n"


def read_master_key(path: Path) -> bytes:
    """The 32 bytes of the master key in `path`. Raises `StartupError` when they are not there."""
    variable = f"{PREFIX}MASTER_KEY_FILE"
    cure = (
        "Put the backed-up key file back, or, for a new database only, let `oef init` make one."
        " Without the key that sealed it no family's data can be read."
    )
    try:
        secret = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except FileNotFoundError:
        raise StartupError(variable, f"no file {path}", cure) from None
    except (binascii.Error, UnicodeDecodeError):
        raise StartupError(variable, f"a file {path} that is not base64", cure) from None
    if len(secret) != 32:
        raise StartupError(variable, f"{len(secret)} bytes in {path} instead of 32", cure)
    return secret


def read_password(path: Path) -> str:
    """The password in `path`, without the line's end. Raises `StartupError` when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError(
            f"{PREFIX}MAIL_PASSWORD_FILE",
            f"a file {path} that cannot be read ({type(error).__name__})",
            "Give the service a text file that it may read, with the password on one line.",
        ) from None


def _require_all_of_mail(settings: Settings) -> None:
    """A mail server alone sends nothing: a mail has a sender, and a link to the task."""
    if not settings.mail_host:
        return
    for name in ("mail_sender", "public_url"):
        if not getattr(settings, name):
            raise StartupError(
                f"{PREFIX}{name.upper()}",
                f"nothing, but a mail server in {PREFIX}MAIL_HOST",
                "Mails need a sender and the address of the service: set both, or no mail server.",
            )


def _shown(field: dataclasses.Field[Any]) -> str:
    value: Any = field.default
    if value is None or value == "":
        return ""
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value // MEGABYTE) if field.name.endswith("_bytes") else str(value)


def _suggest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else "Remove it; `oef settings` lists the ones there are."


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _text(_name: str, text: str) -> str:
    return text


def _path(_name: str, text: str) -> Path:
    return Path(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() in ("true", "1", "yes", "on"):
        return True
    if text.lower() in ("false", "0", "no", "off"):
        return False
    raise StartupError(name, repr(text), "Write true or false.")


def _between(low: int, high: int) -> Callable[[str, str], int]:
    def parse(name: str, text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise StartupError(name, repr(text), f"Write a whole number from {low} to {high}.")
        return int(text)

    return parse


def _seconds(low: int, high: int) -> Callable[[str, str], timedelta]:
    parse = _between(low, high)
    return lambda name, text: timedelta(seconds=parse(name, text))


def _megabytes(high: int) -> Callable[[str, str], int]:
    parse = _between(1, high)
    return lambda name, text: parse(name, text) * MEGABYTE


def _language(name: str, text: str) -> str:
    if text not in ("da", "en"):
        raise StartupError(name, repr(text), "Write da or en.")
    return text


def _database(name: str, text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        scheme = text.partition(":")[0]
        raise StartupError(
            name,
            f"a URL that begins with {scheme!r}",
            "Write sqlite:///path or postgresql+psycopg://user@host/name.",
        )
    return text


def _address_of_web(name: str, text: str) -> str:
    if not text.startswith(("https://", "http://")) or any(c.isspace() or c in "?#" for c in text):
        raise StartupError(name, repr(text), "Write an address such as https://indgang.kommune.dk.")
    return text.rstrip("/")


def _address_of_mail(name: str, text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not local or not at or not domain or not text.isprintable():
        raise StartupError(name, repr(text), "Write a mail address such as indgang@kommune.dk.")
    return text


def _tls(name: str, text: str) -> str:
    if text not in ("starttls", "tls", "none"):
        raise StartupError(name, repr(text), "Write starttls, tls or none.")
    return text


def _secret(name: str, text: str) -> str:
    if len(text) < 32:
        raise StartupError(
            name, f"{len(text)} characters", "Give at least 32, such as `openssl rand -hex 32` makes."
        )
    return text


def _rate(name: str, text: str) -> str:
    count, _, period = text.partition("/")
    if not (
        count.isascii() and count.isdigit() and int(count) > 0 and period in ("second", "minute", "hour")
    ):
        raise StartupError(name, repr(text), "Write a count and second, minute or hour, such as 30/minute.")
    return text


_PARSERS: Mapping[str, Callable[[str, str], Any]] = {
    "data_folder": _path,
    "database_url": _database,
    "host": _text,
    "port": _between(1, 65535),
    "threads": _between(1, 64),
    "live_places": _between(0, 256),
    "pool_size": _between(1, 64),
    "master_key_file": _path,
    "secret_key": _secret,
    "secure_cookies": _switch,
    "proxies": _between(0, 5),
    "session_idle": _seconds(60, 24 * 3600),
    "session_absolute": _seconds(60, 7 * 24 * 3600),
    "max_json_bytes": _megabytes(100),
    "max_upload_bytes": _megabytes(1000),
    "max_unpacked_bytes": _megabytes(2000),
    "max_package_files": _between(1, 10000),
    "max_attachment_bytes": _megabytes(100),
    "max_attachments": _between(1, 100),
    "scan_command": _text,
    "attachments_kept": _seconds(24 * 3600, 365 * 24 * 3600),
    "login_rate": _rate,
    "language": _language,
    "test_clock": _switch,
    "metrics_open": _switch,
    "step_limit": _between(100, 100_000),
    "command_seconds": _between(1, 60),
    "variable_kilobytes": _between(16, 10_240),
    "data_kilobytes": _between(64, 20_480),
    "idempotency_kept": _seconds(60, 30 * 24 * 3600),
    "public_url": _address_of_web,
    "letter_folder": _path,
    "mail_host": _text,
    "mail_port": _between(1, 65535),
    "mail_tls": _tls,
    "mail_sender": _address_of_mail,
    "mail_user": _text,
    "mail_password_file": _path,
    "outbox_late": _seconds(60, 30 * 24 * 3600),
}
