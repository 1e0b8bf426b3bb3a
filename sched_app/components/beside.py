"""Finds the scripts and styles that lie beside the modules of components."""

import inspect
import os

import reflex as rx


def path(name: str) -> str:
    """Give where the build imports a file from that lies beside the calling module."""
    if os.environ.get("__REFLEX_SKIP_COMPILE") != "true":
        return rx.asset(name, shared=True, _stack_level=2).importable_path
    # Nothing is drawn while serving. Reflex would read the sources of everyone on the stack to find
    # the caller: a second of a start with seven files, and some megabytes that stay.
    caller = inspect.currentframe()
    assert caller is not None
    assert caller.f_back is not None
    module = str(caller.f_back.f_globals["__name__"]).replace(".", "/")
    return f"$/public/external/{module}/{name}"
