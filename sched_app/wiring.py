"""The frozen set of what services are given: settings, clock, database, vendors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sched_app.db import Database
from sched_app.integrations.local_files import LocalFiles
from sched_app.integrations.protocols import EmailSender, FileStorage
from sched_app.integrations.smtp_email import SmtpEmail
from sched_app.secrets_file import Secrets, load_or_create, parse_keys
from sched_app.settings import Settings


@dataclass(frozen=True)
class Wiring:
    """Everything that an edge hands to a service; a missing vendor is None."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    secrets: Secrets
    email: EmailSender | None

    @property
    def files(self) -> FileStorage:
        """Where the bytes of files lie."""
        return LocalFiles(self.settings.data_dir / "files")


_current: Wiring | None = None


def system_clock() -> datetime:
    """Read the clock, as an aware UTC datetime."""
    return datetime.now(UTC)


def build(settings: Settings) -> Wiring:
    """Make the wiring of a deployment from its settings; secrets are generated on first use."""
    if settings.secret_keys:
        secrets = parse_keys(settings.secret_keys)
    else:
        secrets = load_or_create(settings.data_dir / "secrets.json")
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    email = SmtpEmail(settings.smtp_url) if settings.smtp_url else None
    return Wiring(settings, system_clock, Database(settings.database), secrets, email)


def use(wiring: Wiring | None) -> None:
    """Make a wiring the current one (at start, and in tests)."""
    global _current
    _current = wiring


def current() -> Wiring:
    """Give the current wiring, built from the environment at first use."""
    global _current
    if _current is None:
        _current = build(Settings())
    return _current
