"""The page in a real Chromium, and a service to serve it: what the tests of the page look at and do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

from conftest import ROOT
from genelint.service.assets import BUILT
from genelint.service.page import SCRIPT

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
EDITOR = "document.querySelector('.cm-content').cmTile.view"
"""The editor, in JavaScript."""

REQUIRED = "GENELINT_BROWSER_REQUIRED"
"""Where the environment says so, as in continuous integration, a test that has no browser fails."""

CONTRAST = """
(selector) => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const paper = (one) => {
    const [r, g, b, a = 1] = parse(getComputedStyle(one).backgroundColor);
    return a === 1 ? [r, g, b] : paper(one.parentElement);
  };
  const isRead = (one) => one.checkVisibility() && one.innerText?.trim();
  return [...document.querySelectorAll(selector)].filter(isRead).map((one) => {
    const [dim, bright] = [light(parse(getComputedStyle(one).color)), light(paper(one))].sort((a, b) => a - b);
    return (bright + 0.05) / (dim + 0.05);
  });
}
"""


AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
"""Says what of a page those cannot use who do not see it, or have no mouse; comes with what builds the page."""


def program() -> str:
    """The path of Chromium. Skips the test where it, or the built page, is not there."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is not None and (Path(BUILT) / SCRIPT).is_file() and AXE.is_file():
        return found
    reason = "needs Chromium" if found is None else "needs the built page: make page"
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Generator[Browser]:
    """A browser."""
    path = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def service() -> Generator[str]:
    """A service in a process of its own; gives its address."""
    command = [sys.executable, "-m", "genelint", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(entry["url"] for entry in map(json.loads, process.stderr) if "url" in entry)
            # Its log is read on, or the service would wait for that once the pipe is full.
            Thread(target=deque, args=(process.stderr, 0), daemon=True).start()
            yield address.rstrip("/")
        finally:
            process.terminate()
            process.wait(timeout=30)


class Tab:
    """A page of the service, which keeps what happens in it that should not."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self.expected: list[str] = []
        page.set_default_timeout(10_000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self._accept)
        page.on("request", self._watch)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => "
            "console.error(`violation of ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`))"
        )

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in self.expected):
            self.faults.append(f"{message.type}: {message.text}")

    def _accept(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message or dialog.type}")
        dialog.accept()

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", f"blob:{self.address}/")):
            self.faults.append(f"request: {request.url}")

    def open(self, path: str = "/") -> Tab:
        """Open a page of the service."""
        self.page.goto(self.address + path)
        return self

    @property
    def text(self) -> str:
        """All that is in the editor."""
        found: str = self.page.evaluate(f"{EDITOR}.state.sliceDoc()")
        return found

    @property
    def selected(self) -> str:
        """What is selected in the editor."""
        found: str = self.page.evaluate(
            f"(({{state}}) => state.sliceDoc(state.selection.main.from, state.selection.main.to))({EDITOR})"
        )
        return found

    def put(self, text: str) -> None:
        """Replace all of the editor's text, as if it were pasted, and wait until it is checked."""
        self.page.locator(".cm-content").focus()
        self.page.keyboard.press("Control+a")
        with self.page.expect_response("**/page/check"):
            self.page.evaluate(
                """(text) => {
                    const clipboardData = new DataTransfer();
                    clipboardData.setData("text/plain", text);
                    const options = {clipboardData, bubbles: true, cancelable: true};
                    document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", options));
                }""",
                text,
            )
        self.settle()

    def drop(self, *files: tuple[str, bytes], on: str = ".cm-content") -> None:
        """Drop files onto the editor, or something else."""
        transfer = self.page.evaluate_handle(
            """(files) => {
                const transfer = new DataTransfer();
                for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
                return transfer;
            }""",
            [[name, [*content]] for name, content in files],
        )
        for kind in ("dragenter", "dragover", "drop"):
            self.page.dispatch_event(on, kind, {"dataTransfer": transfer})

    def settle(self) -> None:
        """Wait until what is shown is about the text."""
        self.page.wait_for_selector("#results:not([aria-busy])")

    def download(self) -> tuple[str, bytes]:
        """The name and the content of the file that is downloaded."""
        with self.page.expect_download() as started:
            self.page.click("#download")
        return started.value.suggested_filename, started.value.path().read_bytes()

    def codes(self) -> list[str]:
        """The codes of the listed findings."""
        found: list[str] = self.page.eval_on_selector_all(".finding", "(all) => all.map((one) => one.dataset.code)")
        return found

    def notice(self) -> str:
        """What the page says of itself."""
        return self.page.inner_text("#notice")

    def focused(self) -> str:
        """What has the focus: its id, or else its class, or else its name."""
        found: Any = self.page.evaluate(
            "(({id, classList, localName}) => id || classList[0] || localName)(document.activeElement)"
        )
        return str(found)

    def contrasts(self, selector: str) -> list[float]:
        """The contrasts of all texts of a selector, as WCAG reckons them."""
        found: list[float] = self.page.evaluate(CONTRAST, selector)
        return found

    def barriers(self) -> list[str]:
        """What axe finds in a page that was opened without its policy."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            "axe.run().then(({violations}) => violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`))"
        )
        return found
