"""Names a device by what its browser says of itself, as people call it."""

import re

# The first that is found names it: browsers name those that they descend from, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_IS_BROWSER = re.compile(r"[A-Za-z]+/[\d.]+ \(")


def parts(told: str) -> tuple[str, str]:
    """Give browser and system, each empty if unknown; what names itself freely stays as it is."""
    if not _IS_BROWSER.match(told):
        return told[:60], ""
    return _first(told, _BROWSERS), _first(told, _SYSTEMS)


def _first(told: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in known if sign in told), "")
