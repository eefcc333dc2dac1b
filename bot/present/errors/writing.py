"""Refusals of what members write, as sentences."""

from __future__ import annotations

from bot import errors
from bot.domain.paces import Fault
from bot.i18n import Texts
from bot.present import paces, words
from bot.present.errors.sentences import sentence
from bot.present.text import inline


@sentence.register
def _(_error: errors.NoReviews, t: Texts) -> str:
    return t("No one here has reviewed it yet. If you have seen it, yours would be the first.")


@sentence.register
def _(error: errors.NoReviewBy, t: Texts) -> str:
    return t("{member} has not reviewed it.", member=f"<@{error.member_id}>")


@sentence.register
def _(_error: errors.NoOwnReview, t: Texts) -> str:
    return t("You have not reviewed it.")


@sentence.register
def _(error: errors.BadLabel, t: Texts) -> str:
    return t(
        "*{value}* isn't an episode. Leave the field empty if it contains no spoilers, or give the number "
        "of the last episode you mention.",
        value=inline(error.value, 100),
    )


@sentence.register
def _(error: errors.SpoilerUnlabelled, t: Texts) -> str:
    return t(
        "{title}: your text hides something with `||…||`, so it is a spoiler. Say up to which episode it "
        "tells.",
        title=f"**{words.title(error.drama)}**",
    )


@sentence.register
def _(error: errors.QuoteKnown, t: Texts) -> str:
    return t("{title}: this quote is already saved.", title=f"**{words.title(error.drama)}**")


@sentence.register
def _(error: errors.NoQuotes, t: Texts) -> str:
    if error.drama is None:
        return t("No quotes here yet. {/quote add} saves one.")
    name = f"**{words.title(error.drama)}**"
    return t("No quotes from {title} here yet. {/quote add} saves one.", title=name)


@sentence.register
def _(error: errors.TextTooLong, t: Texts) -> str:
    return t(
        "The text has {length} characters; the limit is {limit}. Nothing was saved.",
        length=error.length,
        limit=error.limit,
    )


@sentence.register
def _(error: errors.FilesTooLarge, t: Texts) -> str:
    return t(
        "Its files are {size} MB; at most {limit} MB can be posted again. Nothing was changed: "
        "delete the message, and post the files again, marked as spoilers.",
        size=t.number(error.size / 1_048_576),
        limit=t.number(error.limit / 1_048_576),
    )


@sentence.register
def _(error: errors.NotAnEpisode, t: Texts) -> str:
    return t("*{value}* isn't an episode. Give the number of the last one.", value=inline(error.value, 100))


@sentence.register
def _(error: errors.BadPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        told = t(
            "One synopsis is published at a time, so a pace only says when: `every day 20:00`, `Tuesdays "
            "and Fridays`. The first episode has an option of its own."
        )
        return paces.with_example(t, told, paces.OF_SYNOPSES)
    if (why := paces.misread(t, error.misread)) is not None:
        return paces.with_example(t, why, paces.OF_SYNOPSES)
    return t(
        "*{value}* isn't a pace. Write it like `every day 20:00 Asia/Tokyo`, `Tuesdays and Fridays 9 pm`, "
        "`weekends` or `毎週火曜 21時`.",
        value=inline(error.text, 100),
    )


@sentence.register
def _(error: errors.NoSchedule, t: Texts) -> str:
    return t("No synopses of {title} are scheduled.", title=f"**{words.title(error.drama)}**")


@sentence.register
def _(error: errors.AdviceRefused, t: Texts) -> str:
    return t("{member} takes no recommendations at the moment.", member=f"<@{error.member_id}>")
