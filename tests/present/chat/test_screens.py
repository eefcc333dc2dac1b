"""What the chat says: every question in every button, the longest facts, and nothing that does not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.dramas import Drama, Job, Link, LinkKind, StaffMember
from bot.domain.progress import Status
from bot.domain.questions import FACTS, NEEDS_DRAMA, WRITES, Intent, Question
from bot.errors import Outdated
from bot.i18n import Texts, texts
from bot.present.actions import Pressed, parse
from bot.present.chat import facts, questions, screens
from bot.services.chat.calls import COMMANDS, call_of
from tests.cogs.listing import COMMANDS as THERE
from tests.present import extremes
from tests.present.extremes import SNOWFLAKE
from tests.present.reading import problems

TODAY = date(2026, 1, 1)
FULL = Question(
    Intent.CAST, SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, 5_000, "9.5/10", "JP", "Supernatural", 2200, "on hold"
)
languages = pytest.mark.parametrize("t", [texts("en"), texts("ja")], ids=["en", "ja"])
fillings = pytest.mark.parametrize("filling", extremes.FILLINGS.values(), ids=extremes.FILLINGS)


def _whole(intent: Intent) -> Question:
    """A question of this intent with all that can belong to it."""
    full = replace(FULL, intent=intent, drama_id=12_345_678 if intent in NEEDS_DRAMA else None)
    slots = {
        Intent.CAST: {"character": "Ikeuchi Aya and more"},
        Intent.SYNOPSIS: {"episode": 5_000},
        Intent.SEEN: {"episode": 5_000},
        Intent.OPINION: {"member_id": SNOWFLAKE},
        Intent.PERSON: {"person_id": 12_345_678},
        Intent.SCORE: {"overall": "9.5/10"},
        Intent.STATUS: {"status": Status.ON_HOLD.value},
        Intent.LIST: {"status": Status.ON_HOLD.value},
        Intent.HELP: {"command": "recommend received"},
        Intent.SIMILAR: {"country": "KR", "shorter": True},
        Intent.TOP: {"by": "popularity", "country": "KR", "genre": "Psychological", "year": 2200},
        Intent.SEARCH: {"country": "KR", "genre": "Psychological", "year": 2200},
        Intent.FOR_ME: {"country": "KR", "genre": "Psychological"},
        Intent.RANDOM: {"country": "KR", "genre": "Psychological"},
        Intent.TODAY: {"country": "KR"},
    }
    return Question(intent, full.drama_id, **slots.get(intent, {}))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("intent", Intent)
def test_a_button_says_the_question_again_and_nothing_else(intent: Intent) -> None:
    asked = questions.short(_whole(intent))
    made = questions.asking("label", asked, SNOWFLAKE)
    pressed = parse(str(made["custom_id"]))
    assert pressed is not None
    owner, read = questions.pressed_question(pressed)
    assert read == asked
    assert owner == (SNOWFLAKE if intent in WRITES else questions.ANYBODY)


@pytest.mark.parametrize(
    "args", [("0",), ("0", "nonsense"), ("x", "card"), ("0", "card", "z1"), ("0", "card", "dx")]
)
def test_what_no_button_says_is_outdated(args: tuple[str, ...]) -> None:
    with pytest.raises(Outdated):
        questions.pressed_question(Pressed("chat", args))
    with pytest.raises(Outdated):
        questions.pressed_question(Pressed("chat", ("0", "status", "d1", "snonsense")))


def test_every_question_has_a_command_or_a_fact_and_fills_only_options_that_it_has() -> None:
    assert set(COMMANDS) | FACTS == set(Intent)
    for intent in COMMANDS:
        call = call_of(_whole(intent))
        told = {option.removesuffix("*") for option in THERE[call.command]}
        required = {option[:-1] for option in THERE[call.command] if option.endswith("*")}
        assert required <= set(call.options) <= told, intent


@languages
@fillings
def test_the_longest_facts_fit(t: Texts, filling: str | None) -> None:
    shown = extremes.card(filling)
    link = Link(LinkKind.STREAM, "s" * 300, "https://example.org/" + "l" * 500)
    staff = tuple(StaffMember("p" * 120, job) for job in Job for _ in range(50))
    entry = replace(shown.entry, links=(link,) * 60, staff=staff, networks=("n" * 200,) * 60)
    shown = replace(shown, entry=entry)
    for one in FACTS:
        for other in FACTS:
            told = [(replace(_whole(intent), intent=intent), shown) for intent in {one, other}]
            for private in (True, False):
                assert not problems(facts.answer(t, told, private=private, today=TODAY))


@languages
@fillings
def test_every_label_and_question_back_fits(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling)
    choices = [replace(_whole(intent), drama_id=drama.id) for intent in Intent]
    dramas = {drama.id: drama}
    for at in range(0, len(choices), 4):
        part = choices[at : at + 4]
        assert not problems(screens.which(t, part, dramas, SNOWFLAKE))
        assert not problems(screens.lost(t, part, dramas, SNOWFLAKE))
        assert not problems(screens.which_drama(t, part, dramas, SNOWFLAKE))
    for one in choices:
        assert not problems(screens.for_you(t, one, SNOWFLAKE))
        assert not problems(screens.confirm(t, one, drama, SNOWFLAKE))
    assert not problems(screens.hello(t, SNOWFLAKE))
    found = [replace(drama, id=at) for at in range(1, 30)]
    narrowed = Question(Intent.SIMILAR, drama.id, country="KR", shorter=True)
    assert not problems(facts.narrowed(t, drama, found, narrowed))
    assert not problems(facts.narrowed(t, Drama(1, "A"), [], narrowed))


def test_what_nothing_is_known_of_is_said() -> None:
    bare = extremes.bare_card()
    for intent in FACTS:
        view = facts.answer(texts("en"), [(Question(intent, 1), bare)], private=False, today=TODAY)
        assert not problems(view)
