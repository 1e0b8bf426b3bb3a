"""An OpenID provider that others wrote, over HTTP; it can be made to forge its tokens.

It checks neither PKCE nor the secret nor the address to come back to: tests look at what was sent.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import orjson
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "openhours", "the client's secret"
_TOKEN, _KEYS = "/oauth2/token", "/jwks"


@dataclass(frozen=True)
class Asked:
    """One request that reached the provider."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    authorization: str


@dataclass
class Provider:
    """A running provider.

    `forge` changes the claims of the next tokens, which are then signed with `key`. `answers` gives
    other answers by path: a status, and what is written as JSON.
    """

    url: str
    asked: list[Asked] = field(default_factory=list)
    forge: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "forged"}))
    published: list[RSAKey] = field(default_factory=list)
    algorithm: str = "RS256"
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def know(self, subject: str, **claims: Any) -> None:
        """Let the provider know a person."""
        httpx.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()

    def agree(self, address: str, subject: str) -> dict[str, str]:
        """Sign in at the provider's page, and give what the browser is sent back with."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return query_of(answer.headers["location"])

    def deny(self, address: str) -> dict[str, str]:
        """Cancel at the provider's page, and give what the browser is sent back with."""
        return query_of(httpx.post(address, data={"action": "deny"}).headers["location"])

    def of(self, path: str) -> list[Asked]:
        """List the requests to a path."""
        return [one for one in self.asked if one.path == path]


def query_of(address: str) -> dict[str, str]:
    """Give an address's query, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def challenge(verifier: str) -> str:
    """Give the S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider that demands a nonce."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # The provider's own check of http://localhost.
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        provider = Provider(f"http://localhost:{server.server_port}")
        server.app = _watched(server.app, provider)
        yield provider


def _watched(app: Any, provider: Provider) -> Any:
    def call(environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        path = environ["PATH_INFO"]
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        query = query_of("?" + environ.get("QUERY_STRING", ""))
        provider.asked.append(
            Asked(
                environ["REQUEST_METHOD"],
                path,
                query,
                form,
                environ.get("HTTP_AUTHORIZATION", ""),
            )
        )
        if path in provider.answers:
            status, told = provider.answers[path]
            return _json(start, f"{status} Told", told)
        if provider.published and path == _KEYS:
            return _json(start, "200 OK", KeySet(provider.published).as_dict(private=False))
        if not provider.forge or path != _TOKEN:
            return app(environ, start)
        return _forged(app, environ, start, provider)

    return call


def _forged(app: Any, environ: dict[str, Any], start: Any, provider: Provider) -> Any:
    status: list[str] = []

    def started(given: str, _headers: Any, _error: Any = None) -> None:
        status.append(given)

    answer = orjson.loads(b"".join(app(environ, started)))
    if "id_token" in answer and provider.forge:
        part = answer["id_token"].split(".")[1]
        claims = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        header = {"alg": provider.algorithm, "kid": provider.key.kid}
        answer["id_token"] = jwt.encode(
            header, provider.forge(claims), provider.key, algorithms=[provider.algorithm]
        )
    return _json(start, status[0], answer)


def _json(start: Any, status: str, told: Any) -> list[bytes]:
    body = orjson.dumps(told)
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
