"""What theme days know about a person, and how it is forgotten when they ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.contributions import PersonalData
from portal.models import User
from themedays.actions import cancel
from themedays.models import Attendance, DayMail, Payer, Registration, RegistrationNeed
from themedays.retention import nameless


def personal_data(user: User) -> Iterable[PersonalData]:
    """The person's registrations with what hangs on them, and what they did as coordinator."""
    mine = Registration.objects.filter(user=user).select_related("pool__page", "organisation", "attendance")
    rows = mine.prefetch_related("needs__need").order_by("created_at", "pk")
    yield PersonalData("registrations", _("Your theme days"), [_registration(row) for row in rows])
    payers = Payer.objects.filter(registration__user=user).select_related("registration__pool__page").order_by("pk")
    yield PersonalData("payers", _("Who pays for your theme days"), [_payer(payer) for payer in payers])
    sent = DayMail.objects.filter(sent_by=user).select_related("pool__page").order_by("sent_at", "pk")
    yield PersonalData("day-mails", _("What you have written to participants"), [_day_mail(one) for one in sent])


def _registration(row: Registration) -> dict[str, Any]:
    attendance: Attendance | None = getattr(row, "attendance", None)
    return {
        _("Theme day"): row.pool.page.title,
        _("Begins"): row.pool.page.starts_at,
        _("State"): row.get_state_display(),
        _("Workplace"): row.workplace,
        _("Signed up"): f"{row.get_source_display()}",
        _("Signed up at"): row.created_at,
        _("Seat since"): row.confirmed_at,
        _("Offer holds until"): row.offered_until,
        _("Cancelled at"): row.cancelled_at,
        _("Why"): row.get_why_display() if row.why else "",
        _("Needs on the day"): ", ".join(one.need.name for one in row.needs.all()),
        _("Minutes present"): attendance.minutes if attendance else None,
    }


def _payer(payer: Payer) -> dict[str, Any]:
    return {
        _("Theme day"): payer.registration.pool.page.title,
        _("Who pays"): payer.get_kind_display(),
        _("Name"): payer.name,
        _("EAN number"): payer.ean,
        _("Reference"): payer.reference,
        _("For the attention of"): payer.contact,
        _("CVR number"): payer.cvr,
        _("Address"): payer.address,
        _("E-mail"): payer.email,
        _("Price in kroner"): payer.price,
        _("Stored"): payer.created_at,
    }


def _day_mail(mail: DayMail) -> dict[str, Any]:
    return {
        _("Theme day"): mail.pool.page.title,
        _("Sent"): mail.sent_at,
        _("Subject"): mail.subject,
        _("Text"): mail.text,
        _("Recipients"): mail.recipients,
    }


def erase(user: User, now: datetime) -> None:
    """Give back what the person has to come, so that the next in the queue gets it; make the past nobody's.

    Who pays for a day is kept for as long as the bookkeeping needs it, and says nothing about who came.
    """
    # Whoever was ticked off at the door before the day began has been there: that seat is no longer to give back.
    coming = Registration.objects.active().filter(user=user, pool__page__starts_at__gt=now, attendance=None)
    for registration in coming.order_by("pool"):
        cancel(registration, by=None, why=Registration.Why.LEFT, now=now)
    RegistrationNeed.objects.filter(registration__user=user).delete()
    nameless(Registration.objects.filter(user=user))
