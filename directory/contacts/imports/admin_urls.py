"""The import's addresses below /admin/, for the hook `register_admin_urls`."""

from django.urls import path

from directory.contacts.imports import admin_views

urlpatterns = [
    path("import/", admin_views.upload, name="contacts_import"),
    path("import/<str:key>/", admin_views.preview, name="contacts_import_preview"),
]
