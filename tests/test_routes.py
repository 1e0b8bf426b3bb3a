"""Paths are escaped, and nobody is sent to another site."""

import pytest

from sched_app import routes


def test_parts_of_a_path_are_escaped() -> None:
    assert routes.book("fernhill", "a/b?c") == "/book/fernhill/a%2Fb%3Fc"
    assert routes.api("bookings", "bk_1", "cancel") == "/api/v1/bookings/bk_1/cancel"
    assert routes.absolute("https://book.example.org/", "/sign-in") == (
        "https://book.example.org/sign-in"
    )
    assert routes.sign_in() == "/sign-in"
    assert routes.sign_in(problem="x", after="/dashboard/team") == (
        "/sign-in?problem=x&after=%2Fdashboard%2Fteam"
    )


@pytest.mark.parametrize(
    "path", ["//evil.org", "/\\evil.org", "https://evil.org", "/a\n", "", "javascript:x", "/a\\b"]
)
def test_a_path_never_leaves_the_site(path: str) -> None:
    assert routes.local(path) == routes.DASHBOARD


def test_a_path_of_ours_stays() -> None:
    assert routes.local("/dashboard/team?x=1") == "/dashboard/team?x=1"
