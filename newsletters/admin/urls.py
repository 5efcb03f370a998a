"""The addresses of the newsletters' screens below /admin/, for the hook `register_admin_urls`."""

from django.urls import path

from newsletters.admin import checking, figures, log, preparing, progress, segments

urlpatterns = [
    path("nyhedsbreve/<int:pk>/tjek/", checking.check, name="newsletters_check"),
    path("nyhedsbreve/<int:pk>/proevemail/", checking.test, name="newsletters_test"),
    path("nyhedsbreve/<int:pk>/modtagere/", preparing.recipients, name="newsletters_recipients"),
    path("nyhedsbreve/<int:pk>/bekraeft/", preparing.confirm, name="newsletters_confirm"),
    path("nyhedsbreve/<int:pk>/tal/", figures.figures, name="newsletters_figures"),
    path("nyhedsbreve/afsendelser/<int:pk>/", progress.sending, name="newsletters_sending"),
    path("nyhedsbreve/afsendelser/<int:pk>/log/", log.log, name="newsletters_log"),
    path("nyhedsbreve/udsnit/antal/", segments.count, name="newsletters_count"),
]
