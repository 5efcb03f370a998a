"""The addresses of a portal whose mail service reports to it."""

from django.urls import include, path

from portal.urls import handler400
from portal.urls import urlpatterns as ours

__all__ = ["handler400", "urlpatterns"]
urlpatterns = [path("anymail/", include("anymail.urls")), *ours]
