"""The forms that curators fill in, and what the store then holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.curating import Saved, Section, Typed
from bot.domain.dramas import CatalogueEntry
from bot.services.catalogue.curating import SectionForm
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import REI, rows

TEARS = 1
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ANOTHER = replace(REI, member_id=9)


def filled(form: SectionForm, texts: Mapping[str, str]) -> Typed:
    """The form as it comes back with some of its texts changed."""
    first, last = (form.piece.first, form.piece.last) if form.piece else (0, 0)
    return Typed(form.drama.id, form.section, {**form.texts, **texts}, form.marks, first, last)


async def save(
    services: Services, section: Section, texts: Mapping[str, str], *, drama: int = TEARS, first: int = 1
) -> Saved:
    form = await services.curating.form(drama, section, first)
    return await services.curating.save(filled(form, texts), REI, NOW)


async def entry(services: Services, drama: int = TEARS) -> CatalogueEntry:
    return (await services.curating.view(drama)).entry


async def marked(store: Database, drama: int = TEARS) -> set[object]:
    found = await rows(store, "SELECT field, source, member_id FROM provenance WHERE drama_id = ?", drama)
    assert {row[1:] for row in found} <= {("member", REI.member_id)}
    return {row[0] for row in found}


async def audited(store: Database) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT guild_id, actor_id, action, subject, detail FROM audit ORDER BY id")
