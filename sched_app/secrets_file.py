"""The keys that sign links and tokens: from the environment, or from a file beside the database."""

import json
import os
import secrets
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32
FIRST_NAME = "k1"


class UnusableSecrets(Exception):
    """The keys' file or setting cannot be used; the message says why and shows no key."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Signing keys by name; `current` names the one for new signatures, older ones still verify."""

    keys: dict[str, bytes] = field(repr=False)
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise UnusableSecrets(f"the current key {self.current!r} is not among the keys")
        for name, key in self.keys.items():
            if not name.isascii() or not name.isalnum():
                raise UnusableSecrets(f"a key's name must be letters and digits: {name!r}")
            if len(key) < KEY_BYTES:
                raise UnusableSecrets(f"the key {name!r} is shorter than {KEY_BYTES} bytes")


def parse_keys(text: str) -> Secrets:
    """Read `name:base64url,older:base64url`, the current key first; raise UnusableSecrets."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, colon, encoded = part.partition(":")
        if not colon or name in keys:
            raise UnusableSecrets("keys are written as name:base64url, each name once")
        keys[name] = _decode(name, encoded)
    if not keys:
        raise UnusableSecrets("there is no key")
    return Secrets(keys, next(iter(keys)))


def load_or_create(path: Path) -> Secrets:
    """Read the file of keys, or create it (mode 600) with one new key; safe for rival starts."""
    if not path.exists():
        _create(path)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        keys = {name: _decode(name, encoded) for name, encoded in stored["keys"].items()}
        return Secrets(keys, stored["current"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableSecrets(f"{path} is not a file of keys: restore it from a backup") from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    # mkstemp gives mode 600; the link below fails if a rival was first, so no key is ever replaced.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"current": FIRST_NAME, "keys": {FIRST_NAME: key}}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()


def _decode(name: str, encoded: str) -> bytes:
    try:
        return urlsafe_b64decode(encoded.encode("ascii") + b"=" * (-len(encoded) % 4))
    except ValueError as error:
        raise UnusableSecrets(f"the key {name!r} is not base64url") from error
