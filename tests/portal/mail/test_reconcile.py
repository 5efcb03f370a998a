"""What the log of a Postfix settles, and what it cannot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.mail.building import message_id
from portal.mail.models import Delivery
from portal.mail.reconcile import accepted_by_postfix, moment_of, read_postfix, reconcile
from tests.portal.mail.posting import post, states

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HANDED = NOW - timedelta(minutes=10)
CLEANUP = "postfix/cleanup[11]: 4AB1c: message-id=<d1.seat@portal>"
ACTIVE = "postfix/qmgr[12]: 4AB1c: from=<portal@example.dk>, size=900, nrcpt=1 (queue active)"


def line(moment: datetime, words: str) -> str:
    return f"{moment.isoformat()} mx {words}\n"


def test_a_message_in_the_queue_was_accepted() -> None:
    assert accepted_by_postfix([f"x {CLEANUP}", f"x {ACTIVE}"]) == {"<d1.seat@portal>"}


def test_a_message_whose_client_died_before_the_dot_was_not() -> None:
    assert accepted_by_postfix([f"x {CLEANUP}"]) == set()


def test_a_queue_id_that_is_used_again_stands_for_the_newer_message() -> None:
    newer = CLEANUP.replace("d1.", "d2.")

    assert accepted_by_postfix([f"x {CLEANUP}", f"x {newer}", f"x {ACTIVE}"]) == {"<d2.seat@portal>"}


def test_a_second_postfix_on_the_machine_is_read_too() -> None:
    lines = [text.replace("postfix/", "postfix-out/") for text in (CLEANUP, ACTIVE)]

    assert accepted_by_postfix([f"x {text}" for text in lines]) == {"<d1.seat@portal>"}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-24T10:30:00.123456+01:00 mx x", "2026-11-24T10:30:00.123456+01:00"),
        ("2026-11-24T09:30:00Z mx x", "2026-11-24T09:30:00+00:00"),
        ("Nov 24 10:30:00 mx x", "2026-11-24T10:30:00+01:00"),
        ("Nov  4 10:30:00 mx x", "2026-11-04T10:30:00+01:00"),
        ("Dec 31 23:59:59 mx x", "2025-12-31T23:59:59+01:00"),
        ("Jul  1 12:00:00 mx x", "2026-07-01T12:00:00+02:00"),
    ],
)
def test_both_kinds_of_time_are_read(written: str, moment: str) -> None:
    assert moment_of(written, NOW) == datetime.fromisoformat(moment)


def test_a_line_without_a_time_says_nothing() -> None:
    assert moment_of("mx postfix/qmgr", NOW) is None


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log from an hour ago until a minute ago."""
    path = tmp_path / "mail.log"
    path.write_text(line(NOW - timedelta(hours=1), "begins") + line(NOW - timedelta(minutes=1), "goes on"))
    return path


@pytest.fixture
def row(db: None) -> Delivery:
    """A mail that a worker died with."""
    row = post()
    Delivery.objects.update(status="unknown", handed_at=HANDED)
    return row


def add(log: Path, row: Delivery, *texts: str) -> None:
    """Put lines about this mail into the middle of the log."""
    begins, *rest = log.read_text().splitlines(keepends=True)
    about = [line(HANDED, text.replace("<d1.seat@portal>", message_id(row))) for text in texts]
    log.write_text("".join([begins, *about, *rest]))


def test_what_stands_in_the_log_was_sent_when_it_was_handed_over(log: Path, row: Delivery) -> None:
    add(log, row, CLEANUP, ACTIVE)

    assert reconcile(log, NOW) == (1, 0)

    row.refresh_from_db()
    assert (row.status, row.sent_at) == ("sent", HANDED)


def test_what_does_not_stand_there_goes_again(log: Path, row: Delivery) -> None:
    add(log, row, CLEANUP)

    assert reconcile(log, NOW) == (0, 1)
    assert states() == ["queued"]


def test_what_stands_in_the_log_before_this_one_counts(log: Path, row: Delivery) -> None:
    add(log, row, CLEANUP, ACTIVE)
    log.rename(log.with_name("mail.log.1"))
    log.write_text(line(NOW, "new file"))

    assert reconcile(log, NOW) == (1, 0)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(HANDED + timedelta(seconds=1), NOW), (NOW - timedelta(hours=1), HANDED + timedelta(seconds=59))],
)
def test_a_log_of_another_time_settles_nothing(log: Path, row: Delivery, begins: datetime, ends: datetime) -> None:
    log.write_text(line(begins, "begins") + line(ends, "ends"))

    assert (reconcile(log, NOW), states()) == ((0, 0), ["unknown"])


def test_what_is_younger_than_a_lease_and_a_minute_waits(log: Path, row: Delivery) -> None:
    Delivery.objects.update(handed_at=NOW - timedelta(seconds=149))
    log.write_text(line(NOW - timedelta(hours=1), "begins") + line(NOW + timedelta(hours=1), "ends"))

    assert (reconcile(log, NOW), states()) == ((0, 0), ["unknown"])


def test_what_the_log_has_not_told_in_three_days_is_left_to_people(log: Path, row: Delivery) -> None:
    add(log, row, CLEANUP, ACTIVE)

    assert (reconcile(log, HANDED + timedelta(days=3, seconds=1)), states()) == ((0, 0), ["unknown"])


def test_no_log_and_an_empty_log_settle_nothing(tmp_path: Path, row: Delivery) -> None:
    empty = tmp_path / "empty.log"
    empty.touch()

    assert [reconcile(path, NOW) for path in (empty, tmp_path / "none.log")] == [(0, 0), (0, 0)]


def test_a_log_that_may_not_be_read_stops_nothing(tmp_path: Path, row: Delivery) -> None:
    folder = tmp_path / "mail.log"
    folder.mkdir()

    assert reconcile(folder, NOW) == (0, 0)


def test_of_what_time_a_log_speaks(log: Path) -> None:
    read = read_postfix(log, NOW)

    assert read is not None
    assert (read.begins, read.ends) == (NOW - timedelta(hours=1), NOW - timedelta(minutes=1))
