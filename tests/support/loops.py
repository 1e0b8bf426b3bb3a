"""Runs a coroutine from any test, on a thread of its own.

Playwright's driver keeps its loop running in the tests' thread from the first browser test on, and
there `asyncio.run` refuses. Reflex keeps its registers in context variables, so these come along.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end and give its result."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, story).result()
