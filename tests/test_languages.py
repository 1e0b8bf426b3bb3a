"""One build, every language: words stand where marks stood, and can break out of nothing."""

import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from sched_app import languages, texts

WORDS = {
    "one.plain": "Zeiten",
    "one.quotes": '"So" sagt\'s `${sie}` </script><b>\\n',
    "one.named": "Bei {who} um {at}, {who}",
    "one.template": "{time} bis {end}",
}


@pytest.fixture
def two_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of a few words in two languages."""
    for locale in ("en", "de"):
        catalogue = Catalog(locale)
        for key, words in WORDS.items():
            catalogue.add(key, words if locale == "de" else key)
        catalogue.add(("one.days", "one.days"), ("{count} Tag", "{count} Tage {why}"))
        folder = tmp_path / "locales" / locale
        folder.mkdir(parents=True)
        with (folder / "all.po").open("wb") as file:
            write_po(file, catalogue)
    monkeypatch.setattr(texts, "LOCALES", tmp_path / "locales")
    texts._catalogue.cache_clear()
    texts.digest.cache_clear()
    yield
    texts._catalogue.cache_clear()
    texts.digest.cache_clear()


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch, two_languages: None) -> None:
    """As while pages are built."""
    monkeypatch.setenv(texts.MARKS, "1")


@pytest.mark.usefixtures("marking")
class TestMarks:
    """While pages are built, a text without a language is a mark."""

    def test_a_text_with_a_language_is_never_one(self):
        assert texts.t("one.plain", "de") == "Zeiten"

    def test_an_unknown_key_stops_the_build(self):
        with pytest.raises(texts.MissingText):
            texts.t("one.unknown")

    def test_plain_words(self):
        marked = f'e("h1",{{children:"{texts.t("one.plain")}"}})'

        assert languages.in_script(marked, "de") == 'e("h1",{children:"Zeiten"})'
        assert languages.in_script(marked, "en") == 'e("h1",{children:"one.plain"})'

    def test_a_template_for_the_browser_keeps_its_names(self):
        assert languages.in_script(texts.t("one.template"), "de") == "{time} bis {end}"

    @pytest.mark.parametrize(
        ("who", "filled"),
        [
            ("Ada", "Bei Ada um 9, Ada"),
            ("${a.b|c}", "Bei ${a.b|c} um 9, ${a.b|c}"),
            ('"+(a??"")+"', 'Bei "+(a??"")+" um 9, "+(a??"")+"'),
        ],
    )
    def test_what_is_given_goes_where_the_language_wants_it(self, who: str, filled: str):
        assert languages.in_script(texts.t("one.named", who=who, at=9), "de") == filled

    def test_what_is_given_may_be_a_text_too(self):
        marked = texts.t("one.named", who=texts.t("one.plain"), at=texts.n("one.days", 1, why="x"))

        assert languages.in_script(marked, "de") == "Bei Zeiten um 1 Tag, Zeiten"

    def test_counts_take_their_form_and_what_they_name(self):
        assert languages.in_script(texts.n("one.days", 1, why="so"), "de") == "1 Tag"
        assert languages.in_script(texts.n("one.days", 3, why="so"), "de") == "3 Tage so"

    def test_days_and_months_are_the_languages(self):
        marked = f"{texts.weekday(0)} {texts.weekday(6, is_short=True)} {texts.month(3)}"

        assert languages.in_script(marked, "de") == "Montag So. März"
        assert languages.in_script(marked, "en") == "Monday Su March"

    @pytest.mark.parametrize("quote", ['"', "'", "`"])
    def test_words_cannot_leave_a_scripts_string(self, quote: str):
        filled = languages.in_script(f"{quote}{texts.t('one.quotes')}{quote}", "de")

        assert "</script" not in filled
        assert r"\`\${" in filled
        within = filled[1:-1].replace("\\\\", "").replace(f"\\{quote}", "")
        assert quote not in within

    def test_words_cannot_leave_a_pages_markup(self):
        mark = texts.t("one.quotes")
        filled = languages.in_page(f'<p title="{mark}">{mark}</p><script>x="{mark}"</script>', "de")

        assert filled.count("</script>") == 1
        assert "<b>" not in filled.split("<script>")[0]
        assert filled.split("<script>")[0].count('"') == 2


@pytest.mark.usefixtures("two_languages")
class TestFill:
    """A build gets a tree of scripts and pages for each language."""

    @pytest.fixture
    def built(self, tmp_path: Path) -> Path:
        client = tmp_path / "built" / "client"
        (client / "assets").mkdir(parents=True)
        (client / "assets" / "a.js").write_text(
            'm={module:"/assets/b.js",f:["assets/b.js"]};t="[[t:one.plain@@]]"'
        )
        (client / "assets" / "b.js").write_text("1")
        (client / "assets" / "b.js.gz").write_text("2")
        (client / "icon.svg").write_text("<svg/>")
        (client / "deep").mkdir()
        (client / "deep" / "page.html").write_text(
            '<html lang="[[t:one.plain@@]]"><script src="/assets/a.js"></script></html>'
        )
        return client.parent

    def test_scripts_and_pages_name_their_own_languages_files(self, built: Path):
        languages.fill(built)

        names = json.loads((built / "languages.json").read_text())
        page = (built / "pages" / "de" / "deep" / "page.html").read_text()
        home = f"/t/{names['de']}/assets/"
        assert page == f'<html lang="Zeiten"><script src="{home}a.js"></script></html>'
        script = built / "client" / "t" / names["de"] / "assets" / "a.js"
        assert script.read_text() == (f'm={{module:"{home}b.js",f:["{home[1:]}b.js"]}};t="Zeiten"')
        assert script.with_name("a.js.gz").is_file()
        assert script.with_name("b.js.gz").read_text() == "2"
        assert names["de"] != names["en"]

    def test_nothing_marked_is_served(self, built: Path):
        languages.fill(built)

        assert not (built / "client" / "assets").exists()
        assert not list((built / "client").rglob("*.html"))
        assert (built / "client" / "icon.svg").is_file()

    def test_a_mark_that_was_cut_stops_the_build(self, built: Path):
        (built / "client" / "assets" / "c.js").write_text('"[[t:one.pl"+"ain@@]]"')

        with pytest.raises(languages.Unfilled, match=r"c\.js"):
            languages.fill(built)
