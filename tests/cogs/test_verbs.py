"""Every verb is written once, every one that a screen shows has its handler, and every handler a screen."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from bot.client import NamidaBot
from bot.present import verbs
from tests import source_code

ROOT = source_code.ROOT
WRITTEN = ROOT / "bot" / "present" / "verbs.py"
DECORATORS = ("on_press", "on_form")
NAMES = {name: str(verb) for name, verb in vars(verbs).items() if name.isupper() and isinstance(verb, str)}
COLLECTIONS = {name for name, several in vars(verbs).items() if isinstance(several, tuple | frozenset)}
# These are on messages that were sent, so they must always be understood. New ones need not be added.
SENT = {
    "again", "card", "tab", "page", "top", "help", "episodes", "synopsis", "reveal", "seen", "write",
    "dismiss",
    "rate", "score", "scoreepisode", "unscore", "unscored", "keepscore", "ratings", "pastscores",
    "scoresshow",
    "next", "plan", "rewatch", "watchmore",
    "watchlist", "watchfilter", "listtry", "listapply", "listleave", "listundo", "listrow", "listis",
    "listskip", "listlook", "listadopt",
    "profile", "editprofile", "setprofile", "setcountry",
    "airtoday", "unlist", "follow", "unfollow", "digest", "digestat", "digestoff",
    "reviews", "reviewat", "reviewread", "reviewshow", "reviewpage", "reviewsof", "reviewvote",
    "reviewwrite", "reviewdrop",
    "synopsisin", "synanew", "synschedules", "synqueue", "synpublish", "synedit", "synback",
    "synend", "synmine",
    "similar", "agree", "reason", "suggest", "unsuggest", "unsuggested",
    "markread", "markshow", "markdrama", "markedit", "markanew", "unmark", "unmarknow",
    "warnings", "warntell", "warnask", "warnending", "warnsubjects", "warnback",
    "clubseen", "clubjoin", "clubleave", "clubremind", "clubstatus", "clubwhich", "clubendnow",
    "discuss", "board",
    "comment", "commentreply", "commentmine", "commentedit", "commentdrop", "commentread", "commentshow",
    "commentpage", "commentlike", "commentreport", "commentmod", "commenttake", "commentback",
    "quoteanother", "quoteread", "quotepicture", "quoteshow", "quotewrite",
    "quotemine", "quoteedit", "quotedrop",
    "settings", "setchannel", "setrole", "setpolicy", "setlanguage", "setbatch",
    "addfrom", "addhand", "edit", "editpanel", "editranges", "refresh", "applyrefresh", "linkto",
    "applylink", "adopt", "lookup", "samedrama", "mergedramas", "removedrama", "restoredrama",
    "quote", "review", "mark",
    "catapprove", "catdecline", "catmatch", "matchsame", "matchother",
    "cathistory", "catqueue", "catundo", "clubout", "liststand", "unimport",
}  # fmt: skip


def test_no_two_verbs_share_a_name_or_a_text() -> None:
    """A second one under the same name would quietly take the handlers of the first."""
    written = [
        (target.id, node.value.args[0].value)
        for node in ast.parse(WRITTEN.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.args[0], ast.Constant)
    ]
    assert len(written) > 100
    for kind in zip(*written, strict=True):
        assert [one for one, count in Counter(kind).items() if count > 1] == []


@cache
def modules() -> dict[Path, ast.Module]:
    """Those that name verbs or the kind of them, or call what takes one."""
    takes = "|".join(map(re.escape, sorted(takers())))
    found = source_code.modules("bot", "cogs", matching=rf"\b(?:verbs|Verb)\b|\b(?:{takes})\(")
    return {ROOT / path: module for path, module in found}


def called(call: ast.Call) -> str:
    """The last name of what is called: `form` of `forms.form(…)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def calls() -> tuple[tuple[Path, ast.Call], ...]:
    return tuple(
        (path, node)
        for path, module in modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
    )


@cache
def takers() -> dict[str, set[int]]:
    """Whatever takes a verb, with the place of it among the arguments: functions, and values with a field."""
    found: dict[str, set[int]] = defaultdict(set)
    for _, module in source_code.modules("bot", "cogs", matching=r"\bVerb\b"):
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = [one for one in node.args.args if one.arg != "self"]
                kinds = [one.annotation for one in given]
            elif isinstance(node, ast.ClassDef):
                kinds = [one.annotation for one in node.body if isinstance(one, ast.AnnAssign)]
            else:
                continue
            for place, kind in enumerate(kinds):
                if isinstance(kind, ast.Name) and kind.id == "Verb":
                    found[node.name].add(place)
    return found


def shown() -> tuple[set[str], set[str]]:
    """The verbs that buttons and menus bear, and those that forms bear, from where they are named."""
    pressed: set[str] = set()
    submitted: set[str] = set()

    def look(node: ast.AST, form: bool) -> None:
        if isinstance(node, ast.Call):
            if called(node) in DECORATORS:
                return
            form = called(node).endswith("form")
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "verbs"
            and node.attr not in COLLECTIONS
        ):
            (submitted if form else pressed).add(NAMES[node.attr])
        for inner in ast.iter_child_nodes(node):
            look(inner, form)

    for path, module in modules().items():
        if path != WRITTEN and path.name != "client.py":  # the client names one to hand it to its handler
            look(module, False)
    return pressed, submitted


def test_every_verb_is_another_word() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
    assert set(NAMES.values()) >= SENT, "the buttons of messages that were sent say these"


def test_verbs_are_written_in_one_place() -> None:
    assert {"button", "menu", "form", "on_press", "on_form", "pager", "Asked", "DraftKept"} <= set(takers())
    literal = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {called(call)} is given the verb {part.value!r}"
        for path, call in calls()
        for place in takers().get(called(call), ())
        for argument in call.args[place : place + 1]
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and part.value in NAMES.values()
    ]
    made = [
        f"{path.relative_to(ROOT)}:{call.lineno}: a verb belongs into bot/present/verbs.py"
        for path, call in calls()
        if called(call) == "Verb" and path != WRITTEN
    ]
    assert literal + made == []


async def test_every_verb_has_a_handler_and_a_screen(bot: NamidaBot) -> None:
    await bot.add_cogs()
    pressed, submitted = shown()

    assert set(NAMES.values()) == {*bot.handlers, *bot.forms}
    assert pressed - set(bot.handlers) == set(), "buttons or menus that nobody handles"
    assert submitted - set(bot.forms) == set(), "forms that nobody handles"
    old = set(verbs.NO_LONGER_SHOWN)
    assert set(bot.handlers) - pressed == old, "handlers of buttons that no screen shows"
    assert set(bot.forms) - submitted == set(), "handlers of forms that no screen opens"
