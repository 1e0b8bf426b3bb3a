"""Derived links: the same each time, forged by nobody, revoked by their version."""

import pytest

from sched_app.errors import NotFound
from sched_app.secrets_file import Secrets
from sched_app.services import links
from sched_app.services.links import Link, Purpose

OLD, NEW = b"one key for the tests, 32 bytes!", b"another key of 32 bytes, newer!!"


def test_a_link_says_what_was_put_in(secrets):
    token = links.derive(secrets, Purpose.MAIL, "bk_abc", 3)

    assert links.read(secrets, token, Purpose.MANAGE, Purpose.MAIL) == Link(
        Purpose.MAIL, "bk_abc", 3
    )
    assert links.derive(secrets, Purpose.MAIL, "bk_abc", 3) == token


def test_a_link_is_good_for_its_own_purpose_alone(secrets):
    token = links.derive(secrets, Purpose.MANAGE, "bk_abc", 1)

    with pytest.raises(NotFound):
        links.read(secrets, token, Purpose.MAIL)
    with pytest.raises(NotFound):
        links.read(secrets, token.replace(".m.", ".e."), Purpose.MAIL)


@pytest.mark.parametrize("place", range(5))
def test_no_part_can_be_changed(secrets, place):
    parts = links.derive(secrets, Purpose.MANAGE, "bk_abc", 1).split(".")
    parts[place] = {3: "2"}.get(place, parts[place][:-1] + "~")

    with pytest.raises(NotFound):
        links.read(secrets, ".".join(parts), *Purpose)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "....",
        "k1.m.bk_abc.1",
        "k1.m.bk_abc.1.x.y",
        "x" * 5000,
        "k1.m.bk_é.1.é",
        "k1.m..1.\0",
    ],
)
def test_what_is_no_link_is_not_found(secrets, token):
    with pytest.raises(NotFound):
        links.read(secrets, token, *Purpose)


def test_rotation_keeps_links_and_counts():
    before = Secrets({"k1": OLD}, "k1")
    after = Secrets({"k1": OLD, "k2": NEW}, "k2")
    token = links.derive(before, Purpose.MAIL, "bk_abc", 1)

    assert links.read(after, token, Purpose.MAIL).public_id == "bk_abc"
    assert links.derive(after, Purpose.MAIL, "bk_abc", 1) != token
    assert links.keyed_hash(before, "mail", "a@b.c") == links.keyed_hash(after, "mail", "a@b.c")
    with pytest.raises(NotFound):
        links.read(before, links.derive(after, Purpose.MAIL, "bk_abc", 1), Purpose.MAIL)


def test_hashes_tell_nothing_and_keep_things_apart(secrets):
    assert "a@b.c" not in links.keyed_hash(secrets, "mail", "a@b.c")
    assert links.keyed_hash(secrets, "mail", "x") != links.keyed_hash(secrets, "browser", "x")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("not an address", "unknown"),
    ],
)
def test_a_client_is_told_by_its_network(address, network):
    assert links.network_of(address) == network
