"""The supervisors' own screens, below /rediger/supervision/."""

from django.urls import path

from supervision.views import attendance, hours, requests, roster, sessions

app_name = "supervising"
urlpatterns = [
    path("", roster.home, name="home"),
    path("<int:pk>/", roster.group, name="group"),
    path("<int:pk>/ansoegninger/", requests.requests, name="requests"),
    path("<int:pk>/ansoegninger/<int:seat_pk>/ja/", requests.accept, name="accept"),
    path("<int:pk>/ansoegninger/<int:seat_pk>/nej/", requests.decline, name="decline"),
    path("<int:pk>/medlem/<int:seat_pk>/", roster.seat, name="seat"),
    path("<int:pk>/medlem/<int:seat_pk>/fjern/", roster.remove, name="remove"),
    path("<int:pk>/medlem/<int:seat_pk>/timer/", hours.member_overview, name="hours"),
    path("<int:pk>/medlem/<int:seat_pk>/timer/<slug:kind>/<int:number>/", hours.member_paper, name="paper"),
    path("<int:pk>/medlem/<int:seat_pk>/timer/<slug:kind>/<int:number>.pdf", hours.member_pdf, name="paper_pdf"),
    path("<int:pk>/moeder/", sessions.sessions, name="sessions"),
    path("<int:pk>/moeder/nye/", sessions.plan, name="plan"),
    path("<int:pk>/moede/<int:session_pk>/", sessions.session, name="session"),
    path("<int:pk>/moede/<int:session_pk>/aflys/", sessions.cancel, name="cancel"),
    path("<int:pk>/moede/<int:session_pk>/fremmoede/", attendance.attendance, name="attendance"),
    path("<int:pk>/moede/<int:session_pk>/fremmoede/slet/", attendance.unmark, name="unmark"),
]
