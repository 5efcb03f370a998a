"""The members' own addresses below /admin/, for the hook `register_admin_urls`."""

from django.urls import path

from directory.members.admin import views
from directory.members.imports import admin_views as imports

urlpatterns = [
    path("medlemmer/venter/", views.waiting, name="members_waiting"),
    path("medlemmer/<int:pk>/", views.decide, name="members_decide"),
    path("medlemmer/udtraek/", views.take_out, name="members_take_out"),
    path("medlemmer/udtraek/log/", views.export_log, name="members_export_log"),
    path("medlemmer/import/", imports.upload, name="members_import"),
    path("medlemmer/import/<int:pk>/fortryd/", imports.undo, name="members_import_undo"),
    path("medlemmer/import/<str:key>/", imports.preview, name="members_import_preview"),
]
