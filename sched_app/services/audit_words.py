"""Events in plain words: what happened, to what kind of row, which fields, from which device."""

from sched_app import texts

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_DEVICE_LONGEST = 40


def known(part: str, locale: str = texts.DEFAULT) -> dict[str, str]:
    """Give the words of every code of one part, `what` or `kind`, in the order of the words."""
    prefix = f"audit.{part}."
    found = {
        key.removeprefix(prefix): texts.t(key, locale)
        for key in texts.keys(locale)
        if key.startswith(prefix)
    }
    return dict(sorted(found.items(), key=lambda entry: entry[1].casefold()))


def what(code: str, locale: str) -> str:
    """Say what happened; a code without words is shown as it is."""
    return _known(f"audit.what.{code}", code, locale)


def kind(code: str, locale: str) -> str:
    """Name a kind of row."""
    return _known(f"audit.kind.{code}", code, locale)


def field(name: str, locale: str) -> str:
    """Name a field, in words where its name is not plain already."""
    return _known(f"audit.field.{name}", name, locale)


def device(agent: str, locale: str) -> str:
    """Name a device by what its browser says of itself, such as “Firefox on Windows”."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return texts.t("audit.device", locale, browser=browser, system=system)
    return browser or system or agent[:_DEVICE_LONGEST]


def _known(key: str, code: str, locale: str) -> str:
    if key in texts.keys(locale):
        return texts.t(key, locale)
    return code.replace("_", " ").replace(".", ": ")
