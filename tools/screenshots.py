"""Makes the documentation's pictures from the demo: `python -m tools.screenshots`, `make screenshots`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, FloatRect, Locator

from bot.demo import DRAMA, JUN, REI
from tools.browser import ROOT, Visitor, chromium, find_chromium, running_demo

IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = 1280, 420  # CSS pixels of a desktop's window and of a phone's
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
    await visitor.press(message, "Ratings")
    await message.get_by_text("weighted").wait_for()
    return message


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
    await visitor.fill("genre", "Medical", choose="Medical")
    return await visitor.send()


async def help_page(visitor: Visitor) -> Locator:
    await visitor.begin("help")
    return await visitor.send()


SCENES: dict[str, tuple[Scene, int]] = {
    "card": (card, WIDE),
    "card-narrow": (card, NARROW),
    "card-ratings": (ratings, WIDE),
    "synopsis-hidden": (synopsis_hidden, WIDE),
    "synopsis-asked": (synopsis_asked, WIDE),
    "rate-panel": (rate_panel, WIDE),
    "settings-panel": (settings_panel, WIDE),
    "search": (search, WIDE),
    "help": (help_page, WIDE),
}


async def take(browser: Browser, address: str, scene: Scene, width: int) -> bytes:
    """The PNG of the message that a scene ends with, cut to what the message fills."""
    visitor = await Visitor.opens(browser, address, width=width, scale=SCALE)
    try:
        message = await scene(visitor)
        await visitor.page.mouse.move(0, 0)  # off the message, whose toolbar shows under the pointer
        await message.scroll_into_view_if_needed()
        return await visitor.page.screenshot(clip=await _filled(message), animations="disabled")
    finally:
        await visitor.page.close()


async def _filled(message: Locator) -> FloatRect:
    """Where the message stands: its height, and as much of its width as its parts fill."""
    outside = await message.bounding_box()
    if outside is None:
        raise RuntimeError("the message is not on the page")
    boxes = [await part.bounding_box() for part in await message.locator(".message-components > *").all()]
    right = max(box["x"] + box["width"] for box in boxes if box is not None) + MARGIN
    width = min(right, outside["x"] + outside["width"]) - outside["x"]
    return FloatRect(x=outside["x"], y=outside["y"], width=width, height=outside["height"])


def smaller(png: bytes) -> bytes:
    """The picture with a palette of 256 colours where it is over `LARGEST`."""
    if len(png) <= LARGEST:
        return png
    with Image.open(BytesIO(png)) as picture:
        painted = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    out = BytesIO()
    painted.save(out, "PNG", optimize=True)
    return out.getvalue()


async def take_all(path: str, folder: Path) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with running_demo(folder) as demo, chromium(path) as browser:
        for name, (scene, width) in SCENES.items():
            png = smaller(await take(browser, demo.address, scene, width))
            (IMAGES / f"{name}.png").write_bytes(png)
            sys.stdout.write(f"docs/images/{name}.png  {len(png) / 1_000:.0f} KB\n")


def main() -> None:
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium or Chrome is installed: on Debian and Ubuntu, apt install chromium.")
    with tempfile.TemporaryDirectory(prefix="namida-pictures-") as folder:
        asyncio.run(take_all(path, Path(folder)))


if __name__ == "__main__":
    main()
