"""All or nothing, what follows a change, and what others write meanwhile."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from directory.contacts.imports.report import Progress
from directory.contacts.models import Channel, Organisation, Person, Service
from portal.search.models import SearchRow
from portal.search.rows import versions
from tests import factories
from tests.directory.contacts.sheets import csv_file, row, run, run_bytes

pytestmark = pytest.mark.django_db
NEW_UNIT = row(organisation="Familiehuset", kind="unit", subjects="Nyt emne", service="Samtaler")


def history(thing: Any) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(thing).values_list("action", flat=True))


def test_a_dry_run_writes_nothing_and_says_the_same() -> None:
    dry = run(NEW_UNIT, dry_run=True)

    assert not Service.objects.exists()
    assert not Organisation.objects.filter(kind="unit").exists()
    wet = run(NEW_UNIT)
    assert (dry.created, dry.organisations, dry.subjects) == (wet.created, wet.organisations, wet.subjects)
    assert dry.changes == wet.changes


def test_nothing_is_written_to_the_database_before_the_last_step() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run(NEW_UNIT, dry_run=True)

    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_the_search_rows_follow_in_the_same_transaction() -> None:
    run(row(phone="00 48 20 31"))
    before = versions()

    run(row(phone="00 48 20 32"))

    document = SearchRow.objects.get(key=f"service-{Service.objects.get().pk}").document
    assert "+4500482032" in str(document)
    assert versions().rows > before.rows


def test_a_person_who_is_on_no_card_any_more_goes_with_the_numbers() -> None:
    run(row(person="Bo Hansen"))
    factories.make_channel(Person.objects.get())

    run(row(person="Mette Holm"))

    assert list(Person.objects.values_list("name", flat=True)) == ["Mette Holm"]
    assert not Channel.objects.filter(person__isnull=False).exists()
    connection.check_constraints()


def test_the_other_cards_of_the_municipality_are_written_anew_with_their_chains() -> None:
    run(row(phone="00 48 20 31"), row(function="doegnvagt", service="Vagten", phone="00 48 20 99"))

    run(row(function="doegnvagt", service="Vagten", phone="00 48 20 77"))

    intake = Service.objects.get(name="Modtagelsen")
    assert "+4500482077" in str(SearchRow.objects.get(key=f"service-{intake.pk}").document)


def test_a_new_organisation_tells_every_worker_to_read_the_words_again() -> None:
    before = versions().vocabulary

    run(NEW_UNIT)

    assert versions().vocabulary > before


def test_every_card_has_the_import_in_its_history() -> None:
    user = factories.make_user()

    run(row(), NEW_UNIT, by=user)
    run(row(phone="00 48 20 31"), NEW_UNIT, by=user)

    changed, made = Service.objects.get(name="Modtagelsen"), Service.objects.get(name="Samtaler")
    assert history(changed) == ["wagtail.edit", "wagtail.create"]
    assert history(made) == ["wagtail.create"]
    assert history(made.organisation) == ["wagtail.create"]
    assert set(ModelLogEntry.objects.values_list("user_id", flat=True)) == {user.pk}


def test_the_same_file_again_leaves_no_trace() -> None:
    run(row(phone="00 48 20 31"))
    before = (versions(), ModelLogEntry.objects.count())

    run(row(phone="00 48 20 31"))

    assert (versions(), ModelLogEntry.objects.count()) == before


def between_reading_and_writing(do: Callable[[], object]) -> Progress:
    """A watcher of the progress who does this, as another user's request would, just before the lock is taken."""

    def progress(stage: str, _done: int, _total: int) -> None:
        if stage == _("Writing"):
            do()

    return progress


def test_a_service_made_meanwhile_is_changed_and_not_made_twice() -> None:
    municipality = Organisation.objects.get(kind="municipality", municipality_code="0219")
    meanwhile = between_reading_and_writing(lambda: factories.make_service(municipality, name="Modtagelsen"))

    report = run(row(phone="00 48 20 31"), progress=meanwhile)

    assert (report.created, report.changed) == (0, 1)
    assert Service.objects.get().channels.get().value == "+4500482031"


def test_a_contradiction_that_arose_meanwhile_keeps_everything_out() -> None:
    run(row())
    meanwhile = between_reading_and_writing(lambda: Service.objects.update(age_max=17))

    report = run(row(age_min="18", phone="00 48 20 31"), progress=meanwhile)

    assert report.bad_rows == 1
    assert not Service.objects.get().channels.exists()


def test_an_error_while_writing_leaves_the_directory_as_it_was() -> None:
    def no_room_for_the_history(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "wagtailcore_modellogentry"'):
            raise OSError("disk full")
        return execute(sql, *rest)

    with connection.execute_wrapper(no_room_for_the_history), pytest.raises(OSError, match="disk full"):
        run(NEW_UNIT)

    assert not Service.objects.exists()
    assert not Organisation.objects.filter(kind="unit").exists()


def test_the_report_tells_how_long_it_took() -> None:
    started = time.monotonic()

    report = run(row())

    assert 0 < report.seconds_locked < report.seconds <= time.monotonic() - started


def test_the_command_imports_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kontakter.csv"
    file.write_bytes(csv_file(NEW_UNIT))

    call_command("import_directory", str(file))

    assert Service.objects.count() == 1
    assert "Familiehuset" in capsys.readouterr().out


def test_the_command_shows_what_a_dry_run_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kontakter.csv"
    file.write_bytes(csv_file(row(phone="00 48 20 31")))

    call_command("import_directory", str(file), dry_run=True, verbosity=0)

    assert not Service.objects.exists()
    assert "phone: – → 00 48 20 31" in capsys.readouterr().out


def test_the_command_fails_with_every_bad_cell_on_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kontakter.csv"
    file.write_bytes(csv_file(row(phone="1"), row(service="Anden", kind="by")))

    with pytest.raises(CommandError):
        call_command("import_directory", str(file), verbosity=0)

    out = capsys.readouterr().out.splitlines()
    assert len(out) == 2
    assert "phone" in out[0]
    assert "kind" in out[1]


def test_the_command_fails_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="findes-ikke"):
        call_command("import_directory", str(tmp_path / "findes-ikke.csv"))


def test_progress_is_told_while_it_works() -> None:
    told: list[tuple[str, int, int]] = []

    run_bytes(csv_file(*(row(service=f"Nr. {n}") for n in range(1001))), progress=lambda *stage: told.append(stage))

    assert [(done, total) for _stage, done, total in told if done] == [(1000, 1001), (1001, 1001)] * 2
