from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemedaysConfig(AppConfig):
    name = "themedays"
    verbose_name = _("Theme days")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from themedays.models import ThemeDayPage
        from themedays.publishing import follow_published

        page_published.connect(follow_published, sender=ThemeDayPage)
