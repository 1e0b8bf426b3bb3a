"""The API's documentation, seen by a real browser."""

from collections.abc import Callable

import pytest

from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


def test_every_operation_is_shown_from_local_files(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve("--api-only")
    page = someone().page()

    page.goto(f"{server.url}/api/docs")

    page.locator(".opblock").nth(40).wait_for()
