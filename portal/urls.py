"""Who answers which address."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path
from django.views.decorators.cache import cache_control
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from newsletters.views import choosing as newsletters
from portal import demo_pages, my_calendar, my_page, views
from portal.accounts import views as accounts
from portal.csp import under_admin_csp

private = cache_control(private=True, no_cache=True)  # some documents are for some people only
handler400 = "portal.views.bad_request"

urlpatterns = [
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("was", views.was, name="was"),
    path("konto/", include("portal.accounts.urls")),
    path("demo/", demo_pages.roles, name="demo"),
    path("demo/post/", demo_pages.post, name="demo_post"),
    # Wagtail's own doors are shut: ours is the only one, with its rate limits and its second factor.
    path("admin/login/", accounts.to_log_in),
    path("admin/logout/", account.logout),
    path("admin/password_reset/", accounts.to_log_in),
    path("admin/password_reset/<path:rest>", accounts.to_log_in),
    path("_util/login/", accounts.to_log_in),
    path("admin/", include(under_admin_csp(wagtailadmin_urls.urlpatterns))),
    path("dokumenter/", include(decorate_urlpatterns(wagtaildocs_urls.urlpatterns, private))),
    path("min/", my_page.my_page, name="my_page"),
    path("min/samtykke/", my_page.consents, name="my_consents"),
    path("min/data/", my_page.data, name="my_data"),
    path("min/data/json/", my_page.data_json, name="my_data_json"),
    path("min/data/csv/", my_page.data_csv, name="my_data_csv"),
    path("min/kalender/", my_calendar.my_calendar, name="my_calendar"),
    path("min/kalender/<slug:token>.ics", my_calendar.my_feed, name="my_feed"),
    path("min/nyhedsbreve/", newsletters.mine, name="my_newsletters"),
    path("min/", include("directory.members.urls")),
    path("rediger/supervision/", include("supervision.editing_urls")),
    path("rediger/", include("directory.upkeep.editing.urls")),
    # The look-up's fixed words first, then the reports, then the organisations' own names.
    path("kontakter/", include("directory.understanding.urls")),
    path("kontakter/", include("directory.upkeep.urls")),
    path("kontakter/", include("directory.contacts.urls")),
    path("temadage/", include("themedays.urls")),
    path("supervision/", include("supervision.urls")),
    path("nyhedsbreve/", include("newsletters.urls")),
    # A mail service reports what came back, when one is set up; without a secret there is no such address.
    *([path("anymail/", include("anymail.urls"))] if settings.ANYMAIL["WEBHOOK_SECRET"] else []),
    path("", include(wagtail_urls)),
]
