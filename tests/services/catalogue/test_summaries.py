"""Curators write a drama's summary in every language that readers have, one form for each."""

from __future__ import annotations

import pytest

from bot.domain.changes import Change, ChangeKind
from bot.domain.curating import FIELDS, Section, Typed, mark
from bot.domain.dramas import summary_field
from bot.domain.languages import LANGUAGES
from bot.errors import StaleForm
from bot.services.container import Services
from bot.store.database import Database
from tests.services.catalogue.curator_forms import ANOTHER, NOW, TEARS, audited, entry, filled, marked, save
from tests.services.people import REI, rows

PLACES = {language: at for at, language in enumerate(LANGUAGES, 1)}
OWNER = 99


async def write(services: Services, language: str, text: str) -> tuple[str, ...]:
    field, place = summary_field(language), PLACES[language]
    return (await save(services, Section.SUMMARIES, {field: text}, first=place)).fields


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_form_holds_the_summary_of_its_language_and_changes_no_other(
    services: Services, store: Database, language: str
) -> None:
    field, before = summary_field(language), (await entry(services)).summary_texts
    form = await services.curating.form(TEARS, Section.SUMMARIES, PLACES[language])
    assert dict(form.texts) == {field: before.get(language, "")}
    assert await write(services, language, "First line.\n\nLast line.") == (field,)
    assert (await entry(services)).summary_texts == {**before, language: "First line.\n\nLast line."}
    assert await marked(store) == {field}
    assert [row[-1] for row in await audited(store)] == [f'{{"fields": "{field}"}}']
    ((change,),) = await rows(store, "SELECT id FROM catalogue_change")
    await services.curating.undo(int(str(change)), REI, NOW)
    assert (await entry(services)).summary_texts == before


async def test_two_curators_write_in_two_languages_at_once(services: Services) -> None:
    korean = await services.curating.form(TEARS, Section.SUMMARIES, PLACES["ko"])
    french = await services.curating.form(TEARS, Section.SUMMARIES, PLACES["fr"])
    await services.curating.save(filled(korean, {"summary ko": "아야의 이야기."}), REI, NOW)
    await services.curating.save(filled(french, {"summary fr": "L’histoire d’Aya."}), ANOTHER, NOW)
    told = (await entry(services)).summary_texts
    assert (told["ko"], told["fr"]) == ("아야의 이야기.", "L’histoire d’Aya.")


async def test_a_proposed_summary_is_made_or_found_stale(services: Services) -> None:
    form = await services.curating.form(TEARS, Section.SUMMARIES, PLACES["id"])
    typed = filled(form, {"summary id": "Kisah Aya."})
    made = await services.changes.propose(Change(ChangeKind.EDIT, typed=typed), REI, NOW, {OWNER})
    seen = await services.changes.queue(0)
    assert seen is not None
    assert [(line.field, line.before, line.after) for line in seen.lines] == [
        ("summary id", "", "Kisah Aya.")
    ]
    await services.changes.approve(made.id, ANOTHER, NOW)
    assert (await entry(services)).summary_in("id") == "Kisah Aya."

    late = filled(form, {"summary id": "Lain."})
    with pytest.raises(StaleForm):
        await services.changes.propose(Change(ChangeKind.EDIT, typed=late), REI, NOW, {OWNER})


async def test_a_change_proposed_with_the_fields_of_an_older_form_can_be_made(services: Services) -> None:
    """Summaries in English and Japanese once stood in one form with what a drama is based on."""
    before = await entry(services)
    held = {
        "summary": before.summary or "",
        "summary ja": before.summary_texts["ja"],
        "based_on": before.based_on or "",
        "content_rating": before.content_rating or "",
    }
    typed = Typed(
        TEARS, Section.TEXTS, {**held, "summary ja": "亜也の物語。"}, tuple(map(mark, held.values()))
    )
    stored = Change.read(Change(ChangeKind.EDIT, typed=typed).write())
    made = await services.changes.propose(stored, REI, NOW, {OWNER})
    await services.changes.approve(made.id, ANOTHER, NOW)
    after = await entry(services)
    assert after.summary_texts == {**before.summary_texts, "ja": "亜也の物語。"}
    assert (after.based_on, after.content_rating) == (before.based_on, before.content_rating)


def test_every_language_has_its_own_field() -> None:
    assert FIELDS[Section.SUMMARIES] == tuple(map(summary_field, LANGUAGES))
