"""Words of closed vocabularies in the reader's language: shown, found and written; what is kept stays the value."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.web.shelves import ask, books_of, drawn, opened, series_named
from tests.web.test_languages_web import catalogue

GERMAN = catalogue("de")
ROUND = """async ([words, typed]) => {
  const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '')
  const { STATUSES } = await import(`${at}/js/terms.js`)
  return [words.map((word) => STATUSES.name(word)), typed.map((word) => STATUSES.value(word))]
}"""


def metadata(page: Any, name: str) -> Any:
    return ask(page, "GET", f"/api/series/{series_named(page, name)['id']}/metadata")


def test_a_filter_shows_the_word_and_asks_for_the_value(care: Any) -> None:
    page = opened(care, "/browse?view=list", locale="de-DE")
    page.locator("#filter-status").click()
    page.get_by_role("checkbox", name=re.compile("^Laufend")).check()
    expect(page).to_have_url(re.compile(r"status=Ongoing"))
    expect(page.locator(".windowed .card")).to_have_count(1)
    expect(page.locator(".windowed .card")).to_contain_text("Laufend")
    expect(page.locator(".chip-on")).to_have_text("Laufend")
    assert "Ongoing" not in page.locator("body").inner_text()


def test_statuses_and_roles_where_a_series_and_a_comic_are_looked_at(care: Any) -> None:
    page = opened(care, "/", locale="ja-JP")
    kaiju, book = series_named(page, "Paper Kaiju"), books_of(page, "Tidewright")[0]
    page.goto(f"{care.url}/series/{kaiju['id']}")
    drawn(page)
    expect(page.locator(".facts").first).to_contain_text("連載中")
    expect(page.locator(".about").first).to_contain_text("連載中")
    page.goto(f"{care.url}/issue/{book['id']}")
    drawn(page)
    for place in (page.locator(".facts").first, page.locator(".about").first):
        expect(place).to_contain_text("脚本")
        expect(place).not_to_contain_text("writer")


def test_what_is_written_in_ones_own_language_is_kept_as_the_value(care: Any) -> None:
    page = opened(care, "/", locale="de-DE")
    page.goto(f"{care.url}/series/{series_named(page, 'Paper Kaiju')['id']}")
    drawn(page)
    page.locator(".actions summary").click()
    page.get_by_role("button", name=GERMAN["series.edit"], exact=True).click()
    sheet = page.get_by_role("dialog")
    status = sheet.get_by_label(GERMAN["field.status"], exact=True)
    expect(status).to_have_value("Laufend")
    expect(sheet.locator(".meta-row.is-changed")).to_have_count(0)
    status.fill("beendet")
    people = sheet.locator(".meta-row[data-field=authors]")
    people.locator("button", has_text=GERMAN["pairs.addPerson"]).click()
    people.locator("input").first.fill("Jun Tallow")
    people.locator("input").nth(1).fill("Tusche")
    sheet.get_by_label(GERMAN["field.demographics"], exact=True).fill("Kinder")
    page.keyboard.press("Enter")
    sheet.get_by_role("button", name=GERMAN["editor.save"]).click()
    expect(sheet).to_have_count(0)
    told = metadata(page, "Paper Kaiju")
    assert told["status"]["value"] == "Ended"
    assert told["authors"]["value"] == [{"name": "Jun Tallow", "role": "inker"}]
    assert told["demographics"]["value"] == ["Kodomo"]
    expect(page.locator(".facts").first).to_contain_text("Tusche")
    with page.expect_response(lambda answer: answer.request.method != "GET"):
        page.locator(".toast").get_by_role("button", name=GERMAN["toast.undo"]).click()
    assert metadata(page, "Paper Kaiju")["status"]["value"] == "Ongoing"


def test_words_of_no_vocabulary_stay_and_spellings_do_not_matter(care: Any) -> None:
    page = opened(care, "/", locale="de-DE")
    names, values = page.evaluate(ROUND, [["ON-HIATUS", "cancelled", "Sleeping", "__proto__"], ["Pausiert", "schläft"]])
    assert names == ["Pausiert", "Eingestellt", "Sleeping", "__proto__"]
    assert values == ["Hiatus", "schläft"]


def test_the_log_is_read_and_searched_in_ones_own_language(care: Any) -> None:
    page = opened(care, "/admin/logs", locale="de-DE")
    line = page.locator(".log-line", has_text="Scan beendet").first
    expect(line).to_be_visible()
    page.get_by_label(GERMAN["logs.find"]).fill("scan BEENDET")
    expect(page.locator(".log-line")).to_have_count(1)
    line.locator("summary").click()
    expect(line.locator("dl")).to_contain_text("scan ended")
