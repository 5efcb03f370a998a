"""The editors' own screens, below /rediger/."""

from django.urls import path

from directory.upkeep.editing import views

app_name = "editing"
urlpatterns = [
    path("", views.home, name="home"),
    path("medlemmer/", views.members, name="members"),
    path("medlemmer/<int:pk>/godkend/", views.approve_member, name="approve_member"),
    path("medlemmer/<int:pk>/afvis/", views.decline_member, name="decline_member"),
    path("organisation/<int:pk>/", views.organisation, name="organisation"),
    path("organisation/<int:pk>/numre/", views.numbers, name="numbers"),
    path("organisation/<int:pk>/ny-person/", views.new_person, name="new_person"),
    path("person/<int:pk>/", views.person, name="person"),
    path("kontakt/<int:pk>/", views.service, name="service"),
    path("kontakt/<int:pk>/bekraeft/", views.confirm, name="confirm"),
    path("kontakt/<int:pk>/historik/", views.history, name="history"),
]
