"""The frozen set of what services are given: settings, clock, database, vendors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sched_app.db import Database
from sched_app.integrations import openid
from sched_app.integrations.local_files import LocalFiles
from sched_app.integrations.openid import IssuerConfig, OpenID
from sched_app.integrations.protocols import EmailSender, FileStorage, OpenIDIssuer
from sched_app.integrations.smtp_email import SmtpEmail
from sched_app.secrets_file import Secrets, load_or_create, parse_keys
from sched_app.settings import Settings
from sched_app.tally import Tally


@dataclass(frozen=True)
class Wiring:
    """Everything that an edge hands to a service; a missing vendor is None.

    `tally` holds what this process has counted and not yet written.
    """

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    secrets: Secrets
    email: EmailSender | None
    tally: Tally = field(default_factory=Tally)
    openid: Mapping[str, OpenIDIssuer] = field(default_factory=dict)

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
    database = Database(settings.database)
    return Wiring(settings, system_clock, database, secrets, email, openid=issuers(settings))


def issuers(settings: Settings) -> dict[str, OpenIDIssuer]:
    """Make the OpenID issuers that are configured, by their keys and in the buttons' order."""
    trusted = settings.openid_trusted
    found: list[IssuerConfig] = []
    for name, preset in (("google", openid.google), ("linkedin", openid.linkedin)):
        given = getattr(settings, f"{name}_client_id"), getattr(settings, f"{name}_client_secret")
        if all(given):
            found.append(preset(*given, is_trusted=name in trusted))
    if settings.microsoft_client_id and settings.microsoft_client_secret:
        found.append(
            openid.microsoft(
                settings.microsoft_client_id,
                settings.microsoft_client_secret,
                tenant=settings.microsoft_tenant,
                is_trusted="microsoft" in trusted,
            )
        )
    found += [
        IssuerConfig(
            one.key,
            one.name,
            one.issuer,
            one.client_id,
            one.client_secret,
            is_trusted=one.key in trusted,
            has_nonce=one.nonce,
            has_pkce=one.pkce,
        )
        for one in settings.openid
    ]
    return {config.key: OpenID(config) for config in found}


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
