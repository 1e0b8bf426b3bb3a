"""OpenID Connect's code flow with any issuer: discovery, PKCE, and an ID token that is checked.

Sources: OpenID Connect Core 1.0 (3.1), Discovery 1.0, RFC 7636 (PKCE), RFC 8725 (JWT).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sched_app.errors import VendorError
from sched_app.integrations.protocols import OpenIDClaims

SCOPE = "openid email profile"
TIMEOUT = (5, 10)  # Seconds to connect, and between two parts of the answer.
FRESH = timedelta(hours=1)
REREAD = timedelta(seconds=30)  # So often at most are keys read anew for a token that none fits.
LEEWAY = 60
# Asymmetric ones alone: with the others whoever knows the client's secret could write tokens.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_TENANT = "{tenantid}"
_IS_KIND = re.compile(r"[a-z_]{1,60}")
_IS_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class IssuerConfig:
    """How one issuer is reached, and where it departs from the standard.

    `spellings` are other values of `iss` that stand for the same issuer. With `by_tenant` the
    issuer's metadata holds a pattern, and each token names its tenant. `email_rule` says when the
    issuer vouches for an e-mail address.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    is_trusted: bool = False
    spellings: tuple[str, ...] = ()
    by_tenant: bool = False
    has_nonce: bool = True
    has_pkce: bool = True
    email_rule: str = "verified"


def google(client_id: str, client_secret: str, *, is_trusted: bool) -> IssuerConfig:
    """Describe Google, which is sure of an address only where it runs the mailbox itself."""
    return IssuerConfig(
        "google",
        "Google",
        "https://accounts.google.com",
        client_id,
        client_secret,
        is_trusted,
        spellings=("accounts.google.com",),
        email_rule="google",
    )


def linkedin(client_id: str, client_secret: str, *, is_trusted: bool) -> IssuerConfig:
    """Describe LinkedIn, which returns no nonce and refuses a code verifier."""
    return IssuerConfig(
        "linkedin",
        "LinkedIn",
        "https://www.linkedin.com/oauth",
        client_id,
        client_secret,
        is_trusted,
        spellings=("https://www.linkedin.com",),
        has_nonce=False,
        has_pkce=False,
    )


def microsoft(client_id: str, client_secret: str, *, tenant: str, is_trusted: bool) -> IssuerConfig:
    """Describe Microsoft; the address in its tokens is what a tenant's administrator typed."""
    return IssuerConfig(
        "microsoft",
        "Microsoft",
        f"https://login.microsoftonline.com/{tenant}/v2.0",
        client_id,
        client_secret,
        is_trusted,
        by_tenant=True,
        email_rule="microsoft",
    )


class OpenID:
    """One issuer; its metadata and keys are kept for an hour."""

    def __init__(self, config: IssuerConfig) -> None:
        self._config = config
        self._metadata: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    @property
    def key(self) -> str:
        """The part of our addresses that names it."""
        return self._config.key

    @property
    def name(self) -> str:
        """What people call it."""
        return self._config.name

    @property
    def is_trusted(self) -> bool:
        """Whether its word on e-mail addresses is believed."""
        return self._config.is_trusted

    def start(
        self, redirect_uri: str, *, state: str, nonce: str, verifier: str, now: datetime
    ) -> str:
        """Give the issuer's page to send a browser to; raise VendorError."""
        metadata = self._described(now)
        more: dict[str, str] = {"code_verifier": verifier} if self._config.has_pkce else {}
        with self._session(metadata, redirect_uri) as session:
            address, _ = session.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, **more
            )
        return str(address)

    def finish(
        self, redirect_uri: str, code: str, *, nonce: str, verifier: str, now: datetime
    ) -> OpenIDClaims:
        """Exchange a code for who came back, all of it checked; raise VendorError."""
        metadata = self._described(now)
        more = {"code_verifier": verifier} if self._config.has_pkce else {}
        with self._session(metadata, redirect_uri) as session:
            try:
                token = session.fetch_token(
                    metadata["token_endpoint"], code=code, allow_redirects=False, **more
                )
            except (AuthlibBaseError, requests.RequestException, ValueError) as error:
                raise _failed("the code was not exchanged", error) from error
        if not isinstance(token.get("id_token"), str):
            raise VendorError("the answer holds no ID token", permanent=True)
        claims = self._checked(token["id_token"], metadata, nonce, now)
        if "email" not in claims and metadata.get("userinfo_endpoint"):
            claims = {**self._user_info(metadata, token, claims["sub"]), **claims}
        email = claims.get("email")
        return OpenIDClaims(
            issuer=claims["iss"],
            subject=claims["sub"],
            email=email if isinstance(email, str) else "",
            vouches_for_email=_vouches(self._config.email_rule, claims),
        )

    def _session(self, metadata: Mapping[str, Any], redirect_uri: str) -> Any:
        known = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return OAuth2Session(
            self._config.client_id,
            self._config.client_secret,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )

    def _described(self, now: datetime) -> Mapping[str, Any]:
        kept = self._metadata
        if kept is None or now - kept[0] > FRESH:
            self._metadata = kept = (now, self._discovered())
        return kept[1]

    def _discovered(self) -> Mapping[str, Any]:
        own = self._config.issuer.rstrip("/")
        found = _json(f"{own}/.well-known/openid-configuration")
        told = found.get("issuer")
        if not isinstance(told, str) or not self._is_own(told, own):
            raise VendorError("the metadata names another issuer", permanent=True)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = found.get(name)
            # An issuer reached over TLS must not send us, or our secret, anywhere without it.
            if not isinstance(address, str) or not address.startswith(own.split("/")[0]):
                raise VendorError(f"the metadata has no {name}", permanent=True)
        return found

    def _is_own(self, told: str, own: str) -> bool:
        if self._config.by_tenant:  # The tenant may be named in another way than we named it.
            return told.startswith("/".join(own.split("/")[:3]) + "/")
        return told.rstrip("/") == own or told in self._config.spellings

    def _checked(
        self, raw: str, metadata: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        token = self._verified(raw, metadata, now)
        issuer = str(metadata["issuer"])
        if self._config.by_tenant:
            tenant = str(token.claims.get("tid", ""))
            if not _IS_TENANT.fullmatch(tenant):
                raise VendorError("the ID token names no tenant", permanent=True)
            issuer = issuer.replace(_TENANT, tenant)
        expected: Any = {
            "iss": {"essential": True, "values": [issuer, *self._config.spellings]},
            "sub": {"essential": True},
            "aud": {"essential": True, "value": self._config.client_id},
        }
        must_repeat = self._config.has_nonce or "nonce" in token.claims
        about = {"client_id": self._config.client_id, "nonce": nonce if must_repeat else None}
        claims = CodeIDToken(token.claims, token.header, expected, about)
        try:
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError) as error:
            raise _failed("the ID token does not hold", error) from error
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise VendorError("the ID token names nobody", permanent=True)
        return {**claims, "iss": issuer}

    def _verified(self, raw: str, metadata: Mapping[str, Any], now: datetime) -> Any:
        try:
            return jwt.decode(raw, self._keyset(metadata, now, FRESH), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The keys may have been changed since we read them.
            keys = self._keyset(metadata, now, REREAD)
        try:
            return jwt.decode(raw, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise _failed("the ID token is not signed by the issuer", error) from error

    def _keyset(self, metadata: Mapping[str, Any], now: datetime, fresh: timedelta) -> KeySet:
        kept = self._keys
        if kept is None or now - kept[0] > fresh:
            found: Any = _json(metadata["jwks_uri"])
            try:
                self._keys = kept = (now, KeySet.import_key_set(found))
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise _failed("the issuer's keys cannot be read", error) from error
        return kept[1]

    def _user_info(
        self, metadata: Mapping[str, Any], token: Mapping[str, Any], subject: str
    ) -> Mapping[str, Any]:
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        found = _json(metadata["userinfo_endpoint"], bearer)
        if found.get("sub") != subject:  # Core 5.3.2: else it must not be used.
            raise VendorError("the user info is somebody else's", permanent=True)
        return found


def _vouches(rule: str, claims: Mapping[str, Any]) -> bool:
    email = str(claims.get("email", "")).lower()
    is_verified = claims.get("email_verified") in (True, "true")
    if rule == "google":
        # Its rule for authority: its own mailboxes, and those of Workspace, which `hd` names.
        return is_verified and bool(claims.get("hd") or email.endswith("@gmail.com"))
    if rule == "microsoft":
        # An optional claim of the app's registration; nothing else in the token is proof.
        return claims.get("xms_edov") in (True, 1, "1", "true")
    return is_verified


def _json(address: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    try:
        answer = requests.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _failed("the issuer cannot be asked", error) from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise VendorError(f"the issuer answered {answer.status_code}", permanent=False)
    return found


def _failed(what: str, error: Exception) -> VendorError:
    # The library's words may repeat a token or an address: the kind of error says enough.
    kind = str(getattr(error, "error", "") or "")
    named = kind if _IS_KIND.fullmatch(kind) else type(error).__name__
    return VendorError(f"{what}: {named}", permanent=True)
