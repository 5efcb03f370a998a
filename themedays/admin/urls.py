"""The addresses of one day's screens below /admin/, for the hook `register_admin_urls`. `pk` is the page's."""

from django.urls import path

from themedays.admin import attendance, cancelling, exports, mails, needs, participants, publishing, seats

urlpatterns = [
    path("temadage/<int:pk>/pladser/", seats.seats, name="themedays_seats"),
    path("temadage/<int:pk>/deltagere/", participants.participants, name="themedays_participants"),
    path("temadage/<int:pk>/deltagere/tilmeld/", participants.add, name="themedays_add"),
    path("temadage/<int:pk>/navneliste/", participants.on_paper, {"kind": "list"}, name="themedays_list"),
    path("temadage/<int:pk>/navneskilte/", participants.on_paper, {"kind": "badges"}, name="themedays_badges"),
    path("temadage/<int:pk>/fremmoede/", attendance.attendance, name="themedays_attendance"),
    path("temadage/<int:pk>/behov/", needs.needs, name="themedays_needs"),
    path("temadage/<int:pk>/mail/", mails.mails, name="themedays_mails"),
    path("temadage/<int:pk>/udtraek/", exports.exports, name="themedays_exports"),
    path("temadage/<int:pk>/aflys/", cancelling.cancel, name="themedays_cancel"),
    path("temadage/<int:pk>/udgiv/", publishing.publish, name="themedays_publish"),
]
