"""What browsers say of themselves, in people's words."""

import pytest

from sched_app.services import devices

AGENT = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        (AGENT.format("X11; Linux x86_64", "Chrome/140.0.0.0 Safari/537.36"), ("Chrome", "Linux")),
        (
            AGENT.format("Windows NT 10.0; Win64; x64", "Chrome/140.0 Safari/537.36 Edg/140.0"),
            ("Edge", "Windows"),
        ),
        (
            AGENT.format("Macintosh; Intel Mac OS X 10_15_7", "Version/18.6 Safari/605.1.15"),
            ("Safari", "Mac"),
        ),
        (
            AGENT.format("iPhone; CPU iPhone OS 18_6 like Mac OS X", "CriOS/140 Safari/604.1"),
            ("Chrome", "iPhone"),
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Firefox/143.0", ("Firefox", "Android")),
        ("Mozilla/5.0 (Nothing known) Robot", ("", "")),
        ("Backup script", ("Backup script", "")),
        ("", ("", "")),
    ],
)
def test_a_device_is_named(told: str, parts: tuple[str, str]) -> None:
    assert devices.parts(told) == parts
