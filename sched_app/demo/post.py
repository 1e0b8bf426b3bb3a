"""The demo's mail server, which sends nothing: one mailbox is full, one lets its sender wait."""

from sched_app.errors import VendorError
from sched_app.integrations.protocols import Email, SentInfo

FULL_MAILBOX = "p.shah@oakline.example"
SLOW_MAILBOX = "bea@lang.example"


class Post:
    """Takes every mail but those to the two mailboxes, and throws it away."""

    def send(self, email: Email) -> SentInfo:
        """Take a mail, or refuse it as a server does."""
        if email.recipient.address == FULL_MAILBOX:
            raise VendorError("552 5.2.2 Mailbox full", permanent=True)
        if email.recipient.address == SLOW_MAILBOX:
            raise VendorError("451 4.7.1 Greylisted, please try again later", permanent=False)
        return SentInfo("250 2.0.0 Ok: queued")

    def close(self) -> None:
        """Keep nothing open."""
