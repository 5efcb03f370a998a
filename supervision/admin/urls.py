"""The addresses below /admin/, for the hook `register_admin_urls`. `pk` is the page's."""

from django.urls import path

from supervision.admin import groups, reports

urlpatterns = [
    path("supervision/rapport/", reports.report, name="supervision_report"),
    path("supervision/<int:pk>/gruppe/", groups.settings, name="supervision_settings"),
    path("supervision/<int:pk>/medlem/", groups.add, name="supervision_add"),
    path("supervision/<int:pk>/supervisor/", groups.supervisor, name="supervision_new_supervisor"),
    path("supervision/<int:pk>/supervisor/<int:supervisor_pk>/", groups.supervisor, name="supervision_supervisor"),
]
