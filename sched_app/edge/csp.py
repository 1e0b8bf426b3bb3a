"""The Content-Security-Policy of a page: no eval, inline scripts by their hash only."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.S | re.I)


def script_hashes(html: str) -> tuple[str, ...]:
    """Give the CSP source of each inline script of a page, once each, in their order."""
    found: dict[str, None] = {}
    for attributes, code in _SCRIPT.findall(html):
        if "src=" not in attributes:
            digest = b64encode(sha256(code.encode()).digest()).decode()
            found[f"'sha256-{digest}'"] = None
    return tuple(found)


def policy(hashes: Iterable[str] = (), frame_ancestors: str = "'none'") -> bytes:
    """Write the policy of one page; styles may be inline, scripts only by hash or from us."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    ).encode()
