from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from anymail.signals import tracking

        from portal.mail.returns.webhooks import on_event

        tracking.connect(on_event, dispatch_uid="portal.mail.returns")
