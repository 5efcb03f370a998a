"""Who becomes a member of the network, and who leaves it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from directory.contacts.imports.checking import Row
from directory.contacts.imports.places import MUNICIPALITY
from directory.contacts.imports.plan import Place, Plan
from directory.contacts.imports.standing import ParticipationNow, Standing, grouped
from directory.contacts.models import Participation
from portal.spreadsheets.errors import BadCell


def plan_memberships(rows: list[Row], places: dict[int, Place], standing: Standing, plan: Plan, today: date) -> None:
    """Plan what the column `member` says; an organisation's rows must not disagree."""
    said: dict[Place, Row] = {}
    order: dict[Place, None] = {}
    for row in rows:
        if not (place := places.get(row.number)):
            continue
        order[place] = None
        first = said.setdefault(place, row) if row.member is not None else None
        if first and first.member != row.member:
            reason = _("Row %(row)d says the opposite about %(name)s.") % {"row": first.number, "name": place.name}
            plan.bad.append(BadCell(row.number, "member", reason))
    participations = grouped(standing.participations, "organisation_id")
    for place in order:
        known = participations.get(place.id, [])
        if place not in said:
            _unsaid(place, known, standing, plan, today)
        elif said[place].member:
            _join(place, known, plan, today)
        else:
            _leave(place, known, plan, today)


def _current(known: list[ParticipationNow], today: date) -> list[ParticipationNow]:
    return [
        now for now in known if (now.starts is None or now.starts <= today) and (now.ends is None or now.ends >= today)
    ]


def _unsaid(place: Place, known: list[ParticipationNow], standing: Standing, plan: Plan, today: date) -> None:
    """A municipality that is quite new to the directory joins, or a first import would show it as an outsider."""
    if place.kind == MUNICIPALITY and not known and not standing.services_of.get(place.id or 0):
        _start(place, plan, today)
        plan.members.append(
            _("%(name)s is counted as a member from today, because the column member is empty.") % {"name": place.name}
        )


def _start(place: Place, plan: Plan, today: date) -> None:
    plan.participations.append(Participation(**place.link(), starts=today))
    if place.id:
        plan.touched_organisations.add(place.id)


def _join(place: Place, known: list[ParticipationNow], plan: Plan, today: date) -> None:
    if _current(known, today):
        return
    coming = [now for now in known if now.starts and now.starts > today]
    if coming:
        plan.update(Participation, coming[0].id, starts=today)
        plan.touched_organisations.add(coming[0].organisation_id)
    else:
        _start(place, plan, today)
    plan.members.append(_("%(name)s becomes a member from today.") % {"name": place.name})


def _leave(place: Place, known: list[ParticipationNow], plan: Plan, today: date) -> None:
    for now in _current(known, today):
        if now.starts == today:
            plan.remove(Participation, now.id)
        else:
            plan.update(Participation, now.id, ends=today - timedelta(days=1))
        plan.touched_organisations.add(now.organisation_id)
    if _current(known, today):
        plan.members.append(_("%(name)s is no longer a member from today.") % {"name": place.name})
