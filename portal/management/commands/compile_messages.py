"""`manage.py compile_messages`: the catalogues as Django reads them, without gettext on the machine."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Writes a .mo beside every .po of the project. The .mo files are in git, and a test holds them fresh."""

    help = "Compile the message catalogues."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile each catalogue."""
        import polib  # noqa: PLC0415 - only where the catalogues are worked on, not on a server

        for catalogue in sorted(Path(settings.BASE_DIR).glob("*/locale/**/*.po")):
            polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
            self.stdout.write(str(catalogue.relative_to(settings.BASE_DIR)))
