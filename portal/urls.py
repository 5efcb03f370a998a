"""Who answers which address."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import views
from portal.csp import under_admin_csp

handler400 = "portal.views.bad_request"

urlpatterns = [
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("was", views.was, name="was"),
    path("admin/", include(under_admin_csp(wagtailadmin_urls.urlpatterns))),
    path("dokumenter/", include(wagtaildocs_urls)),
    # The look-up's fixed words first, then the reports, then the organisations' own names.
    path("kontakter/", include("directory.understanding.urls")),
    path("kontakter/", include("directory.upkeep.urls")),
    path("kontakter/", include("directory.contacts.urls")),
    path("", include(wagtail_urls)),
]
