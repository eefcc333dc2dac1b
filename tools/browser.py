"""Drives the demo's page like a person: runs the demo and a headless Chromium, types and clicks."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from playwright.async_api import Browser, Locator, Page, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).resolve().parent.parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Of Chromium's features: the address bar's suggestions are pages of their own, which take as long to load as
# the demo's, and here nobody sees them. Playwright turns off the others, too, but only the last list counts.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# No sandbox: it cannot be had as root in a container. The rest keeps Chromium from calling home.
FLAGS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOG = "demo.log"
PATIENCE_S = 20  # of each wait; on an idle machine none takes a second, a busy one may need many
PRESSES = 3
THE_DEMO = ("bot", "demo", "--port", "0")


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def child_environment() -> dict[str, str]:
    """This process's environment without the bot's settings, to start a bot from any folder."""
    inherited = os.environ.items()  # noqa: TID251 - handed on to another process, not read as settings
    kept = {name: value for name, value in inherited if not name.startswith(("NAMIDA_", "DISCORD_"))}
    return kept | {"PYTHONPATH": str(ROOT)}


class Process(Protocol):
    """A process as asyncio has it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...
    def send_signal(self, number: signal.Signals, /) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Start(Protocol):
    async def __call__(
        self,
        program: str,
        /,
        *words: str,
        cwd: Path,
        env: Mapping[str, str],
        output: IO[bytes],
        errors: IO[bytes] | None = None,
    ) -> Process: ...


async def new_process(
    program: str,
    /,
    *words: str,
    cwd: Path,
    env: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None = None,
) -> Process:
    """`python -m PROGRAM WORDS`, without input. It prints to `output`; its errors go there or apart."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", program, *words),
        cwd=cwd,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=errors or output,
    )


@dataclass(frozen=True)
class Demo:
    """A running `python -m bot demo`. `told` is what it printed below the address, `log` has its errors."""

    process: Process
    address: str
    told: str
    log: Path


@asynccontextmanager
async def running_demo(folder: Path, *options: str, program: Sequence[str] = THE_DEMO) -> AsyncIterator[Demo]:
    """The demo on a free port, as a process with its files, logs and temporary files in `folder`.

    `options` are for the command line, `program` is what Python runs.
    """
    environment = child_environment() | {"TMPDIR": str(folder)}
    told, telling = os.pipe()
    with (folder / LOG).open("wb") as log, os.fdopen(telling, "wb") as output:
        process = await new_process(
            *program, *options, cwd=folder, env=environment, output=output, errors=log
        )
    lines = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(lines)
    reading, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(told, "rb"))
    try:
        yield await _started(process, lines, folder)
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), PATIENCE_S)
        reading.close()


async def _started(process: Process, output: asyncio.StreamReader, folder: Path) -> Demo:
    lines: list[str] = []
    async with asyncio.timeout(3 * PATIENCE_S):
        while not any("Ctrl-C" in line for line in lines):
            line = (await output.readline()).decode()
            if not line:
                raise RuntimeError(f"the demo did not start:\n{(folder / LOG).read_text()}")
            lines.append(line)
    return Demo(process, lines[0].strip(), "".join(lines[1:]), folder / LOG)


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """A visitor of the demo's page, who uses keyboard and mouse. `by_key`: they type, and paste nothing."""

    def __init__(self, page: Page):
        self.page = page
        self.by_key = False
        page.set_default_timeout(PATIENCE_S * 1_000)

    @classmethod
    async def opens(
        cls, browser: Browser, address: str, *, width: int = 1280, height: int = 1_400, scale: float = 1
    ) -> Visitor:
        page = await browser.new_page(
            viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme="dark"
        )
        visitor = cls(page)
        await page.goto(address)
        await visitor.settled()
        return visitor

    async def settled(self) -> None:
        """Wait until the page has drawn everything."""
        await self.page.locator("#preview-app[aria-busy=false]").wait_for()

    async def write(self, text: str) -> None:
        """Key by key, or pasted. At each key the page draws its suggestions again."""
        if self.by_key:
            await self.page.keyboard.type(text)
        else:
            await self.page.keyboard.insert_text(text)

    @property
    def box(self) -> Locator:
        """The message box. It is not there while a command is in its place."""
        return self.page.get_by_role("textbox", name="Message", exact=True)

    async def empties(self) -> None:
        """Leave nothing in the message box, and no command in its place."""
        if await self.box.count():
            await self.box.fill("")
            return
        await self.page.reload()
        await self.settled()

    @property
    def conversation(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def messages(self) -> Locator:
        return self.conversation.get_by_role("article")

    @property
    def newest(self) -> Locator:
        return self.messages.last

    @property
    def choices(self) -> Locator:
        """The suggestions of the message box: commands, or values of an option."""
        return self.page.locator("#channel-composer").get_by_role("option")

    async def view_as(self, name: str) -> None:
        chosen = self.page.get_by_label("Viewing as").locator("option:checked")
        if await chosen.text_content() != name:
            await self.page.get_by_label("Viewing as").select_option(label=name)
            await chosen.get_by_text(name).wait_for(state="attached")
        await self.settled()

    async def viewers(self) -> list[str]:
        """Who a visitor can be in this channel."""
        return await self.page.get_by_label("Viewing as").locator("option").all_inner_texts()

    async def goes_to(self, place: str) -> None:
        """Choose another channel, by its name in the menu."""
        async with self.page.expect_navigation():
            await self.page.get_by_label("Channel", exact=True).select_option(label=place)
        await self.settled()

    async def follows(self, message: Locator, link: str) -> None:
        """Click a link of Discord's that leads to a channel."""
        async with self.page.expect_navigation():
            await message.get_by_role("link", name=link).click()
        await self.settled()

    async def begin(self, command: str) -> None:
        """Write a command's name and choose it."""
        await self.box.click()
        await self.write(f"/{command}")
        await self.choices.filter(has_text=f"/{command}").first.click()
        await self.page.get_by_role("button", name=f"Command /{command}", exact=True).wait_for()

    async def fill(self, option: str, text: str, choose: str | None = None) -> None:
        """Write an option's value. `choose`: click the choice with these words."""
        field = self.page.locator(f'.command-option-input[data-option="{option}"]')
        if not await field.count():
            await self.page.locator(".command-ghost").click()
            await self.choices.filter(has_text=option).first.click()
        await field.click()
        await self.write(text)
        if choose is not None:
            await self.choices.filter(has_text=choose).first.click()

    async def send(self) -> Locator:
        """Send the command. Returns the answer once it is there."""
        before = await self.newest.get_attribute("data-message-id") if await self.messages.count() else ""
        await self.page.get_by_role("button", name="Send", exact=True).click()
        return await self._answer_after(before)

    async def press(self, message: Locator, label: str) -> None:
        """Press a button that asks the bot. Press again if the page was redrawn and lost the click."""
        button = message.get_by_role("button", name=label)
        for _ in range(PRESSES):
            try:
                async with self.page.expect_request(lambda request: request.method == "POST", timeout=5_000):
                    await button.click()
            except PlaywrightTimeout:
                continue
            return
        raise AssertionError(f"nothing was sent by {label!r}")

    async def uncover(self, message: Locator) -> None:
        """Click a spoiler bar away. The page does this without the bot."""
        await message.get_by_role("button", name="Reveal container spoiler").click()

    async def press_for_answer(self, message: Locator, label: str) -> Locator:
        """Press a button that answers with another message. Returns that message."""
        before = await self.newest.get_attribute("data-message-id")
        await self.press(message, label)
        return await self._answer_after(before)

    async def choose_for_answer(self, message: Locator, menu: str, option: str) -> Locator:
        """Choose from a select menu that answers with another message. Returns that message."""
        before = await self.newest.get_attribute("data-message-id")
        await self.choose(message, menu, option)
        return await self._answer_after(before)

    async def choose(self, message: Locator, menu: str, option: str) -> None:
        """Choose from a select menu by what begins its option."""
        await message.get_by_role("combobox", name=menu).click()
        await self.page.get_by_role("option", name=option).click()

    async def _answer_after(self, before: str | None) -> Locator:
        answer = self.conversation.locator(f'article:not([data-message-id="{before}"]):last-child')
        await answer.wait_for()
        identity = await answer.get_attribute("data-message-id")
        await self.settled()
        return self.conversation.locator(f'article[data-message-id="{identity}"]')


async def seen(place: Locator) -> str:
    """The text that a person sees there, without hidden, covered or transparent text."""
    return await place.inner_text()
