"""Ages on cards. The last year of a range is whole: 17 is until the 18th birthday, 17½ until the same day."""

from math import floor

from django.utils.translation import gettext as _

AgeRange = tuple[float | None, float | None]


def age_contains(age_range: AgeRange, age: float) -> bool:
    """Whether somebody of this age in years is within the range.

    An upper bound includes its whole year: "til og med 17 år" is until the 18th birthday. Half a year more, 17½, says
    no later day, because the next birthday is the border either way.
    """
    lowest, highest = age_range
    return (lowest is None or age >= lowest) and (highest is None or age < floor(highest) + 1)


def age_number(age: float) -> str:
    """An age as it is written: 17 or 17½."""
    return f"{floor(age)}½" if age % 1 == 0.5 else f"{age:g}".replace(".", ",")


def age_text(age_range: AgeRange) -> str:
    """The range in words: "0-17 år", "fra 18 år", "til og med 17½ år", "" when it is for everybody."""
    lowest, highest = age_range
    if lowest is None and highest is None:
        return ""
    if highest is None:
        return _("from %(age)s years") % {"age": age_number(lowest or 0)}
    if lowest is None:
        return _("up to and including %(age)s years") % {"age": age_number(highest)}
    if lowest == highest:
        return _("%(age)s years") % {"age": age_number(lowest)}
    return _("%(from)s-%(to)s years") % {"from": age_number(lowest), "to": age_number(highest)}
