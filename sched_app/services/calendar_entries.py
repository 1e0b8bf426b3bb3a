"""A booking as the calendar entry that its attendee adds by hand."""

from email.utils import parseaddr

from sched_app import texts
from sched_app.integrations.protocols import Mailbox
from sched_app.services.booking_views import BookingView
from sched_app.services.invitations import Appointment


def entry(view: BookingView, *, sender: str, url: str) -> Appointment:
    """Give the entry, in the attendee's language.

    `sender` is where the mails come from, as in a header; `url` leads to the manage page.
    """
    name, address = parseaddr(sender)
    locale = texts.best_locale(view.attendee_locale)
    return Appointment(
        uid=view.uid,
        sequence=view.sequence,
        stamped_at=view.changed_at,
        starts_at=view.starts_at,
        ends_at=view.ends_at,
        summary=texts.t(
            "mail.calendar.attendee",
            locale,
            meeting=view.meeting_name,
            hosts=", ".join(host.name for host in view.hosts),
        ),
        description=texts.t("mail.calendar.manage", locale, link=url),
        location=view.location_value
        or (view.attendee_phone if view.location_kind == "phone" else ""),
        organizer=Mailbox(name or view.workspace_name, address),
        url=url,
    )
