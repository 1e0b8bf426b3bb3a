"""Checks what people typed field by field, so that every fault is told at once and at its place."""

import re
import unicodedata
import zoneinfo
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit

import email_validator
import idna

from sched_app.errors import Invalid

E = TypeVar("E", bound=StrEnum)
Fault = str | tuple[str, dict[str, object]]

EMAIL_LONGEST = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets.
SLUG_LONGEST = 60
BASE_URL_LONGEST = 300
HOST_LONGEST = 253
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ODD = re.compile(r"[^!-~]|[\\?#@]")  # In a site's address.
_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = "\u202a\u202b\u202c\u202d\u202e"  # They turn the rest of a mail's line around.

# Offices name their own machines like this, and their mail servers deliver there.
for _domain in ("local", "test"):
    if _domain in email_validator.SPECIAL_USE_DOMAIN_NAMES:
        email_validator.SPECIAL_USE_DOMAIN_NAMES.remove(_domain)


class Checks:
    """Collects faults by field; each check gives the clean value, or one that does no harm."""

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {}

    def fault(self, field: str, key: str, **params: object) -> None:
        """Note what is wrong with a field; the first fault of a field stays."""
        self.faults.setdefault(field, (key, params))

    def finish(self) -> None:
        """Raise Invalid with every fault, if there is one."""
        if self.faults:
            raise Invalid(self.faults)

    def line(self, field: str, value: str, longest: int, *, required: bool = True) -> str:
        """Check a single line: no line ends or other control characters, trimmed."""
        clean = " ".join(unicodedata.normalize("NFC", value).split())
        if any(_is_hidden(letter) for letter in clean):
            self.fault(field, "field.control_characters")
        return self._length(field, clean, longest, required)

    def text(self, field: str, value: str, longest: int, *, required: bool = False) -> str:
        """Check a text of several lines, trimmed, with plain line ends."""
        clean = (
            unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
        )
        if any(_is_hidden(letter) for letter in clean if letter not in "\n\t"):
            self.fault(field, "field.control_characters")
        return self._length(field, clean, longest, required)

    def _length(self, field: str, value: str, longest: int, required: bool) -> str:
        if required and not value:
            self.fault(field, "field.required")
        if len(value) > longest:
            self.fault(field, "field.too_long", longest=longest)
        return value[:longest]

    def email(self, field: str, value: str) -> str:
        """Check an e-mail address by its form alone, without asking the DNS."""
        value = value.strip()
        if not value:
            self.fault(field, "field.required")
            return ""
        clean = _email(value)
        if clean is None:
            self.fault(field, "field.email")
            return ""
        if "." not in clean.rpartition("@")[2]:
            self.fault(field, "field.email_ending")
        if len(clean) > EMAIL_LONGEST:
            self.fault(field, "field.too_long", longest=EMAIL_LONGEST)
        return clean

    def phone(self, field: str, value: str, *, required: bool = False) -> str:
        """Check a phone number by its signs: 5 to 15 digits, and what people write between."""
        clean = self.line(field, value, 40, required=required)
        digits = sum(letter.isdigit() for letter in clean)
        if clean and (not 5 <= digits <= 15 or set(clean) - set("0123456789+()-./ ")):
            self.fault(field, "field.phone")
        return clean

    def slug(self, field: str, value: str, *, reserved: Collection[str] = ()) -> str:
        """Check the part of an address that names something: 2 to 60 letters, digits, hyphens."""
        clean = value.strip().lower()
        if not _SLUG.fullmatch(clean):
            self.fault(field, "field.slug")
        elif clean in reserved:
            self.fault(field, "field.slug_reserved")
        return clean

    def zone(self, field: str, value: str) -> str:
        """Check the name of an IANA time zone."""
        if value not in zones():
            self.fault(field, "field.zone")
            return "UTC"
        return value

    def whole(self, field: str, value: int, least: int, most: int, *, step: int = 1) -> int:
        """Check a whole number's range and step; a fault gives the least."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(field, "field.range", least=least, most=most)
            return least
        if value % step:
            self.fault(field, "field.step", step=step)
        return value

    def one_of(self, field: str, value: str, kind: type[E]) -> E:
        """Check a choice against an enum; a fault gives its first member."""
        try:
            return kind(value)
        except ValueError:
            self.fault(field, "field.choice")
            return next(iter(kind))

    def colour(self, field: str, value: str) -> str:
        """Check a colour written as # and six hex digits; given in capitals."""
        clean = value.strip()
        if not clean:
            self.fault(field, "field.required")
        elif not is_colour(clean):
            self.fault(field, "field.colour")
        return clean.upper()

    def url(self, field: str, value: str) -> str:
        """Check the address of a web page, http or https."""
        clean = value.strip()
        parts = _split(clean)
        if parts is None or any(letter.isspace() or _is_hidden(letter) for letter in clean):
            self.fault(field, "field.url")
        return clean

    def host_name(self, field: str, value: str) -> str:
        """Check a host name that stands alone, with a dot; given in ASCII (IDNA 2008), or empty."""
        clean = value.strip().rstrip(".")
        if not clean:
            return ""
        try:
            name = idna.encode(clean, uts46=True).decode().lower()
        except (idna.IDNAError, UnicodeError):
            name = ""
        # The last part of a name is no number: that would be an address.
        if not _HOST.fullmatch(name) or len(name) > HOST_LONGEST:
            self.fault(field, "field.host_name")
            return ""
        return name

    def base_url(self, field: str, value: str) -> str:
        """Check a site's address: scheme, host and port alone; given without a slash at its end."""
        clean = value.strip().rstrip("/")
        parts = _split(clean)
        if parts is None or parts["rest"] or len(clean) > BASE_URL_LONGEST or _ODD.search(clean):
            self.fault(field, "field.base_url")
            return clean
        port = f":{parts['port']}" if parts["port"] else ""
        host = f"[{parts['host']}]" if ":" in parts["host"] else parts["host"]
        return f"{parts['scheme']}://{host}{port}"


def email_key(value: str) -> str:
    """Give what two spellings of one e-mail address have in common; empty if it is none."""
    return (_email(value.strip()) or "").casefold()


def is_colour(value: str) -> bool:
    """Say whether a text is # and six hex digits, and nothing else."""
    return _COLOUR.fullmatch(value) is not None


def slug_from(name: str) -> str:
    """Suggest a slug for a name: its Latin letters and digits, hyphens between; empty if none."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:SLUG_LONGEST].strip("-")
    return slug if _SLUG.fullmatch(slug) else ""


@cache
def zones() -> frozenset[str]:
    """Give the names of all IANA time zones of the pinned zone data."""
    return frozenset(zoneinfo.available_timezones() - {"Factory", "localtime"})


def _email(value: str) -> str | None:
    try:
        found = email_validator.validate_email(
            value, check_deliverability=False, globally_deliverable=False
        )
    except (email_validator.EmailNotValidError, UnicodeError):
        return None
    return found.normalized


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _HIDDEN or letter in _TURNING


def _split(value: str) -> Mapping[str, str] | None:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return {
        "scheme": parts.scheme,
        "host": parts.hostname,
        "port": str(port) if port else "",
        "rest": parts.path + parts.query + parts.fragment + (parts.username or ""),
    }
