"""Refusals of what members write, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from bot import errors
from bot.domain.paces import Fault
from bot.domain.stills import MOST_PIXELS, SENT_LIMIT, Unfit
from bot.i18n import N_, Texts
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
        title=f"**{words.title(t, error.drama)}**",
    )


@sentence.register
def _(error: errors.QuoteSpoils, t: Texts) -> str:
    return t(
        "{title}: this quote spoils up to episode {n}, so it can't become a picture. No bar would hide it.",
        title=f"**{words.title(t, error.drama)}**",
        n=error.episode,
    )


@sentence.register
def _(error: errors.QuoteKnown, t: Texts) -> str:
    return t("{title}: this quote is already saved.", title=f"**{words.title(t, error.drama)}**")


@sentence.register
def _(error: errors.NoQuotes, t: Texts) -> str:
    if error.drama is None:
        return t("No quotes here yet. {/quote add} saves one.")
    name = f"**{words.title(t, error.drama)}**"
    return t("No quotes from {title} here yet. {/quote add} saves one.", title=name)


_UNFIT: Mapping[Unfit, str] = {
    Unfit.KIND: N_("Picture {n} is no JPEG, PNG, WebP or GIF, whatever its name says. Nothing was changed."),
    Unfit.DAMAGED: N_("Picture {n} is damaged and can't be read. Nothing was changed."),
    Unfit.ANIMATED: N_("Picture {n} moves, and only still pictures are taken. Nothing was changed."),
    Unfit.BYTES: N_("Picture {n} is too large: at most {limit} MB are taken. Nothing was changed."),
    Unfit.PIXELS: N_(
        "Picture {n} has too many pixels: at most {pixels} million are taken. Nothing was changed."
    ),
    Unfit.EFFORT: N_(
        "Picture {n} takes more memory or time to read than any that is taken. Nothing was changed."
    ),
}


@sentence.register
def _(error: errors.PictureUnfit, t: Texts) -> str:
    return t(
        _UNFIT[error.why], n=error.number, limit=SENT_LIMIT // 1_048_576, pixels=MOST_PIXELS // 1_000_000
    )


@sentence.register
def _(error: errors.PictureUndescribed, t: Texts) -> str:
    return t(
        "Say what picture {n} shows, for those who can't see it. A few words are enough. Nothing was "
        "changed.",
        n=error.number,
    )


@sentence.register
def _(error: errors.PicturesFull, t: Texts) -> str:
    limit = t.number(error.limit // 1_048_576)
    if error.own:
        return t(
            "All your pictures together may have {limit} MB. Remove some of the earlier ones. Nothing was "
            "changed.",
            limit=limit,
        )
    return t(
        "There is no more room for pictures here: all together may have {limit} MB. Nothing was changed.",
        limit=limit,
    )


@sentence.register
def _(error: errors.PicturesNotYet, t: Texts) -> str:
    return t.plural(
        "On this server, members can add pictures {n} day after they joined.",
        "On this server, members can add pictures {n} days after they joined.",
        error.days,
    )


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
    return t("No synopses of {title} are scheduled.", title=f"**{words.title(t, error.drama)}**")


@sentence.register
def _(error: errors.AdviceRefused, t: Texts) -> str:
    return t("{member} takes no recommendations at the moment.", member=f"<@{error.member_id}>")
