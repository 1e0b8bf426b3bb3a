"""Calendar objects for a booking: iTIP invitations, a file to download, links to web calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from icalendar import Calendar, Event, vCalAddress, vUri

from sched_app.integrations.protocols import Mailbox

REFRESHED = timedelta(hours=1)
PRODUCT = "-//OpenHours//OpenHours 1//EN"


class Method(StrEnum):
    """What a calendar object asks for (RFC 5546 1.4); the MIME parameter repeats it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar entry says; instants are aware, `stamped_at` is when this revision was made.

    `uid` stays for the whole life of the booking and `sequence` rises with each change of time or
    status (RFC 5546 2.1.4). `organizer` is the address that the mail comes from.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    organizer: Mailbox
    attendees: tuple[Mailbox, ...] = ()
    url: str = ""


def invitation(appointment: Appointment, method: Method) -> bytes:
    """Write an iTIP object (RFC 5546 3.2.2 and 3.2.5): UTC times, CRLF, folded at 75 octets.

    Raise ValueError for an appointment that ends before it starts, invites nobody, or has an
    address that would break its line.
    """
    if appointment.ends_at <= appointment.starts_at:
        raise ValueError("an appointment ends after it starts")
    if not appointment.attendees and method is not Method.PUBLISH:
        raise ValueError("an invitation names at least one attendee")
    calendar = _calendar(method)
    calendar.add_component(_event(appointment, method))
    written: bytes = calendar.to_ical()
    return written


def ics_file(appointment: Appointment) -> bytes:
    """Write the file behind "add to calendar"; it publishes, and so asks nobody to answer."""
    return invitation(appointment, Method.PUBLISH)


def feed(appointments: Sequence[Appointment], *, name: str) -> bytes:
    """Write a calendar that programs fetch again and again (RFC 7986): UTC times, no answers."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, {"value": "DURATION"})
    for appointment in appointments:
        calendar.add_component(_event(appointment, Method.PUBLISH))
    written: bytes = calendar.to_ical()
    return written


def google_link(appointment: Appointment) -> str:
    """Give the address that offers the appointment to Google Calendar."""
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": appointment.summary,
            "dates": f"{_compact(appointment.starts_at)}/{_compact(appointment.ends_at)}",
            "details": appointment.description,
            "location": appointment.location,
        }
    )


def outlook_link(appointment: Appointment) -> str:
    """Give the address that offers the appointment to Outlook on the web."""
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": appointment.summary,
            "startdt": _iso(appointment.starts_at),
            "enddt": _iso(appointment.ends_at),
            "body": appointment.description,
            "location": appointment.location,
        }
    )


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _event(appointment: Appointment, method: Method) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.stamped_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", appointment.summary)
    event.add("description", appointment.description)
    if appointment.location:
        event.add("location", appointment.location)
    if appointment.url:
        event.add("url", vUri(appointment.url))
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(appointment.organizer))
    if method is not Method.PUBLISH:
        for attendee in appointment.attendees:
            event.add("attendee", _invited(attendee))
    return event


def _address(mailbox: Mailbox) -> vCalAddress:
    if not mailbox.address.isprintable():
        raise ValueError("an address holds a line break")
    address = vCalAddress(f"mailto:{mailbox.address}")
    # A parameter cannot hold a double quote, and few clients know RFC 6868's way around that.
    name = " ".join(mailbox.name.replace('"', "'").replace("^", " ").split())
    if name:
        address.params["CN"] = name
    return address


def _invited(mailbox: Mailbox) -> vCalAddress:
    # They agreed when they booked, and an answer by calendar would reach nobody.
    address = _address(mailbox)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def _compact(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
