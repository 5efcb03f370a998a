"""What the theme days hang up in Wagtail: the menu, the screens of a day, and what guards its page."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portal.admin_screens import refuse_in_bulk, register_log_actions
from themedays.admin import guards, publishing, urls
from themedays.admin.listing import DayListing
from themedays.admin.venues import VenueViewSet
from themedays.documents import only_for_whom_it_is
from themedays.models import ThemeDayPage


class ThemeDaysGroup(ViewSetGroup):
    """Everything about theme days."""

    menu_label = gettext_lazy("Theme days")
    menu_icon = "date"
    menu_order = 55
    items = (DayListing, VenueViewSet)


@hooks.register("register_admin_viewset")
def theme_days() -> ThemeDaysGroup:
    """The list of days, and the venues."""
    return ThemeDaysGroup()


@hooks.register("register_admin_urls")
def day_addresses() -> list[URLPattern]:
    """The screens of one day."""
    return urls.urlpatterns


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What Wagtail's log says about a day, besides what it says about every page."""
    words = {
        "change_seats": (_("Change seats"), _("Changed the seats")),
        "sign_up": (_("Sign up"), _("Signed somebody up")),
        "remove": (_("Take off"), _("Took somebody off the list")),
        "swap": (_("Swap"), _("A colleague took the seat")),
        "move_day": (_("Tell of a change"), _("Told of another time or place")),
        "cancel_day": (_("Cancel"), _("Cancelled the day")),
        "write_to": (_("Write"), _("Wrote to the people of the day")),
        "needs_shown": (_("Show needs"), _("Looked at the names of those who need something")),
    }
    register_log_actions(actions, "themedays", words)


@hooks.register("before_publish_page")
def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask first when people would be told of the change."""
    return publishing.ask_before_publishing(request, page)


@hooks.register("before_unpublish_page")
def before_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the page of a day that people are signed up for."""
    return guards.refuse_unpublish(request, page)


@hooks.register("before_delete_page")
def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the page of a day that people have been signed up for."""
    return guards.refuse_delete(request, page)


@hooks.register("before_bulk_action")
def before_many(request: HttpRequest, action: str, pages: list[Page], view: object) -> HttpResponse | None:
    """The same for many pages at a time."""
    refusals = {**guards.REFUSALS, "publish": publishing.ask_before_publishing_in_bulk}
    return refuse_in_bulk(request, action, pages, refusals)


@hooks.register("before_copy_page")
def copy_as_draft(request: HttpRequest, page: Page) -> None:
    """A copy has no date, so it cannot be published with the same click; Wagtail would answer with an error."""
    if request.method == "POST" and page.specific_class is ThemeDayPage:
        posted = request.POST.copy()
        posted.pop("publish_copies", None)
        request.POST = posted  # type: ignore[assignment]


@hooks.register("after_copy_page")
def say_what_was_not_copied(request: HttpRequest, page: Page, copy: Page) -> None:
    """A copy is a new day: it has no date, nobody is signed up for it, and last time's files are not its files."""
    if isinstance(copy.specific, ThemeDayPage):
        messages.warning(
            request,
            _(
                "The copy has no date, no link to a meeting, no seats, no participants and no materials: none of them"
                " were copied. Give it a date before you publish it."
            ),
            buttons=[messages.button(reverse("wagtailadmin_pages:edit", args=[copy.pk]), _("Edit the copy"))],
        )


hooks.register("before_serve_document", only_for_whom_it_is)
