"""Numbers as people read them."""

from django.utils.formats import number_format


def figure(count: int) -> str:
    """A number with a point between thousands: "1.812"."""
    return number_format(count, use_l10n=True, force_grouping=True)
