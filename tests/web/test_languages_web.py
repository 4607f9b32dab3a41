"""The app in its other languages: words, numbers and the server's own sentences, and nothing wider than a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.reading import Reader
from tests.web.shelves import books_of, drawn, opened, too_wide

LOCALES = Path(__file__).parents[2] / "gateway" / "web" / "locales"
LANGUAGES = {"de": "de-DE", "fr": "fr-FR", "es": "es-ES", "ja": "ja-JP"}
NAMES = {"de": "Tidewright Nr. 1", "fr": "Tidewright n° 1", "es": "Tidewright n.º 1", "ja": "Tidewright 第1号"}
BROKEN = "The archive ends early: none of its pages can be read."
WRONG = "Your current password is not right."
ROOMS = ("/", "/browse", "/statistics", "/problems", "/account", "/admin/scan", "/admin/users", "/admin/system")
TRANSLATE = """async (text) => {
  const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '')
  return (await import(`${at}/js/told.js`)).say(text)
}"""


def catalogue(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LOCALES / f"{name}.json").read_text())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_spoken_to_the_last_sentence(care: Any, language: str) -> None:
    words, sentences = catalogue(language), catalogue(f"server/{language}")
    page = opened(care, "/problems", 390, locale=LANGUAGES[language])
    assert page.evaluate("document.documentElement.lang") == language
    expect(page.locator(".care-row")).to_contain_text(sentences[BROKEN])
    assert BROKEN not in page.content()
    for path in ROOMS:
        page.goto(care.url + path)
        drawn(page)
        assert too_wide(page) <= 0, path
    page.goto(care.url + "/account")
    drawn(page)
    page.get_by_label(words["account.currentPassword"], exact=True).fill("not this one")
    page.get_by_label(words["account.newPassword"], exact=True).fill("not this one")
    page.get_by_role("button", name=words["account.changePassword"]).click()
    expect(page.get_by_role("alert").filter(has_text=sentences[WRONG])).to_be_visible()
    book = next(one for one in books_of(page, "Tidewright") if one["chapter"] == 1)
    page.goto(f"{care.url}/issue/{book['id']}")
    drawn(page)
    expect(page).to_have_title(f"{NAMES[language]} · Quarterbin")


def test_sentences_within_sentences_and_numbers_come_along(care: Any) -> None:
    page = opened(care, "/lost", locale="de-DE")
    assert page.evaluate(TRANSLATE, "A list holds 20,000 items.") == "Eine Liste fasst 20.000 Einträge."
    inner = "The folder /media/comics cannot be read. The server has no permission to read it."
    said = "Der Ordner /media/comics lässt sich nicht lesen. Der Server hat kein Recht, ihn zu lesen."
    assert page.evaluate(TRANSLATE, inner) == said
    assert page.evaluate(TRANSLATE, "The archive ends early") == "Das Archiv bricht ab"
    unknown = "Something that nobody has put into words yet (1)."
    assert page.evaluate(TRANSLATE, unknown) == unknown
    told = page.evaluate(TRANSLATE, "This request is not right: username: String should have at least 8 characters.")
    assert told == "Die Eingabe stimmt nicht: username: mindestens 8 Zeichen."


def test_the_app_is_installed_in_the_readers_language(web: Any) -> None:
    page = web.new_page(locale="ja-JP", service_workers="allow")
    page.goto(web.url)
    drawn(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools = page.context.new_cdp_session(page)
    told = tools.send("Page.getAppManifest")
    assert (told["errors"], told["url"]) == ([], f"{web.url}/locales/ja.webmanifest")
    hindered = {one["errorId"] for one in tools.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert hindered <= {"in-incognito"}, "all that keeps it from being installed is the test's own window"
    page.context.set_offline(True)
    kept = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(one => one.json())")
    assert kept == json.loads(told["data"])
    assert (kept["lang"], kept["id"]) == ("ja", "/")


def test_choices_of_the_reader_are_apart_in_every_script(web: Any) -> None:
    reader = Reader(web, web.new_page(locale="ja-JP"))
    reader.open()
    expect(reader.page.locator(".stage img.page").first).to_be_visible()
    reader.page.keyboard.press("s")
    groups = reader.page.get_by_role("radiogroup")
    expect(groups.first).to_be_visible()
    assert groups.count() >= 4
    names = [group.get_by_role("radio", checked=True).get_attribute("name") for group in groups.all()]
    assert len(set(names)) == groups.count(), "one choice is made in each"


# The lines that a text takes in a box so narrow that every place where it may break is one.
LINES = """(text) => {
  const box = document.body.appendChild(document.createElement('div'))
  box.style.inlineSize = '0px'
  box.textContent = text
  const range = document.createRange()
  const [lines, node] = [[], box.firstChild]
  let last = null
  for (let at = 0; at < text.length; at++) {
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    const top = range.getClientRects()[0]?.top
    if (top === undefined) continue
    if (top === last) lines[lines.length - 1] += text[at]
    else lines.push(text[at])
    last = top
  }
  box.remove()
  return lines.map((line) => line.replace(/[\\s\\u2060]+/g, ' ').trim())
}"""
SAID = """async ([key, values]) => {
  const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '')
  return (await import(`${at}/js/i18n.js`)).t(key, values)
}"""


@pytest.mark.parametrize(
    ("language", "key", "values", "lines"),
    [
        ("en-GB", "count.pages", {"n": 2100}, ["2,100 pages"]),
        ("en-GB", "name.volume", {"no": "12.5"}, ["Volume 12.5"]),
        ("de-DE", "count.issues", {"n": 12}, ["12 Ausgaben"]),
        ("ja-JP", "name.issue", {"no": "12"}, ["第 12 号"]),
        ("ja-JP", "name.volume", {"no": "3"}, ["第 3 巻"]),
    ],
)
def test_a_number_and_what_it_counts_stay_in_one_line(
    care: Any, language: str, key: str, values: dict[str, Any], lines: list[str]
) -> None:
    page = opened(care, "/lost", locale=language)
    said = page.evaluate(SAID, [key, values])
    assert page.evaluate(LINES, said) == lines
    assert "\u2060" not in page.title()
