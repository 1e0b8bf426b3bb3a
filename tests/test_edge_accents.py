"""Pages wear a workspace's accent: what the layer of the pages puts in, and what it does not."""

import json
import re
from pathlib import Path

import pytest

from sched_app.edge import csp, heads, pages
from sched_app.edge.pages import Site
from sched_app.services import accents
from tests.support.accents import tokens
from tests.test_edge import HTML, call


class TestAccent:
    """A page wears a workspace's accent from its first paint; nothing else gets in that way."""

    def test_each_theme_gets_its_derived_roles(self):
        found = heads.with_accent(HTML, "#FFD400")

        sheet = found.partition("<style>")[2].partition("</style></head>")[0]
        light, media, chosen = re.findall(r"([^{}]+){([^{}]+)}", sheet)
        assert light[0] == "html:root"
        assert media[0] == "html:root:not(.light)"
        assert "@media(prefers-color-scheme:dark){html:root:not(.light){" in sheet
        assert chosen[0] == "html:root.dark"
        assert self.declared(light[1]) == accents.variables("#FFD400", "light")
        assert self.declared(media[1]) == accents.variables("#FFD400", "dark")
        assert chosen[1] == media[1]
        assert csp.script_hashes(found) == csp.script_hashes(HTML)

    @staticmethod
    def declared(block: str) -> dict[str, str]:
        return dict(re.findall(r"--([\w-]+):(#[0-9A-F]{6})(?:;|$)", block))

    def test_all_that_the_built_sheet_sets_for_the_accent_is_set(self):
        for theme in accents.GROUNDS:
            built = {name for name in tokens(theme) if "accent" in name or name == "ring"}
            assert accents.variables("#FFD400", theme).keys() == built

    @pytest.mark.parametrize(
        "accent",
        ["", accents.DEFAULT, accents.DEFAULT.lower(), "red", "#FFD40", "#FFD400;}", "#FFD400\n",
         "</style><script>alert(1)</script>"],
    )  # fmt: skip
    def test_our_own_and_what_is_no_colour_leave_the_page_as_it_is(self, accent: str):
        assert heads.with_accent(HTML, accent) == HTML


class TestWornSite:
    """Pages, also those that are not there, in the accent that their row has now."""

    @pytest.fixture
    def accent(self) -> dict[str, str]:
        return {"now": "#FFD400"}

    @pytest.fixture
    def worn(self, tmp_path: Path, accent: dict[str, str]) -> Site:
        (tmp_path / "client").mkdir()
        (tmp_path / "languages.json").write_text('{"en": "en-1"}')
        pages = tmp_path / "pages" / "en"
        pages.mkdir(parents=True)
        for name in ("index", "sign-in", "__spa-fallback"):
            (pages / f"{name}.html").write_text(HTML.replace("{}", f"<h1>{name}</h1>"))
        routes = ["index", "sign-in", "book/[workspace]/[type]", "booking/[link]", "404"]
        (tmp_path / "routes.json").write_text(json.dumps(routes))

        def lookup(path: str, _token: str, _at: str) -> heads.Meta | None:
            if path == "/book/new/talk":
                return heads.Meta("Talk", accent=accent["now"])
            return None if path.startswith("/book") else heads.Meta(accent=accent["now"])

        return Site(tmp_path, lookup)

    @pytest.mark.parametrize("path", ["/", "/sign-in", "/book/new/talk", "/booking/bad", "/nope"])
    def test_every_page_wears_it(self, worn: Site, path: str):
        for headers in ({}, {"accept_encoding": "identity"}):
            found = call(worn, "GET", path, **headers)

            assert "<style>html:root{--accent:#FFD400;" in found.text
            assert "style-src 'self' 'unsafe-inline'" in found.headers["content-security-policy"]

    def test_another_accent_is_another_page_for_who_keeps_one(
        self, worn: Site, accent: dict[str, str]
    ):
        first = call(worn, "GET", "/sign-in").headers["etag"]
        assert call(worn, "GET", "/sign-in", if_none_match=first).status_code == 304

        accent["now"] = "#111111"
        found = call(worn, "GET", "/sign-in", if_none_match=first)
        accent["now"] = accents.DEFAULT
        plain = call(worn, "GET", "/sign-in", if_none_match=found.headers["etag"])

        assert found.status_code == 200
        assert "--accent:#111111" in found.text
        assert plain.status_code == 200
        assert "<style>" not in plain.text
        assert len({first, found.headers["etag"], plain.headers["etag"]}) == 3

    def test_the_usual_accent_is_the_page_as_it_was_built(self, worn: Site):
        page = worn._page_of("sign-in.html", "en")

        assert pages.worn(page, "") == page
        assert pages.worn(page, accents.DEFAULT) == page
        assert pages.worn(page, "#FFD400") != page
        assert pages.worn(page, "#FFD400") is pages.worn(page, "#FFD400")
