"""The directory's pages, below /kontakter/. The fixed words stand before the organisations' own names."""

from django.urls import path

from directory.contacts import views

app_name = "contacts"
urlpatterns = [
    path("kommuner/", views.municipalities, name="municipalities"),
    path("personer/", views.people, name="people"),
    path("vejledning/<slug:key>/", views.guide, name="guide"),
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/udskriv/", views.sheet, name="sheet"),
    path("<slug:slug>/<slug:service_slug>/", views.service, name="service"),
    path("<slug:slug>/<slug:service_slug>/kort.vcf", views.service_vcard, name="vcard"),
]
