"""What no single test of a part would see: the parts agree with each other, and with what is written about them."""

import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import allauth
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from importlinter.cli import lint_imports
from wagtail.models import Page, get_page_models

from newsletters.models import Topic

ROOT = Path(settings.BASE_DIR)
ALLAUTH_TEMPLATES = Path(allauth.__file__).parent / "templates"
OURS = ("portal", "directory")


def project_files(*suffixes: str) -> list[Path]:
    """The files of the project, without what is installed or made."""
    made = {".venv", "var", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", ".pytest_cache"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not made & set(path.parts) and (not suffixes or path.suffix in suffixes)
    ]


def test_every_environment_variable_is_described_and_nothing_else_is() -> None:
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", (ROOT / "portal/settings.py").read_text()))
    described = set(re.findall(r"^### `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))

    assert described == read


def test_no_file_names_an_index_a_host_of_one_machine_or_a_home_folder() -> None:
    option = "index" + "-url"  # put together, so that this file does not hold what it looks for
    private = re.compile(rf"{option}|https?://[^\s\"']*/simple\b|{re.escape(str(ROOT))}|{re.escape(str(Path.home()))}/")
    kinds = (".py", ".txt", ".toml", ".md", ".html", ".js", ".css", ".yml", "")

    named = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in project_files(*kinds)
        if (match := private.search(path.read_text(errors="ignore")))
    ]

    assert named == []


def test_no_template_is_unused() -> None:
    folders = [
        ROOT / "templates",
        *(Path(app.path) / "templates" for app in apps.get_app_configs() if app.name in OURS),
    ]
    templates = {path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")}
    text = "\n".join(path.read_text() for path in project_files(".py", ".html") if "tests" not in path.parts)
    # Django and allauth ask for these by name; Wagtail's are copies of its own.
    asked_for = {"400.html", "403.html", "404.html", "429.html", "500.html"}
    asked_for |= {name for name in templates if (ALLAUTH_TEMPLATES / name).exists()}

    unused = {name for name in templates - asked_for if not name.startswith("wagtailadmin/") and name not in text}

    # A name may be put together: "directory/admin/{name}.html".
    put_together = tuple(re.findall(r"""["']([\w/]+/)\{[^}]+\}\.html["']""", text))
    assert {name for name in unused if not name.startswith(put_together)} == set()


def test_the_layers_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue()


def catalogues() -> list[Path]:
    """The project's message catalogues."""
    return [path for name in OURS for path in sorted((ROOT / name).glob("**/locale/**/*.po"))]


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_catalogue_is_whole_and_compiled(catalogue: Path) -> None:
    messages = polib.pofile(str(catalogue))
    compiled = polib.mofile(str(catalogue.with_suffix(".mo")))

    assert [entry.msgid for entry in messages.untranslated_entries() + messages.fuzzy_entries()] == []
    assert contents(compiled) == contents(messages)


def messages_of_the_code() -> set[str]:
    """Every message id that the code and the templates ask for."""
    asked = set()
    names = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
    for path in [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                message = node.args[0]
                if isinstance(message, ast.Constant) and isinstance(message.value, str):
                    asked.add(message.value)
    for path in project_files(".html"):
        asked |= {match[1] for match in re.findall(r"""\{%\s*translate\s+(["'])(.*?)\1""", path.read_text())}
    return asked


def test_everything_the_code_says_has_its_danish() -> None:
    translated = {entry.msgid for path in catalogues() for entry in polib.pofile(str(path)) if entry.translated()}

    assert messages_of_the_code() - translated == set()


def contents(messages: Any) -> dict[tuple[str | None, str], tuple[str, dict[int, str]]]:
    """What a catalogue says, whatever file it stands in."""
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in messages if not entry.obsolete
    }


@pytest.mark.parametrize("model", [model for model in get_page_models() if model is not Page], ids=lambda m: m.__name__)
@pytest.mark.django_db
def test_every_kind_of_page_can_be_shown_and_edited(model: type[Page], admin_client: Client) -> None:
    home = Page.objects.get(depth=2).specific
    fields = {field.name for field in model._meta.fields}
    topic = Topic.objects.get_or_create(name="Nyt", slug="nyt")[0]
    needed = {"lead": "Et par ord.", "subject": "Nyt fra netværket", "topic": topic}
    words = {name: value for name, value in needed.items() if name in fields}
    page = home if isinstance(home, model) else home.add_child(instance=model(title="Prøve", slug="prove", **words))

    shown = admin_client.get(page.get_url())
    edited = admin_client.get(f"/admin/pages/{page.pk}/edit/")

    assert (shown.status_code, edited.status_code) == (200, 200)


def test_the_settings_need_a_secret_key() -> None:
    asked = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode != 0
    assert "Set SECRET_KEY" in asked.stderr
