"""The short tokens of the API: signed with a key of their own, and told apart from forgeries."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

import jwt

from sched_app.errors import NotSignedIn
from sched_app.models.columns import epoch
from sched_app.secrets_file import Secrets

_ISSUER = "openhours"


def sign(secrets: Secrets, named: str, *, now: datetime, ends: datetime) -> str:
    """Make a token that names a sign-in until `ends`."""
    claims = {"iss": _ISSUER, "sid": named, "iat": epoch(now), "exp": epoch(ends)}
    kid = {"kid": secrets.current}
    return jwt.encode(claims, _key(secrets, secrets.current), "HS256", headers=kid)


def read(secrets: Secrets, token: str, *, now: datetime) -> str:
    """Give the sign-in that a token names; raise NotSignedIn for a forged, mangled or old one."""
    try:
        name = jwt.get_unverified_header(token).get("kid")
        if not isinstance(name, str) or name not in secrets.keys:
            raise NotSignedIn("problem.sign_in_over")
        # The times are compared with the caller's `now` below: the library would read the clock.
        unclocked: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "sid"]}
        claims = jwt.decode(
            token, _key(secrets, name), ["HS256"], issuer=_ISSUER, options=unclocked
        )
    except jwt.InvalidTokenError as error:
        raise NotSignedIn("problem.sign_in_over") from error
    ends, named = claims["exp"], claims["sid"]
    if not isinstance(ends, int) or ends <= epoch(now) or not isinstance(named, str):
        raise NotSignedIn("problem.sign_in_over")
    return named


def _key(secrets: Secrets, name: str) -> bytes:
    return hmac.new(secrets.keys[name], b"openhours-jwt", hashlib.sha256).digest()
