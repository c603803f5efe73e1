"""Chromium for tests of what only a browser shows; pytest-playwright stays off, its fixtures own too much.

Use `visit(app)` to serve an application, `page_at(width)` for a page, `complaints(page)` before going anywhere
to hear script errors and refusals of the policy, `barriers(address, width)` for what axe finds.
"""

import fcntl
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import axe_playwright_python
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import FOLDER
from tests.houses import house, published

__all__ = ["house", "published"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WIDTHS = (1280, 390)
ROOT = Path(__file__).resolve().parents[2]
Made = TypeVar("Made")


def apart(work: Callable[[], Made]) -> Made:
    """Do work in a thread of its own and return what it made.

    Playwright runs tests among greenlets, where CPython 3.11 miscounts the depth of what it compiles (expressions,
    routes) and raises SystemError; a thread counts for itself.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@pytest.fixture(scope="session", autouse=True)
def built_assets() -> None:
    """Scripts, styles and compiled catalogues as `make` builds them, so that pytest alone is enough."""
    with (Path(os.environ[FOLDER]) / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of the run's workers builds, the others wait
        subprocess.run(["make", "-s", "web/static/manifest.json"], cwd=ROOT, check=True)  # noqa: S607


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("TONGBAN_CHROMIUM") or shutil.which("chromium")
    assert path, "tests marked browser need Debian's chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on a free port and return its address."""
    running = []

    def serve(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page_at(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return a page of this width; javascript=False turns scripts off."""
    opened = []

    def open_page(width: int, *, javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 860}, java_script_enabled=javascript, locale="zh-CN"
        )
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def complaints() -> Callable[[Page], list[str]]:
    """Collect what the browser complains about from now on."""

    def listen(page: Page) -> list[str]:
        heard: list[str] = []
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        return heard

    return listen


@pytest.fixture
def barriers(chromium: Browser) -> Callable[[str, int], list[str]]:
    """Return what axe finds on an address at a width, as short lines."""

    def look(address: str, width: int) -> list[str]:
        # The policy would refuse axe's own script; it alone is let past it.
        context = chromium.new_context(viewport={"width": width, "height": 860}, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        found = Axe().run(page).response["violations"]
        context.close()
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]

    return look


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe finds on the page that a person is looking at, signed in and half-way through."""

    def look(page: Page) -> list[str]:
        # The policy refuses a script element; evaluated in the page, axe needs none.
        script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
        page.evaluate(f"() => {{ {script} }}")
        found = page.evaluate("async () => (await axe.run()).violations")
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]

    return look
