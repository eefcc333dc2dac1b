"""The documented limits of a message's and a form's components."""

from __future__ import annotations

from collections import Counter

from .problems import (
    Body,
    Finding,
    Findings,
    Json,
    body_of,
    bounded,
    number_of,
    objects,
    required,
    size_of,
    text_of,
)

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})
LAYOUT_ONLY = frozenset({SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER})
LINK, PREMIUM = 5, 6

MOST_COMPONENTS = 40
MOST_TEXT = 4000
MOST_ROWS = 5
MOST_IN_A_ROW = 5
MOST_IN_A_FORM = 5
MOST_OPTIONS = 25


def every_component(components: Json, where: str) -> list[tuple[str, Body]]:
    """Each component with its path, those inside others too: Discord counts them all."""
    found: list[tuple[str, Body]] = []
    for path, component in objects(components, where):
        _add_with_what_is_inside(found, component, path)
    return found


def _add_with_what_is_inside(found: list[tuple[str, Body]], component: Body, where: str) -> None:
    found.append((where, component))
    if inner := component.get("components"):
        found += every_component(inner, f"{where}.components")
    for name in ("accessory", "component"):
        single = component.get(name)
        if isinstance(single, dict):
            _add_with_what_is_inside(found, single, f"{where}.{name}")


def uses_layout(components: Json) -> bool:
    """Whether anything in here exists only in messages with the components-v2 flag."""
    return any(
        number_of(component.get("type")) in LAYOUT_ONLY for _, component in every_component(components, "$")
    )


def check_layout(components: Json, where: str, files: frozenset[str] | None) -> Findings:
    """Components of a message with the components-v2 flag. `files` are the names of what is attached,
    None when they cannot be known (an edit keeps what the message had)."""
    found = every_component(components, where)
    written = sum(len(text_of(one.get("content"))) for _, one in found if one.get("type") == TEXT)
    if written > MOST_TEXT:
        yield Finding(where, f"{written} characters of text in all, where Discord takes {MOST_TEXT}")
    yield from _check_every(found, where, files)


def check_rows(components: Json, where: str) -> Findings:
    """Components of a message without the flag: five rows."""
    if size_of(components) > MOST_ROWS:
        yield Finding(where, f"{size_of(components)} rows, where Discord takes {MOST_ROWS}")
    for path, component in objects(components, where):
        if component.get("type") != ROW:
            yield Finding(path, "is not a row, which needs the components-v2 flag")
    yield from _check_every(every_component(components, where), where, frozenset())


def check_form(form: Body, where: str) -> Findings:
    """The data of a modal."""
    yield from required(form.get("title"), f"{where}.title", 1, 45)
    yield from required(form.get("custom_id"), f"{where}.custom_id", 1, 100)
    components = form.get("components")
    if not 1 <= size_of(components) <= MOST_IN_A_FORM:
        reason = f"{size_of(components)} components in a form, where Discord takes 1 to {MOST_IN_A_FORM}"
        yield Finding(f"{where}.components", reason)
    yield from _check_every(
        every_component(components, f"{where}.components"),
        f"{where}.components",
        frozenset(),
        in_form=True,
    )


def check_media_url(url: Json, where: str, files: frozenset[str] | None) -> Findings:
    """A picture comes from the web or from what is attached to the same message."""
    scheme, _, rest = text_of(url).partition("://")
    if scheme.lower() not in {"http", "https", "attachment"} or not rest:
        yield Finding(where, f"{url!r} is neither http(s) nor attachment://")
    elif scheme.lower() == "attachment" and files is not None and rest not in files:
        yield Finding(where, f"{rest!r} is not attached to the message")


def _check_every(
    found: list[tuple[str, Body]], where: str, files: frozenset[str] | None, *, in_form: bool = False
) -> Findings:
    if len(found) > MOST_COMPONENTS:
        yield Finding(where, f"{len(found)} components in all, where Discord takes {MOST_COMPONENTS}")
    for name in ("custom_id", "id"):
        # Ids left out or 0 are given by Discord.
        borne = [str(component[name]) for _, component in found if component.get(name)]
        for value, times in Counter(borne).items() if len(set(borne)) < len(borne) else ():
            if times > 1:
                yield Finding(where, f"{name} {value!r} is borne by {times} components")
    for path, component in found:
        yield from _check_one(component, path, files, in_form=in_form)


def _check_one(component: Body, where: str, files: frozenset[str] | None, *, in_form: bool) -> Findings:
    yield from bounded(component.get("custom_id"), f"{where}.custom_id", 1, 100)
    kind = number_of(component.get("type"))
    if kind == ROW:
        yield from _check_row(component, where)
    elif kind == BUTTON:
        yield from _check_button(component, where)
    elif kind in SELECTS:
        yield from _check_select(component, where, in_form=in_form)
    elif kind == TEXT_INPUT:
        yield from _check_text_input(component, where)
    elif kind == TEXT:
        yield from required(component.get("content"), f"{where}.content", 1, MOST_TEXT)
    elif kind == LABEL:
        yield from required(component.get("label"), f"{where}.label", 1, 45)
        yield from bounded(component.get("description"), f"{where}.description", 1, 100)
    elif kind in {THUMBNAIL, GALLERY, FILE}:
        yield from _check_media(component, where, files)


def _check_row(row: Body, where: str) -> Findings:
    kinds = [component.get("type") for _, component in objects(row.get("components"), where)]
    if not kinds:
        yield Finding(where, "a row with nothing in it")
    elif all(kind == BUTTON for kind in kinds):
        if len(kinds) > MOST_IN_A_ROW:
            yield Finding(where, f"{len(kinds)} buttons in a row, where Discord takes {MOST_IN_A_ROW}")
    elif len(kinds) > 1:
        yield Finding(where, "a menu or a text field shares its row")


def _check_button(button: Body, where: str) -> Findings:
    yield from bounded(button.get("label"), f"{where}.label", 0, 80)
    style = button.get("style")
    bears = [name for name in ("custom_id", "url", "sku_id") if button.get(name)]
    wanted = "url" if style == LINK else "sku_id" if style == PREMIUM else "custom_id"
    if bears != [wanted]:
        had = ", ".join(sorted(bears)) or "nothing"
        yield Finding(where, f"a button of style {style!r} bears {wanted} alone, this one {had}")
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        yield Finding(where, "a button with neither label nor emoji")
    url = text_of(button.get("url"))
    yield from bounded(url, f"{where}.url", 0, 512)
    if url and url.partition("://")[0].lower() not in {"http", "https", "discord"}:
        yield Finding(f"{where}.url", f"{url!r} is not a link that a button takes")


def _check_select(select: Body, where: str, *, in_form: bool) -> Findings:
    yield from bounded(select.get("placeholder"), f"{where}.placeholder", 0, 150)
    if not select.get("custom_id"):
        yield Finding(f"{where}.custom_id", "a menu without custom_id")
    low, high = select.get("min_values"), select.get("max_values")
    least = 1 if low is None else number_of(low)
    most = 1 if high is None else number_of(high)
    if not 0 <= least <= MOST_OPTIONS or not max(1, least) <= most <= MOST_OPTIONS:
        yield Finding(where, f"takes {least} to {most} values")
    if least == 0 and in_form and select.get("required") is not False:
        yield Finding(where, "takes nothing, in a form that requires something of it")
    chosen = size_of(select.get("default_values"))
    if chosen and not least <= chosen <= most:
        yield Finding(f"{where}.default_values", f"{chosen} chosen, where it takes {least} to {most}")
    if select.get("type") == STRING_SELECT:
        yield from _check_options(select.get("options"), most, f"{where}.options")


def _check_options(options: Json, most: int, where: str) -> Findings:
    if not 1 <= size_of(options) <= MOST_OPTIONS:
        yield Finding(where, f"{size_of(options)} options, where Discord takes 1 to {MOST_OPTIONS}")
    elif most > size_of(options):
        yield Finding(where, f"{size_of(options)} options, of which {most} may be chosen")
    values: set[str] = set()
    each = list(objects(options, where))
    for path, option in each:
        yield from required(option.get("label"), f"{path}.label", 1, 100)
        yield from required(option.get("value"), f"{path}.value", 1, 100)
        yield from bounded(option.get("description"), f"{path}.description", 0, 100)
        value = text_of(option.get("value"))
        if value in values:
            yield Finding(f"{path}.value", f"{value!r} is the value of another option as well")
        values.add(value)
    chosen = sum(option.get("default") is True for _, option in each)
    if chosen > most:
        yield Finding(where, f"{chosen} options chosen beforehand, where {most} may be")


def _check_text_input(field: Body, where: str) -> Findings:
    if not field.get("custom_id"):
        yield Finding(f"{where}.custom_id", "a text field without custom_id")
    yield from bounded(field.get("label"), f"{where}.label", 1, 45)
    yield from bounded(field.get("placeholder"), f"{where}.placeholder", 0, 100)
    low, high = number_of(field.get("min_length")), field.get("max_length")
    most = MOST_TEXT if high is None else number_of(high)
    if not 0 <= low <= most <= MOST_TEXT or most == 0:
        yield Finding(where, f"takes {low} to {most} characters, where Discord takes 1 to {MOST_TEXT}")
    yield from bounded(field.get("value"), f"{where}.value", 0, min(most, MOST_TEXT))


def _check_media(component: Body, where: str, files: frozenset[str] | None) -> Findings:
    if component.get("type") == FILE:
        url = body_of(component.get("file")).get("url")
        if not text_of(url).lower().startswith("attachment://"):
            yield Finding(f"{where}.file.url", f"{url!r} is not attachment://, all that a file may be")
        else:
            yield from check_media_url(url, f"{where}.file.url", files)
        return
    shown = objects(component.get("items"), f"{where}.items") if component.get("type") == GALLERY else None
    for path, medium in shown if shown is not None else iter([(where, component)]):
        yield from bounded(medium.get("description"), f"{path}.description", 1, 1024)
        yield from check_media_url(body_of(medium.get("media")).get("url"), f"{path}.media.url", files)
