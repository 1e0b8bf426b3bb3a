"""The pages of the site: each module here registers its own by `add(app)`."""

import importlib
import pkgutil

import reflex as rx


def add_all(app: rx.App) -> None:
    """Register the pages of every module of this folder."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        importlib.import_module(f"{__name__}.{found.name}").add(app)
