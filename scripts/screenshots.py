"""Takes the pictures of the README from a running demonstration: scripts/screenshots.py http://localhost:8000

Run `make demo` first. Needs Chromium and the packages of requirements/dev.txt.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
AT = "?nu=2026-11-24T10:30"  # a Tuesday morning: the demonstration lets one ask for a moment
QUESTION = "hillerød selvmordsforsøg 15 år"
COORDINATOR = "koordinator@example.dk"


def look_up(page: Page, site: str) -> None:
    """The question of the README, answered."""
    page.goto(f"{site}/kontakter/{AT}")
    page.fill("input[name=q]", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def log_in(page: Page, site: str) -> None:
    """The coordinator's first page."""
    page.goto(f"{site}/demo/")
    page.click(f"form:has([value='{COORDINATOR}']) button")
    page.wait_for_load_state("networkidle")


def main(site: str) -> None:
    """Write card.png and admin.png."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for name, width, height, show in (
            ("card", 1280, 860, look_up),
            ("admin", 1280, 800, log_in),
        ):
            page = browser.new_page(viewport={"width": width, "height": height}, locale="da-DK")
            show(page, site)
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
