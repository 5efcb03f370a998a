"""The front page after `migrate` alone, and what the demo adds to it."""

from datetime import date

import pytest
from wagtail.models import Page, Site

from portal import demo
from portal.models import ContentPage, HomePage, NetworkSettings, User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


def seeded() -> list[object]:
    """What seeding writes, down to the revision and the password."""
    return [*Page.objects.values("pk", "latest_revision_id"), *User.objects.values("pk", "password")]


def test_migrate_alone_puts_our_front_page_at_the_root_of_the_site() -> None:
    root = Site.objects.get(is_default_site=True).root_page

    assert isinstance(root.specific, HomePage)
    assert (root.title, root.live, root.url_path, root.locale.language_code) == ("Forside", True, "/forside/", "da")


def test_the_tree_is_sound_and_wagtails_welcome_is_gone() -> None:
    assert list(Page.objects.filter(depth__gt=1).values_list("title", flat=True)) == ["Forside"]
    assert Page.find_problems() == ([], [], [], [], [])


def test_pages_can_be_added_below_the_front_page() -> None:
    home = HomePage.objects.get()

    page = home.add_child(instance=ContentPage(title="Om os", slug="om-os"))

    assert page.url_path == "/forside/om-os/"
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_demo_has_its_pages_at_the_addresses_the_footer_knows() -> None:
    demo.seed(TODAY)

    assert set(ContentPage.objects.live().values_list("slug", flat=True)) == {
        "om-netvaerket",
        "privatliv",
        "tilgaengelighed",
    }


def test_seeding_twice_changes_nothing() -> None:
    demo.seed(TODAY)
    before = (list(Page.objects.values("pk", "latest_revision_id")), list(User.objects.values("pk", "password")))

    demo.seed(TODAY)

    assert (
        list(Page.objects.values("pk", "latest_revision_id")),
        list(User.objects.values("pk", "password")),
    ) == before


def test_seeding_again_keeps_what_the_coordinator_has_written() -> None:
    demo.seed(TODAY)
    network = NetworkSettings.load()
    network.name = "Nordlys"
    network.save()

    demo.seed(TODAY)

    assert NetworkSettings.load().name == "Nordlys"


def test_the_network_is_livsmod_with_an_invented_coordinator() -> None:
    demo.seed(TODAY)
    network = NetworkSettings.load()

    assert (network.name, network.verified_by) == ("Livsmod", "kommunens Livsmod-ansvarlige")
    assert network.coordinator_email.endswith("@example.dk")
    assert network.coordinator_phone.startswith("00")


def test_the_coordinator_may_edit_contacts_and_pages_but_no_users() -> None:
    demo.seed(TODAY)
    coordinator = User.objects.get(email=demo.COORDINATOR)

    assert coordinator.check_password(demo.PASSWORD)
    assert coordinator.has_perms(
        ["wagtailadmin.access_admin", "contacts.change_service", "portal.change_networksettings"]
    )
    assert HomePage.objects.get().permissions_for_user(coordinator).can_publish()
    assert not coordinator.has_perm("portal.change_user")


def test_the_administrator_may_everything() -> None:
    demo.seed(TODAY)

    assert User.objects.get(email=demo.ADMIN).is_superuser
