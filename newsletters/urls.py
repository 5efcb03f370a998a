"""Addresses under /nyhedsbreve/: subscribing, choosing, unsubscribing, the feed, and counting visits."""

from django.urls import path

from newsletters import feeds
from newsletters.views import choosing, subscribing, unsubscribing, visits

app_name = "newsletters"

urlpatterns = [
    path("rss/", feeds.issues, name="rss"),
    path("besoeg/", visits.visited, name="visits"),
    path("afmeld/<slug:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("valg/<slug:token>/", choosing.preferences, name="preferences"),
    path("tilmeld/", subscribing.subscribe, name="subscribe"),
    path("tilmeld/<str:token>/", subscribing.confirm, name="confirm"),
]
