"""The question before a spoiler, what its buttons say, and the labels of what is hidden."""

from __future__ import annotations

import pytest

from bot.domain.consent import Consent, Label
from bot.domain.dramas import Drama
from bot.domain.progress import Progress, Status
from bot.errors import Outdated
from bot.i18n import Texts, texts
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.layout import say, screen
from bot.present.spoilers import LABEL_TYPED, Answer, Asked
from tests.languages import languages
from tests.present.reading import parts_of, words_of
from tests.world import walk

EN = texts("en")
DRAMA = Drama(7, "1 Litre of Tears", "1リットルの涙", "JP", 2005, episodes=11)


def asked(episode: int | None = 9, standing: Progress | None = None, *beside: str) -> Asked:
    return Asked(
        DRAMA, Label(episode, "0a1b2c3d4e"), standing, "Review", verbs.REVIEW_SHOW, (42, "x"), beside
    )


def said(asked: Asked, t: Texts = EN) -> str:
    return "\n".join(words_of(spoilers.question(t, asked), hidden=False))


def pressed(*args: str) -> Answer:
    return spoilers.answer(Pressed(verbs.REVIEW_SHOW, args))


def buttons(asked: Asked) -> list[Pressed]:
    """What the two buttons that show it say when they are pressed."""
    ids = [str(part.get("custom_id")) for part, _ in walk(parts_of(spoilers.question(EN, asked)))]
    shows = [one.split(":") for one in ids if f":{verbs.REVIEW_SHOW}:" in one]
    return [Pressed(verbs.REVIEW_SHOW, tuple(one[3:])) for one in shows]


def test_the_question_says_how_far_the_reader_is_and_what_it_spoils() -> None:
    told = said(asked(9, Progress(Status.WATCHING, 3), "by mika"))
    assert "1 Litre of Tears" in told
    assert "Review" in told
    assert "by mika" in told
    assert "You've watched up to episode 3. This contains spoilers for episode 9." in told
    assert "I have seen up to episode 9" in told


@pytest.mark.parametrize("standing", [None, Progress(Status.PLAN), Progress(Status.WATCHING, 0)])
def test_who_has_seen_nothing_is_told_so(standing: Progress | None) -> None:
    assert "You haven't started this drama. This contains spoilers for episode 9." in said(asked(9, standing))


def test_without_an_episode_it_is_about_none() -> None:
    assert "spoilers for episode 0" in said(asked(None))


def test_the_answers_say_what_was_asked() -> None:
    anyway, seen = map(spoilers.answer, buttons(asked(9)))
    subject = Pressed(verbs.REVIEW_SHOW, ("42", "x"))
    assert anyway == Answer(False, subject, Consent(9, "0a1b2c3d4e"))
    assert seen == Answer(True, subject, Consent(9, "0a1b2c3d4e"))


def test_an_answer_of_an_earlier_version_says_no_episode() -> None:
    assert pressed("s", "42") == Answer(False, Pressed(verbs.REVIEW_SHOW, ("42",)), Consent(None))
    assert pressed("p") == Answer(True, Pressed(verbs.REVIEW_SHOW, ()), Consent(None))
    assert pressed("s", "e5", "42").consent == Consent(None), "only the last one is the episode"
    assert pressed("p", "e5x").subject.args == ("e5x",)


@pytest.mark.parametrize("args", [(), ("x", "42"), ("S",)])
def test_anything_else_is_outdated(args: tuple[str, ...]) -> None:
    with pytest.raises(Outdated):
        pressed(*args)


def test_the_field_of_a_label_says_what_may_be_typed() -> None:
    field = spoilers.label_field(EN, "spoils", "9" * (LABEL_TYPED + 5))
    assert (field.name, field.limit, field.value) == ("spoils", 20, "9" * 20)
    assert (field.long, field.required) == (False, False)
    assert spoilers.label_field(EN, "spoils", "").value is None
    assert "(1 to" not in str(field.description)
    assert "(1 to 11)" in str(spoilers.label_field(EN, "spoils", "", 11).description)


@languages
def test_what_is_hidden_has_its_label_in_sight(t: Texts) -> None:
    for label in (spoilers.barred(t, ["a"]), spoilers.sealed(t, ["a"], "b")):
        assert label[0] == "a"
        assert label[1].startswith("-# ")
    shown = screen(*spoilers.hidden(t, ["label"], [say("quivelling")]))
    assert "quivelling" not in "".join(words_of(shown, hidden=False))
    assert "quivelling" in "".join(words_of(shown, hidden=True))
    assert "label" in "".join(words_of(shown, hidden=False))


@languages
def test_the_label_of_a_bar_alone_fills_a_preview(t: Texts) -> None:
    """Previews join the texts of a message, hidden ones too, and cut them at 100 characters."""
    assert len("".join(spoilers.barred(t, [""]))) >= 100


def test_two_questions_are_equal_only_where_they_ask_the_same() -> None:
    assert asked(9) == asked(9) != asked(8)
    assert len({asked(9), asked(9)}) == 1
