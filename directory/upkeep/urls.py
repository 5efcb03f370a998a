"""Reports about contacts, below /kontakter/. They stand before the contacts' own names."""

from django.urls import path

from directory.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("<slug:slug>/noget-forkert/", views.correction, name="report"),
    path("<slug:slug>/noget-forkert/tak/", views.thanks, name="thanks"),
    path("<slug:slug>/<slug:service_slug>/noget-forkert/", views.correction, name="report_service"),
]
