"""What a member does alone, below /min/."""

from django.urls import path

from directory.members import views

app_name = "members"
urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("forlad/", views.goodbye, name="leave"),
    path("farvel/", views.left, name="left"),
    path("stadig-her/tak/", views.still_here_thanks, name="still_here_thanks"),
    path("stadig-her/<str:token>/", views.still_here, name="still_here"),
]
