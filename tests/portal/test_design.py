"""The design's rules that a machine can hold: contrast of every pair, and one file that names colours."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "portal" / "static" / "portal" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
SCHEMES = {"light": TOKENS.split("@media", 1)[0], "dark": TOKENS.split("prefers-color-scheme: dark", 1)[1]}
GROUNDS = ("paper", "surface")
# What is written on what.
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "quiet", "accent", "accent-hover") for ground in GROUNDS),
    *((text, ground) for text in ("open", "closed", "wait", "danger") for ground in GROUNDS),
    *((state, f"{state}-wash") for state in ("open", "closed", "wait", "danger")),
    *(("ink", f"{wash}-wash") for wash in ("accent", "open", "closed", "wait", "danger")),
    ("accent", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    *((text, ground) for text in ("on-call", "on-call-quiet") for ground in ("call", "call-hover")),
    ("quiet", "danger-wash"),
]
# Edges and drawings that carry meaning.
EDGE_PAIRS = [
    *((edge, ground) for edge in ("edge", "accent", "focus") for ground in GROUNDS),
    ("focus-on-call", "call"),
]


def _colours(scheme: str) -> dict[str, str]:
    light = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", SCHEMES["light"]))
    return light | dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", SCHEMES[scheme].split("@media", 1)[0]))


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read_on_its_ground(scheme: str, pair: tuple[str, str]) -> None:
    colours = _colours(scheme)

    assert contrast(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="-on-".join)
def test_edges_that_mean_something_can_be_seen(scheme: str, pair: tuple[str, str]) -> None:
    colours = _colours(scheme)

    assert contrast(colours[pair[0]], colours[pair[1]]) >= 3


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_only_the_tokens_name_a_colour(path: Path) -> None:
    named = re.findall(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text(encoding="utf-8"))

    assert bool(named) is (path.name == "tokens.css")


def test_every_token_that_is_used_exists() -> None:
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)\)", path.read_text("utf-8"))}

    assert used <= defined


def test_no_template_carries_style_or_script_of_its_own() -> None:
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    own = re.compile(r"\sstyle=|<style|\son\w+=|<script(?![^>]*(\bsrc=|application/json))")  # data does not run

    inline = [path.name for path in templates if own.search(path.read_text(encoding="utf-8"))]

    assert inline == []
