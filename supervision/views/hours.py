"""The two papers about hours, as page and as PDF: for the member, and for the supervisor who signs."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.asking import user_of
from supervision.courses import own_statements
from supervision.documents import Document, documentation, documentation_pdf, overview, overview_pdf
from supervision.hours.statements import Statement
from supervision.hours.words import time_text
from supervision.models import Group, Seat
from supervision.rights import own_seats
from supervision.views.asking import for_leaders, seat_of

OVERVIEW, DOCUMENTATION = "oversigt", "dokumentation"


@dataclass(frozen=True)
class Papers:
    """What there is about one course: its supervisor, the hours, the addresses of the papers."""

    supervisor: str
    had: str
    overview: str
    documentation: str


def _last_seat(request: HttpRequest, pk: int) -> Seat:
    """The latest seat that the person has or had in the group.

    Raises:
        Http404: they were never in it.
    """
    seat = own_seats(user_of(request)).been_members().filter(group_id=pk).order_by("-pk").first()
    if seat is None:
        raise Http404
    return seat


def _was_member(group: Group, seat_pk: int) -> Seat:
    seat = seat_of(group, seat_pk)
    if seat.starts_on is None:
        raise Http404
    return seat


def _statement(seat: Seat, kind: str, number: int, now: datetime) -> Statement:
    """One course of a member, by its number from 1.

    Raises:
        Http404: there is no such course or paper, or the course runs and is not documented yet.
    """
    found = own_statements(seat, now)
    if kind not in (OVERVIEW, DOCUMENTATION) or not 1 <= number <= len(found):
        raise Http404
    statement = found[number - 1]
    if kind == DOCUMENTATION and not statement.course.is_closed:
        raise Http404
    return statement


def _document(statement: Statement, kind: str, now: datetime) -> Document:
    make = documentation if kind == DOCUMENTATION else overview
    return make(statement, made_at=now)


def _overview(request: HttpRequest, seat: Seat, name: str, keys: list[int], back: str) -> HttpResponse:
    """The courses of a member, with the papers there are about each."""
    now = timezone.now()
    papers = [
        Papers(
            supervisor=statement.course.supervisor.name,
            had=time_text(statement.tally.minutes),
            overview=reverse(name, args=[*keys, OVERVIEW, number]),
            documentation=reverse(name, args=[*keys, DOCUMENTATION, number]) if statement.course.is_closed else "",
        )
        for number, statement in enumerate(own_statements(seat, now), start=1)
    ]
    context = {"seat": seat, "group": seat.group, "papers": papers, "back": back}
    return render(request, "supervision/hours.html", context)


def _paper(request: HttpRequest, statement: Statement, kind: str, pdf_url: str, back: str) -> HttpResponse:
    document = _document(statement, kind, timezone.now())
    return render(request, "supervision/paper.html", {"document": document, "pdf_url": pdf_url, "back": back})


def _pdf(statement: Statement, kind: str) -> HttpResponse:
    make = documentation_pdf if kind == DOCUMENTATION else overview_pdf
    response = HttpResponse(make(statement, made_at=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="supervision-{kind}.pdf"'
    return response


@require_safe
@never_cache
@login_required
def own_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own courses in the group, also after one has left it."""
    return _overview(request, _last_seat(request, pk), "supervision:paper", [pk], "")


@require_safe
@never_cache
@login_required
def own_paper(request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
    """One's own paper as a page."""
    statement = _statement(_last_seat(request, pk), kind, number, timezone.now())
    pdf = reverse("supervision:paper_pdf", args=[pk, kind, number])
    return _paper(request, statement, kind, pdf, reverse("supervision:hours", args=[pk]))


@require_safe
@never_cache
@login_required
def own_pdf(request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
    """One's own paper as a PDF."""
    return _pdf(_statement(_last_seat(request, pk), kind, number, timezone.now()), kind)


@require_safe
@for_leaders
def member_overview(request: HttpRequest, group: Group, seat_pk: int) -> HttpResponse:
    """A member's courses, for the supervisor."""
    back = reverse("supervising:group", args=[group.pk])
    return _overview(request, _was_member(group, seat_pk), "supervising:paper", [group.pk, seat_pk], back)


@require_safe
@for_leaders
def member_paper(request: HttpRequest, group: Group, seat_pk: int, kind: str, number: int) -> HttpResponse:
    """A member's paper as a page."""
    statement = _statement(_was_member(group, seat_pk), kind, number, timezone.now())
    pdf = reverse("supervising:paper_pdf", args=[group.pk, seat_pk, kind, number])
    return _paper(request, statement, kind, pdf, reverse("supervising:hours", args=[group.pk, seat_pk]))


@require_safe
@for_leaders
def member_pdf(request: HttpRequest, group: Group, seat_pk: int, kind: str, number: int) -> HttpResponse:
    """A member's paper as a PDF."""
    return _pdf(_statement(_was_member(group, seat_pk), kind, number, timezone.now()), kind)
