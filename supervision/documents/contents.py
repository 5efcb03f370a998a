"""What stands in the papers, in words: the one place that both the page and the PDF are made from."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.clock import COPENHAGEN, date_text
from supervision.documents import tables
from supervision.documents.tables import Table
from supervision.hours import words
from supervision.hours.notices import notices
from supervision.hours.rules import Rules
from supervision.hours.statements import Statement, Tally


class CourseNotClosedError(ValueError):
    """The documentation is signed after the course has ended, so before that there is none."""


@dataclass(frozen=True)
class Signature:
    """A line to sign on: whose it is, and their name."""

    label: str
    name: str


@dataclass(frozen=True)
class Labels:
    """The words around the content."""

    notices: str
    remarks: str
    signatures: str
    date: str
    page: str


@dataclass(frozen=True)
class Document:
    """One paper. All texts are plain: whoever shows them escapes them.

    `status` says in a sentence what it is, `facts` are labels with their values, `closing` what it does not decide.
    """

    title: str
    name: str
    status: str
    is_final: bool
    facts: tuple[tuple[str, str], ...]
    hours: Table
    # The same time counted the other way, or a sentence that it gives the same.
    other_hours: Table | None
    same_hours: str
    notices: tuple[str, ...]
    compositions: Table | None
    sessions: Table | None
    remarks: tuple[str, ...]
    closing: str
    signatures: tuple[Signature, ...]
    made_on: str
    labels: Labels


def overview(statement: Statement, *, made_at: datetime) -> Document:
    """What the person has had so far, at any time. `made_at` is aware."""
    return _document(
        statement,
        made_at.astimezone(COPENHAGEN).date(),
        title=_("Preliminary overview of supervision"),
        status=_("The overview shows what has been noted until %(day)s. It is not to be signed."),
        is_final=False,
    )


def documentation(statement: Statement, *, made_at: datetime) -> Document:
    """What the person has had in a course that has ended, to be signed. Raises `CourseNotClosedError` before that."""
    if not statement.course.is_closed:
        raise CourseNotClosedError
    return _document(
        statement,
        made_at.astimezone(COPENHAGEN).date(),
        title=_("Documentation of supervision"),
        status=_("The course has ended. The hours are those that the supervisor noted at each meeting."),
        is_final=True,
    )


def _document(statement: Statement, made_on: date, *, title: str, status: str, is_final: bool) -> Document:
    first, second = statement.tally, statement.other_tally
    is_same = first.lines == second.lines
    return Document(
        title=title,
        name=statement.person.name,
        status=status % {"day": date_text(made_on)},
        is_final=is_final,
        facts=_facts(statement),
        hours=tables.hours(first, statement),
        other_hours=None if is_same else tables.hours(second, statement),
        same_hours=_same_text(second) if is_same and second.lines else "",
        notices=_notices(statement, made_on, is_final=is_final),
        compositions=tables.compositions(statement) if statement.compositions else None,
        sessions=tables.sessions(statement) if statement.lines else None,
        remarks=_remarks(statement, is_final=is_final),
        closing=_closing(statement),
        signatures=_signatures(statement) if is_final else (),
        made_on=_("Made on %(day)s") % {"day": date_text(made_on)},
        labels=Labels(
            notices=_("What to look at"),
            remarks=_("How the hours are counted"),
            signatures=_("Signatures"),
            date=_("Date"),
            page=_("Page {} of {}"),
        ),
    )


def _notices(statement: Statement, today: date, *, is_final: bool) -> tuple[str, ...]:
    """What can still be put right; the overview also tells what cannot. A paper to sign states what was."""
    found = notices(statement, today=today)
    return tuple(words.sentence(notice) for notice in found if notice.can_be_mended or not is_final)


def _closing(statement: Statement) -> str:
    if not statement.person.is_psychologist:
        return _("This is not an approval.")
    text = _("This is not an approval. %(office)s has its own form, converts the hours and decides what counts.")
    return text % {"office": statement.rules.applications_to}


def _signatures(statement: Statement) -> tuple[Signature, ...]:
    return (
        Signature(_("The supervisor's signature"), statement.course.supervisor.name),
        Signature(_("The supervisee's signature"), statement.person.name),
    )


def _facts(statement: Statement) -> tuple[tuple[str, str], ...]:
    supervisor, course, period = statement.course.supervisor, statement.course, statement.period
    found = [
        (_("Supervisee"), _with(statement.person.name, statement.person.profession)),
        (_("Group"), course.group),
        (_("Supervisor"), _with(supervisor.name, supervisor.title)),
        (_("Supervisor's degree"), str(supervisor.graduated_year or _("not stated"))),
    ]
    if supervisor.is_psychologist:
        found.append((_("Supervisor's authorisation"), str(supervisor.authorised_year or _("not stated"))))
    found.append(
        (
            _("External or internal"),
            _("external, works elsewhere than the supervisee")
            if supervisor.is_external
            else _("internal, works where the supervisee works"),
        )
    )
    if period:
        found.append((_("Period"), _("%(first)s to %(last)s") % _days(period)))
    found.append((_("Supervision received"), _received(statement)))
    if statement.remote_minutes:
        found.append((_("Of this online"), words.time_text(statement.remote_minutes)))
    if statement.person.is_psychologist and statement.tally.without_majority:
        lost = words.time_text(statement.tally.without_majority)
        found.append((_("Of this without a majority of psychologists"), lost))
    return tuple(found)


def _received(statement: Statement) -> str:
    number = len(statement.lines)
    time = words.time_text(statement.tally.minutes)
    if not number:
        return _("none yet")
    return (
        _("%(time)s at one meeting") % {"time": time}
        if number == 1
        else _("%(time)s at %(number)d meetings")
        % {
            "time": time,
            "number": number,
        }
    )


def _days(period: tuple[date, date]) -> dict[str, str]:
    first, last = period
    return {"first": date_text(first), "last": date_text(last)}


def _with(name: str, more: str) -> str:
    return f"{name}, {more}" if more else name


def _same_text(second: Tally) -> str:
    return _("The hours are the same when they are counted %(way)s.") % {"way": words.counting_text(second.counting)}


def _remarks(statement: Statement, *, is_final: bool) -> tuple[str, ...]:
    """How the figures came about."""
    noted = _("An hour is 60 minutes. The time is that which was noted for each meeting, to the minute.")
    return (
        (noted, *_remarks_on_the_form(statement, is_final=is_final)) if statement.person.is_psychologist else (noted,)
    )


def _remarks_on_the_form(statement: Statement, *, is_final: bool) -> tuple[str, ...]:
    """What only psychologists need, who copy the hours into the authority's form."""
    rules = statement.rules
    found = [
        _("The column for the form is rounded down to %(step)s, once for each size of group, and never up.")
        % {"step": tables.step_text(rules.step_minutes)},
        _("The converted hours are guidance, by the rules of %(authority)s.") % {"authority": rules.authority}
        + f" {words.bands_sentence(rules)}",
        _("Time on leave or away for more than %(weeks)d weeks on end is not known here and must be taken out.")
        % {"weeks": rules.leave_weeks},
    ]
    if rules.checked_on:
        day = date_text(rules.checked_on)
        found.append(_("The rules were last compared with the authority's on %(day)s.") % {"day": day})
    if not is_final:
        found.append(_whole_training(rules))
        found.append(_("The form is dated and signed only when the course has ended."))
    return tuple(found)


def _whole_training(rules: Rules) -> str:
    text = _(
        "For the whole training %(total)d hours are asked for, at least %(alone)d of them individual, %(group)d "
        "converted in groups, and %(external)d with the same external supervisor. At most %(online)d may be online."
    )
    return text % {
        "total": rules.total_hours,
        "alone": rules.individual_hours,
        "group": rules.group_hours,
        "external": rules.external_hours,
        "online": rules.remote_hours,
    }
