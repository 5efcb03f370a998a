"""`{% admin_nonce %}`: for our copies of the Wagtail templates that hold an inline script."""

from django import template

from portal import csp

register = template.Library()


@register.simple_tag
def admin_nonce() -> str:
    """The nonce of the admin page being made."""
    return csp.admin_nonce()
