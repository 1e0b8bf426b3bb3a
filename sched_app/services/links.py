"""Links that are derived, not stored: an HMAC of purpose, id and a version that revokes."""

import base64
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from enum import StrEnum, unique

from sched_app.errors import NotFound
from sched_app.secrets_file import Secrets


@unique
class Purpose(StrEnum):
    """What a link is for; `MAIL` proves that its holder reads the address, `MANAGE` does not.

    `STEP` is never sent: a browser holds it between the two steps of signing in.
    `FORM` is no link: it says when a form was given out, as its version.
    """

    MANAGE = "m"
    MAIL = "e"
    JOIN = "j"
    INVITE = "v"
    SET_UP = "s"
    SIGN_IN = "i"
    RESET = "r"
    STEP = "t"
    EMAIL_NEW = "n"
    EMAIL_OLD = "o"
    SIGN_UP = "u"
    FORM = "f"
    PORTAL = "p"
    FEED = "c"


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says; the caller compares the version with the row's."""

    purpose: Purpose
    public_id: str
    version: int


def derive(secrets: Secrets, purpose: Purpose, public_id: str, version: int) -> str:
    """Make the link's token; the same arguments give the same token as long as the key is kept."""
    body = f"{secrets.current}.{purpose.value}.{public_id}.{version}"
    return f"{body}.{_mac(secrets.keys[secrets.current], body)}"


def read(secrets: Secrets, token: str, *allowed: Purpose) -> Link:
    """Give what a token says; raise NotFound for a forged, mangled or foreign one."""
    parts = token.split(".")
    if len(parts) != 5 or len(token) > 200 or parts[0] not in secrets.keys:
        raise NotFound("problem.link_unknown")
    name, purpose, public_id, version, mac = parts
    body = f"{name}.{purpose}.{public_id}.{version}"
    genuine = hmac.compare_digest(_mac(secrets.keys[name], body).encode(), mac.encode())
    if not genuine or purpose not in {kind.value for kind in allowed}:
        raise NotFound("problem.link_unknown")
    return Link(Purpose(purpose), public_id, int(version))


def token_hash(token: str) -> str:
    """Hash a random token for keeping; the token itself is never stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(secrets: Secrets, what: str, value: str) -> str:
    """Hash something personal (an address, a browser token) so that rows can be counted by it.

    The oldest key is used, so that a rotation does not forget the counts.
    """
    key = secrets.keys[min(secrets.keys)]
    return hmac.new(key, f"{what}:{value}".encode(), hashlib.sha256).hexdigest()[:40]


def network_of(address: str) -> str:
    """Give what one client can be told by: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


def _mac(key: bytes, body: str) -> str:
    digest = hmac.new(key, f"openhours-link:{body}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode().rstrip("=")
