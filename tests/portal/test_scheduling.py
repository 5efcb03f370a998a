"""Pages that come out by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.models import ContentPage, HomePage
from portal.scheduling import tick

pytestmark = pytest.mark.django_db


def make_page(**fields: object) -> ContentPage:
    page = ContentPage(title="Nyt", slug="nyt", **fields)
    HomePage.objects.get().add_child(instance=page)
    return page


def test_a_page_comes_out_when_its_time_has_come() -> None:
    now = timezone.now()
    chosen = now - timedelta(minutes=1)
    page = make_page(live=False, go_live_at=chosen)
    page.save_revision(approved_go_live_at=chosen)
    assert [one.count for one in tick(now)] == [1, 0]
    page.refresh_from_db()
    assert page.live
    assert [one.count for one in tick(now)] == [0, 0]


def test_a_page_goes_when_its_time_is_over() -> None:
    now = timezone.now()
    page = make_page(expire_at=now - timedelta(minutes=1))
    assert [one.count for one in tick(now)] == [0, 1]
    page.refresh_from_db()
    assert not page.live
