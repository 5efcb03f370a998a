"""What may stand in a log line: which address, which kind of error, where in the code. Never what somebody typed."""

import logging
import re
import traceback
from types import TracebackType

from portal.cpr import strip

_QUERY_STRING = re.compile(r"\?\S*")
# Addresses that are keys: of somebody's calendar, and of the links in mails.
_KEY = re.compile(r"(/(?:min/kalender|min/stadig-her|temadage/tilmelding|nyhedsbreve/(?:afmeld|valg|tilmeld))/)[^\s/]+")

type ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class CarefulFormatter(logging.Formatter):
    """Writes log lines without query strings, without the words of exceptions and without anything like a CPR number.

    A nurse may type a name by mistake; an exception may quote it ("invalid literal ..."), and so may a database
    ("DETAIL: Key (text)=(...)"). The kind of the exception and its place in the code are enough to find a fault.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it the places of the exception."""
        return strip_private(super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        """Each exception of the chain as its kind and its places, the first cause first."""
        blocks: list[str] = []
        error = ei[1]
        while error is not None and len(blocks) < 10:
            places = "".join(
                f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
                for frame in traceback.extract_tb(error.__traceback__)
            )
            blocks.append(f"{type(error).__module__}.{type(error).__qualname__}\n{places}".rstrip())
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(blocks))


def strip_private(text: str) -> str:
    """The text without keys in addresses, without what follows a question mark and without numbers like a citizen's."""
    lines = (strip(_KEY.sub(r"\1…", _QUERY_STRING.sub("", line)))[0] for line in text.splitlines())
    return "\n".join(lines)
