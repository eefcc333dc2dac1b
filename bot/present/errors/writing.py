"""What is refused of what members write, as sentences."""

from __future__ import annotations

from bot import errors
from bot.domain.paces import Fault
from bot.i18n import Texts
from bot.present import paces, words
from bot.present.errors.sentences import sentence
from bot.present.text import inline


@sentence.register
def _(_error: errors.NoReviews, t: Texts) -> str:
    return t("Nobody here has reviewed it yet. If you have seen it, yours would be the first.")


@sentence.register
def _(error: errors.NoReviewBy, t: Texts) -> str:
    return t("{member} has not reviewed it.", member=f"<@{error.member_id}>")


@sentence.register
def _(_error: errors.NoOwnReview, t: Texts) -> str:
    return t("You have not reviewed it.")


@sentence.register
def _(error: errors.BadLabel, t: Texts) -> str:
    return t(
        "*{value}* is no episode. Leave the field empty if it spoils nothing, or give the number of the "
        "last episode that it tells of.",
        value=inline(error.value, 100),
    )


@sentence.register
def _(error: errors.QuoteKnown, t: Texts) -> str:
    return t("{title}: this quote is saved already.", title=f"**{words.title(error.drama)}**")


@sentence.register
def _(error: errors.NoQuotes, t: Texts) -> str:
    if error.drama is None:
        return t("Nothing has been quoted here yet. /quote add saves a quote.")
    name = f"**{words.title(error.drama)}**"
    return t("Nothing of {title} has been quoted here yet. /quote add saves a quote.", title=name)


@sentence.register
def _(error: errors.TextTooLong, t: Texts) -> str:
    return t(
        "The text has {length} characters; at most {limit} fit. Nothing was saved.",
        length=error.length,
        limit=error.limit,
    )


@sentence.register
def _(error: errors.FilesTooLarge, t: Texts) -> str:
    return t(
        "Its files have {size} MB; at most {limit} MB can be posted again. Nothing was done: delete the "
        "message, and post the files anew, marked as spoilers.",
        size=t.number(error.size / 1_048_576),
        limit=t.number(error.limit / 1_048_576),
    )


@sentence.register
def _(error: errors.NotAnEpisode, t: Texts) -> str:
    return t("*{value}* is no episode. Give the number of the last one.", value=inline(error.value, 100))


@sentence.register
def _(error: errors.BadPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        return t(
            "One synopsis is published at a time, so a pace says only when: `every day 20:00`, `Tuesdays and "
            "Fridays`. With which episode it begins is an option of its own."
        )
    if (told := paces.misread(t, error.misread)) is not None:
        return told
    return t(
        "*{value}* is no pace. I read `every day 20:00 Asia/Tokyo`, `Tuesdays and Fridays 9 pm`, `weekends` "
        "and `毎週火曜 21時`.",
        value=inline(error.text, 100),
    )


@sentence.register
def _(error: errors.NoSchedule, t: Texts) -> str:
    return t("Nothing publishes synopses of {title} by the clock.", title=f"**{words.title(error.drama)}**")
