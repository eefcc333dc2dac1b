"""Takes the documents' pictures from the demo: `make screenshots`, `python -m tools.screenshots [NAME…]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator

from bot.demo.people import DRAMA
from bot.demo.places import DemoChannel
from bot.demo.stage import JUN, REI
from tools.browser import ROOT, Visitor, chromium, find_chromium, running_demo

IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = 1280, 420  # CSS pixels of a desktop's window and of a phone's
HEIGHT = 2_600  # of the window: the conversation fits without scrolling, on a phone's width too
SCALE = 2  # sharp on dense screens
LARGEST = 150_000  # bytes; above it a picture gets a palette
MARGIN = 16

Scene = Callable[[Visitor], Awaitable[Locator]]


async def card(visitor: Visitor) -> Locator:
    await visitor.begin("drama info")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    return await visitor.send()


async def ratings(visitor: Visitor) -> Locator:
    message = await card(visitor)
    await visitor.choose(message, "Choose a tab", "Ratings")
    await message.get_by_text("The rating on this server").wait_for()
    return message


async def review(visitor: Visitor) -> Locator:
    await visitor.begin("review read")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    return await visitor.send()


async def similar(visitor: Visitor) -> Locator:
    await visitor.begin("recommend like")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    return await visitor.send()


async def profile(visitor: Visitor) -> Locator:
    await visitor.begin("profile show")
    return await visitor.send()


async def synopsis_hidden(visitor: Visitor) -> Locator:
    await visitor.begin("episode synopsis")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    await visitor.fill("episode", "1")
    return await visitor.send()


async def synopsis_asked(visitor: Visitor) -> Locator:
    await visitor.view_as(JUN)
    await visitor.begin("episode list")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    episodes = await visitor.send()
    return await visitor.choose_for_answer(episodes, "Read an episode's synopsis", "Episode 1 Synopsis")


async def rate_panel(visitor: Visitor) -> Locator:
    await visitor.begin("rate")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    return await visitor.send()


async def settings_panel(visitor: Visitor) -> Locator:
    await visitor.view_as(REI)
    await visitor.begin("settings panel")
    return await visitor.send()


async def search(visitor: Visitor) -> Locator:
    await visitor.begin("drama search")
    await visitor.fill("genre", "roma", choose="Romance")
    await visitor.fill("country", "jap", choose="Japan")
    return await visitor.send()


async def thread(visitor: Visitor) -> Locator:
    await visitor.view_as(JUN)
    return visitor.conversation


async def club(visitor: Visitor) -> Locator:
    await visitor.begin("club status")
    return await visitor.send()


async def comments(visitor: Visitor) -> Locator:
    await visitor.begin("comments")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    return await visitor.send()


async def queue(visitor: Visitor) -> Locator:
    await visitor.view_as(REI)
    await visitor.begin("moderate queue")
    return await visitor.send()


async def suggestion(visitor: Visitor) -> Locator:
    await visitor.view_as(REI)
    await visitor.begin("catalogue queue")
    return await visitor.send()


async def help_page(visitor: Visitor) -> Locator:
    await visitor.begin("help")
    return await visitor.send()


SCENES: dict[str, tuple[Scene, int, DemoChannel]] = {
    "card": (card, WIDE, DemoChannel.LOUNGE),
    "card-narrow": (card, NARROW, DemoChannel.LOUNGE),
    "card-ratings": (ratings, WIDE, DemoChannel.LOUNGE),
    "review": (review, WIDE, DemoChannel.LOUNGE),
    "similar": (similar, WIDE, DemoChannel.LOUNGE),
    "profile": (profile, WIDE, DemoChannel.LOUNGE),
    "comments": (comments, WIDE, DemoChannel.LOUNGE),
    "synopsis-hidden": (synopsis_hidden, WIDE, DemoChannel.LOUNGE),
    "synopsis-asked": (synopsis_asked, WIDE, DemoChannel.LOUNGE),
    "rate-panel": (rate_panel, WIDE, DemoChannel.LOUNGE),
    "settings-panel": (settings_panel, WIDE, DemoChannel.LOUNGE),
    "queue": (queue, WIDE, DemoChannel.LOUNGE),
    "suggestion": (suggestion, WIDE, DemoChannel.LOUNGE),
    "search": (search, WIDE, DemoChannel.LOUNGE),
    "help": (help_page, WIDE, DemoChannel.LOUNGE),
    "thread": (thread, WIDE, DemoChannel.THREAD),
    "club": (club, WIDE, DemoChannel.LOUNGE),
}


async def take(browser: Browser, address: str, scene: Scene, width: int) -> bytes:
    """The PNG of a scene's last message, cut to the area that the message fills."""
    visitor = await Visitor.opens(browser, address, width=width, height=HEIGHT, scale=SCALE)
    try:
        message = await scene(visitor)
        await _drawn(visitor)
        await visitor.page.mouse.move(0, 0)  # off the message, whose toolbar shows under the pointer
        png = await message.screenshot(animations="disabled")
        width, height = await _filled(message)
        return fitted(png, width * SCALE, height * SCALE)
    finally:
        await visitor.page.close()


async def _drawn(visitor: Visitor) -> None:
    """Wait until every picture of the conversation is loaded. The page may replace them with new ones."""
    await visitor.page.evaluate("""() => new Promise(done => {
        const look = () => [...document.querySelectorAll("article img")].every(one => one.naturalWidth)
            ? done() : requestAnimationFrame(look);
        look();
    })""")


async def _filled(message: Locator) -> tuple[int, int]:
    """How much of the message's width and height its parts fill, in CSS pixels."""
    outside = await message.bounding_box()
    if outside is None:
        raise RuntimeError("the message is not on the page")
    parts = [await part.bounding_box() for part in await message.locator(".message-components > *").all()]
    right = max(part["x"] + part["width"] for part in parts if part)
    bottom = max(part["y"] + part["height"] for part in parts if part)
    return round(right + MARGIN - outside["x"]), round(bottom + MARGIN - outside["y"])


def fitted(png: bytes, width: int, height: int) -> bytes:
    """The picture cut to `width` × `height` pixels, with 256 colours if it would be larger than `LARGEST`."""
    with Image.open(BytesIO(png)) as picture:
        cut = picture.convert("RGB").crop((0, 0, min(width, picture.width), min(height, picture.height)))
    whole = _saved(cut)
    return whole if len(whole) <= LARGEST else _saved(cut.quantize(256, dither=Image.Dither.NONE))


def _saved(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


async def take_all(path: str, folder: Path, names: Sequence[str]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with chromium(path) as browser:
        for name in names:
            scene, width, place = SCENES[name]
            # Its own, so that a picture owes nothing to another.
            async with running_demo(folder, "--at", place) as demo:
                png = await take(browser, demo.address, scene, width)
            (IMAGES / f"{name}.png").write_bytes(png)
            sys.stdout.write(f"docs/images/{name}.png  {len(png) / 1_000:.0f} KB\n")


def main() -> None:
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium or Chrome is installed: on Debian and Ubuntu, apt install chromium.")
    names = sys.argv[1:] or list(SCENES)
    if unknown := [name for name in names if name not in SCENES]:
        sys.exit(f"There is no picture {', '.join(unknown)}. There are: {', '.join(SCENES)}.")
    with tempfile.TemporaryDirectory(prefix="namida-pictures-") as folder:
        asyncio.run(take_all(path, Path(folder), names))


if __name__ == "__main__":
    main()
