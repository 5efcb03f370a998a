"""What the supervision groups answer below /supervision/; the pages themselves are Wagtail's.

A group is named by its number: an address that stands in people's calendars and mails must not say what it is about.
"""

from django.urls import path

from supervision.views import answering, feeds, hours, joining, members

app_name = "supervision"
urlpatterns = [
    path("gruppe/<int:pk>/", members.group, name="group"),
    path("gruppe/<int:pk>/soeg/", joining.request_seat, name="request"),
    path("gruppe/<int:pk>/forlad/", joining.leave, name="leave"),
    path("gruppe/<int:pk>/svar/<int:session_pk>/", members.answer, name="say"),
    path("gruppe/<int:pk>/timer/", hours.own_overview, name="hours"),
    path("gruppe/<int:pk>/timer/<slug:kind>/<int:number>/", hours.own_paper, name="paper"),
    path("gruppe/<int:pk>/timer/<slug:kind>/<int:number>.pdf", hours.own_pdf, name="paper_pdf"),
    path("svar/<str:token>/", answering.answer, name="answer"),
    path("kalender/<str:token>.ics", feeds.group_feed, name="feed"),
]
