"""The look-up's addresses, below /kontakter/."""

from django.urls import path

from directory.understanding import views

app_name = "understanding"
urlpatterns = [
    path("", views.lookup, name="lookup"),
    path("soeg.json", views.lookup_json, name="lookup_json"),
]
