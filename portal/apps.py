from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal.checks import check_database, check_demo, check_server

        register(check_demo, Tags.security)
        register(check_database, Tags.compatibility)
        register(check_server, Tags.database)
