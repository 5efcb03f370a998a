"""Everything that is known about one person, from every room, as a page and as two kinds of file."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.clock import date_text
from portal.contributions import PersonalData, contributed
from portal.models import User


def everything(user: User) -> list[PersonalData]:
    """What each function in PERSONAL_DATA knows about the user, in that order."""
    return [table for source in contributed("PERSONAL_DATA") for table in source(user)]


def as_json(tables: list[PersonalData], now: datetime) -> dict[str, Any]:
    """For another program: each table by its key, instants in ISO 8601."""
    return {"made_at": now, "tables": {table.key: {"title": table.title, "rows": table.rows} for table in tables}}


def as_rows(tables: list[PersonalData]) -> Iterator[list[str]]:
    """For a spreadsheet: one line for each thing known, after a line with the headings."""
    yield [_("About"), _("No."), _("What"), _("Value")]
    for table in tables:
        for number, row in enumerate(table.rows, start=1):
            for name, value in row.items():
                yield [table.title, str(number), name, in_words(value)]


def in_words(value: Any) -> str:
    """A value for a reader: dates and times as people write them, "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = localtime(value)
        day, time = date_text(local.date()), f"{local.hour}.{local.minute:02}"
        return _("%(day)s at %(time)s") % {"day": day, "time": time}
    if isinstance(value, date):
        return date_text(value)
    return str(value)
