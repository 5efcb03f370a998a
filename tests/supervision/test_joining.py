"""Asking for a seat, the supervisor's answer, the waiting list, and leaving."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.mail.models import Delivery
from supervision import actions
from supervision.models import Seat
from tests.factories import make_municipality, make_organisation, make_user
from tests.supervision.factories import (
    NOW,
    make_allocation,
    make_group,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db
WHY = "Jeg arbejder med unge, der har forsøgt selvmord."


def mails(purpose: str) -> list[str]:
    rows = Delivery.objects.filter(purpose=f"supervision-{purpose}").order_by("pk")
    return list(rows.values_list("email", flat=True))


def test_a_request_waits_for_the_supervisor_with_profession_and_workplace_of_the_day() -> None:
    municipality = make_municipality("Allerød")
    unit = make_organisation("PPR", parent=municipality)
    group, user = make_group(), make_person(profession="PPR-psykolog", organisation=unit)

    seat = actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)

    assert (seat.state, seat.profession, seat.is_psychologist) == ("requested", "PPR-psykolog", True)
    assert (seat.organisation, seat.share, seat.motivation) == (unit, municipality, WHY)


def test_a_request_is_confirmed_to_the_person_and_told_to_the_supervisor_without_its_words() -> None:
    group, user = make_group(), make_person()
    supervisor = make_supervisor(group).user
    assert supervisor is not None

    actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)

    assert (mails("requested"), mails("asks")) == ([user.email], [supervisor.email])
    assert not Delivery.objects.filter(text__contains=WHY).exists()
    assert not Delivery.objects.filter(email=supervisor.email, text__contains=user.last_name).exists()


def test_asking_twice_is_asking_once() -> None:
    group, user = make_group(), make_person()

    first = actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)
    second = actions.request_seat(group, user, motivation="Igen", by=user, now=NOW)

    assert first == second
    assert (Seat.objects.count(), mails("requested")) == (1, [user.email])


def test_a_motivation_with_a_cpr_number_is_refused_and_nothing_is_written() -> None:
    group, user = make_group(), make_person()

    with pytest.raises(ValidationError):
        actions.request_seat(group, user, motivation="Om 010210-1234", by=user, now=NOW)

    assert (Seat.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_motivation_has_at_most_six_hundred_characters() -> None:
    group, user = make_group(), make_person()

    with pytest.raises(ValidationError):
        actions.request_seat(group, user, motivation="a" * 601, by=user, now=NOW)


def test_only_a_member_of_the_network_can_ask() -> None:
    group, stranger = make_group(), make_user()

    with pytest.raises(actions.NotAMember):
        actions.request_seat(group, stranger, motivation=WHY, by=stranger, now=NOW)


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_a_group_that_does_not_run_takes_no_requests(state: str) -> None:
    group, user = make_group(state=state), make_person()

    with pytest.raises(actions.NotOpen):
        actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)


def test_a_group_without_a_published_page_takes_no_requests() -> None:
    group, user = make_group(), make_person()
    group.page.live = False
    group.page.save()

    with pytest.raises(actions.NotOpen):
        actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)


def test_in_a_group_that_takes_whoever_asks_the_next_free_seat_is_given_at_once() -> None:
    group = make_group(mode="direct", size_max=1)
    first, second = make_person(), make_person()

    seat = actions.request_seat(group, first, motivation=WHY, by=first, now=NOW)
    waiting = actions.request_seat(group, second, motivation=WHY, by=second, now=NOW)

    assert (seat.state, seat.starts_on, waiting.state) == ("active", NOW.date(), "waiting")
    assert (mails("admitted"), mails("waiting")) == ([first.email], [second.email])


def test_a_yes_gives_a_free_seat_from_today() -> None:
    group, supervisor = make_group(), make_user()
    seat = make_seat(group, state="requested")

    actions.accept(seat, by=supervisor, now=NOW)

    seat.refresh_from_db()
    assert (seat.state, seat.starts_on, seat.decided_by) == ("active", NOW.date(), supervisor)


def test_a_yes_in_a_full_group_is_a_place_on_the_waiting_list_behind_earlier_ones() -> None:
    group, supervisor = make_group(size_max=1), make_user()
    make_seat(group)
    early = make_seat(group, state="requested")
    late = make_seat(group, state="requested", requested_at=NOW)

    actions.accept(late, by=supervisor, now=NOW)
    actions.accept(early, by=supervisor, now=NOW + timedelta(days=1))

    late.refresh_from_db()
    early.refresh_from_db()
    assert (actions.position_of(late), actions.position_of(early)) == (1, 2)


def test_a_yes_said_twice_is_said_once() -> None:
    group, supervisor = make_group(), make_user()
    seat = make_seat(group, state="requested")

    actions.accept(seat, by=supervisor, now=NOW)
    actions.accept(seat, by=supervisor, now=NOW)

    assert mails("admitted") == [seat.user.email if seat.user else ""]


def test_a_yes_to_a_request_that_was_taken_back_is_refused() -> None:
    group, supervisor = make_group(), make_user()
    seat = make_seat(group, state="requested")
    actions.leave(seat, by=seat.user, now=NOW)

    with pytest.raises(actions.NotNow):
        actions.accept(seat, by=supervisor, now=NOW)


def test_a_no_is_told_with_its_sentence() -> None:
    group, supervisor = make_group(), make_user()
    seat = make_seat(group, state="requested")

    actions.decline(seat, sentence="Gruppen er for psykologer.", by=supervisor, now=NOW)

    seat.refresh_from_db()
    assert (seat.state, seat.sentence) == ("declined", "Gruppen er for psykologer.")
    assert "Gruppen er for psykologer." in Delivery.objects.get(purpose="supervision-declined").text


def test_a_no_with_a_cpr_number_in_it_is_refused() -> None:
    group, supervisor = make_group(), make_user()
    seat = make_seat(group, state="requested")

    with pytest.raises(ValidationError):
        actions.decline(seat, sentence="Se 010210-1234", by=supervisor, now=NOW)

    seat.refresh_from_db()
    assert seat.state == "requested"


def test_whoever_was_declined_can_ask_again() -> None:
    group = make_group()
    declined = make_seat(group, state="declined")
    assert declined.user is not None

    seat = actions.request_seat(group, declined.user, motivation=WHY, by=declined.user, now=NOW)

    assert seat.pk != declined.pk


def test_leaving_gives_the_seat_to_the_next_at_once() -> None:
    group = make_group(size_max=1)
    member, first, second = make_seat(group), make_seat(group, state="waiting"), make_seat(group, state="waiting")

    actions.leave(member, by=member.user, now=NOW)

    for seat in (member, first, second):
        seat.refresh_from_db()
    assert (member.state, member.ends_on) == ("left", NOW.date())
    assert (first.state, first.starts_on, second.state) == ("active", NOW.date(), "waiting")


@pytest.mark.parametrize(("waiting", "said"), [(0, "Et medlem har forladt"), (1, "den næste på ventelisten har fået")])
def test_the_supervisor_hears_of_a_member_who_leaves_but_not_in_the_mail_who_it_was(waiting: int, said: str) -> None:
    group = make_group(size_max=1)
    supervisor, member = make_supervisor(group).user, make_seat(group)
    for _one in range(waiting):
        make_seat(group, state="waiting")
    assert supervisor is not None
    assert member.user is not None

    actions.leave(member, by=member.user, now=NOW)

    told = Delivery.objects.get(purpose="supervision-went")
    assert (told.email, said in told.text, member.user.last_name in told.text) == (supervisor.email, True, False)


def test_the_supervisor_hears_of_somebody_who_joins_without_asking_and_of_nobody_who_only_waits() -> None:
    group, first, second = make_group(mode="direct", size_max=1), make_person(), make_person()
    supervisor = make_supervisor(group).user
    assert supervisor is not None

    for user in (first, second):
        actions.request_seat(group, user, motivation="", by=user, now=NOW)

    assert mails("came") == [supervisor.email]


def test_a_member_who_is_taken_out_is_told_and_replaced() -> None:
    group, supervisor = make_group(size_max=1), make_user()
    member, first = make_seat(group), make_seat(group, state="waiting")

    actions.remove(member, by=supervisor, now=NOW)

    member.refresh_from_db()
    first.refresh_from_db()
    assert (member.why, first.state) == ("removed", "active")
    assert mails("ended") == [member.user.email if member.user else ""]


def test_nobody_moves_up_in_a_group_that_has_a_break() -> None:
    group = make_group(size_max=1, state="paused")
    member, first = make_seat(group), make_seat(group, state="waiting")

    actions.leave(member, by=member.user, now=NOW)

    first.refresh_from_db()
    assert first.state == "waiting"


def test_a_seat_that_is_kept_for_a_municipality_waits_for_somebody_from_there() -> None:
    kept_for = make_municipality("Allerød")
    group, supervisor = make_group(size_max=2), make_user()
    make_allocation(group, kept_for)
    make_seat(group)
    other = make_seat(group, state="requested")
    theirs = make_seat(group, state="requested", share=kept_for)

    actions.accept(other, by=supervisor, now=NOW)
    actions.accept(theirs, by=supervisor, now=NOW)

    other.refresh_from_db()
    theirs.refresh_from_db()
    assert (other.state, theirs.state) == ("waiting", "active")


def test_a_new_member_is_invited_to_what_is_planned_and_whoever_leaves_is_taken_out_of_it() -> None:
    group, supervisor = make_group(), make_user()
    make_session(group)
    seat = make_seat(group, state="requested")

    actions.accept(seat, by=supervisor, now=NOW)
    seat.refresh_from_db()
    actions.leave(seat, by=seat.user, now=NOW)

    sent = Delivery.objects.exclude(calendar="").order_by("pk").values_list("calendar_method", flat=True)
    assert list(sent) == ["REQUEST", "CANCEL"]


def test_whoever_comes_back_has_a_new_row_and_a_higher_number_in_the_calendar() -> None:
    group, supervisor, user = make_group(), make_user(), make_person()
    make_session(group)
    for _time in range(2):
        seat = actions.request_seat(group, user, motivation=WHY, by=user, now=NOW)
        actions.accept(seat, by=supervisor, now=NOW)
        seat.refresh_from_db()
        actions.leave(seat, by=user, now=NOW)

    texts = Delivery.objects.exclude(calendar="").order_by("pk").values_list("calendar", flat=True)
    assert [line for text in texts for line in text.splitlines() if line.startswith("SEQUENCE")] == [
        f"SEQUENCE:{number}" for number in range(4)
    ]


def test_a_member_can_be_added_without_a_request_and_waits_when_the_group_is_full() -> None:
    group, coordinator = make_group(size_max=1), make_user()
    first, second = make_person(), make_person()

    seats = [actions.add_member(group, user, by=coordinator, now=NOW) for user in (first, second)]

    assert [seat.state for seat in seats] == ["active", "waiting"]
