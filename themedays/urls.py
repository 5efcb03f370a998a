"""What the theme days answer below /temadage/; the pages themselves are Wagtail's."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from themedays.views import changing, colleagues, feeds, materials, signing_up, tokens


class PageSlug(StringConverter):
    """The slug of a page as Wagtail takes it: Danish letters too, but nothing that a database refuses to look for."""

    regex = r"[\w-]+"


register_converter(PageSlug, "page")

app_name = "themedays"
urlpatterns = [
    path("kalender.ics", feeds.all_days, name="calendar"),
    path("emne/<slug:slug>/kalender.ics", feeds.subject_days, name="subject_calendar"),
    path("materiale/<int:pk>/", materials.material, name="material"),
    path("tilmelding/<str:token>/", tokens.registration, name="registration"),
    path("<page:slug>/kalender.ics", feeds.one_day, name="day_calendar"),
    path("<page:slug>/tilmeld/", signing_up.sign_up, name="sign_up"),
    path("<page:slug>/behov/", signing_up.needs, name="needs"),
    path("<page:slug>/afmeld/", changing.cancel, name="cancel"),
    path("<page:slug>/tag-plads/", changing.accept, name="accept"),
    path("<page:slug>/kollega/", changing.colleague, name="colleague"),
    path("<page:slug>/kolleger/", colleagues.colleagues, name="colleagues"),
]
