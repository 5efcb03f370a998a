"""What may stand in a log line."""

import logging
import re

_QUERY_STRING = re.compile(r"\?\S*")


class NoQueryString(logging.Filter):
    """Cuts everything from the question mark of an address, and drops request objects and tracebacks' locals.

    The look-up's query may hold what a nurse typed by mistake; no log of ours may keep it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY_STRING.sub("", record.getMessage())
        record.args = ()
        return True
