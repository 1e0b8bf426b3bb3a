"""Every page of the site and the states of it that people see, with the way there.

Each module here but `steps` names its own `PLACES`; together they are every page.
"""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.e2e.places.steps import Place

PLACES: tuple[Place, ...] = tuple(
    place
    for module in iter_modules(__path__)
    for place in getattr(import_module(f"{__name__}.{module.name}"), "PLACES", ())
)


def registered(built: Path) -> set[str]:
    """Give the routes of a build."""
    return {_bare(route) for route in json.loads((built / "routes.json").read_text())}


def listed() -> set[str]:
    """Give the routes that the places cover."""
    return {_bare(place.route) for place in PLACES}


def _bare(route: str) -> str:
    return route.strip("/") or "index"
