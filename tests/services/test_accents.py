"""What no accent can break: each role's contrast, and that the pages' own colours are derived."""

import math
import random
from itertools import combinations

import pytest

from sched_app.models.workspaces import Workspace
from sched_app.services import accents
from sched_app.services.accents import contrast, derive
from tests.support.accents import ODD, tokens

RANDOM = random.Random(6)
ANY = [f"#{RANDOM.randrange(1 << 24):06X}" for _ in range(60)]
DEFAULT = Workspace.__table__.c.accent.default.arg
GROUNDS = ("bg", "surface", "sunken")
TEXT = {"light": 4.6, "dark": 6.0}
MARK = {"light": 3.1, "dark": 4.5}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", [DEFAULT, "#000000", *ODD, *ANY])
def test_no_accent_breaks_a_page(accent, theme):
    role, ground = derive(accent, theme), tokens(theme)
    label = contrast(role["accent"], role["on-accent"])

    assert label >= 4.6
    assert label <= contrast(role["accent-hover"], role["on-accent"])
    assert label <= contrast(role["accent-active"], role["on-accent"])
    assert contrast(role["accent-edge"], ground["surface"]) >= 2
    assert contrast(role["accent-text"], role["accent-soft"]) >= TEXT[theme]
    for name in GROUNDS:
        assert contrast(role["accent-text"], ground[name]) >= TEXT[theme]
        assert contrast(role["accent-mark"], ground[name]) >= MARK[theme]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_wear_what_is_derived_from_the_first_accent(theme):
    roles = derive(DEFAULT, theme)

    assert {name: tokens(theme)[name] for name in roles} == roles
    assert tokens(theme)["ring"] == roles["accent-text"]


def test_a_brand_that_can_be_read_is_kept_as_it_is():
    assert derive("#FFD400", "light")["accent"] == "#FFD400"
    assert derive("#FFD400", "light")["on-accent"] == "#150E14"
    assert derive("#111111", "light")["accent"] == "#111111"
    assert derive("#808080", "light")["accent"] == "#747474", "darkened until its label can be read"
    assert derive("#111111", "dark")["accent"] == "#626262", "lifted until it can be seen"


def test_a_new_workspace_wears_what_the_pages_are_built_with():
    assert accents.DEFAULT == DEFAULT


def test_the_looks_are_the_roles_on_the_ground_of_each_theme():
    looks = accents.looks("#FFD400")

    assert looks["light"] == {"surface": "#FFFFFF", **accents.variables("#FFD400", "light")}
    assert looks["dark"] == {"surface": "#1E191E", **accents.variables("#FFD400", "dark")}
    assert looks["dark"]["ring"] == derive("#FFD400", "dark")["accent-text"]


@pytest.mark.parametrize("brand", ["#7B2D5E", "#FFD400", "#111111", "#808080", "#215D8B"])
def test_kinds_of_things_are_told_apart_by_colours_that_can_be_read(brand):
    kinds = [accents.turned(brand, step) for step in range(8)]

    assert kinds[0] == brand
    for theme, ground in accents.GROUNDS.items():
        marks = []
        for kind in kinds:
            roles = accents.derive(kind, theme)
            assert accents.contrast(roles["accent-text"], roles["accent-soft"]) >= 4.6
            assert accents.contrast(roles["accent-mark"], ground.surface) >= 3
            marks.append(roles["accent-mark"])
        for one, other in combinations(marks, 2):
            light = accents._oklch(one), accents._oklch(other)
            points = [
                (tone, chroma * math.cos(hue), chroma * math.sin(hue))
                for tone, chroma, hue in light
            ]
            # Twice what an eye just tells apart side by side.
            assert math.dist(*points) > 0.04, (theme, one, other)
