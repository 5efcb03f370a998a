"""What somebody has typed into a field that no form of ours reads: a search, a choice in an address, a note."""

from django.http import QueryDict


def typed(values: QueryDict, name: str) -> str:
    """The text of the field; "" when it is not there.

    NUL is a space: a form refuses it, but PostgreSQL, which keeps it in no text, answers a query with an error.
    """
    return values.get(name, "").replace("\x00", " ")
