"""Who may do what in the admin. One role: the coordinator, who keeps contacts, members, theme days, texts and pages.

Users, groups and sites are the administrator's (a superuser): whoever can change a user can become that user.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

COORDINATOR = "Koordinator"
# App label and model -> what the coordinator may do with it.
ON_MODELS = {
    "wagtailadmin.admin": ("access",),
    "portal.networksettings": ("change",),
    "contacts.organisation": ("add", "change", "delete", "view"),
    "contacts.service": ("add", "change", "delete", "view"),
    "contacts.person": ("add", "change", "delete", "view"),
    "contacts.subject": ("add", "change", "delete", "view"),
    "contacts.function": ("add", "change", "delete", "view"),
    "contacts.standardtext": ("add", "change", "delete", "view"),
    "contacts.urgentnumber": ("add", "change", "delete", "view"),
    "contacts.postalcode": ("add", "change", "delete", "view"),
    "upkeep.correction": ("change", "delete", "view"),
    "members.membership": ("add", "change", "view"),
    "members.profession": ("add", "change", "delete", "view"),
    "members.maildomain": ("add", "change", "delete", "view"),
    "members.rolegrant": ("add", "change", "delete", "view"),
    "portal.consenttext": ("add", "view"),
    "themedays.venue": ("add", "change", "delete", "view"),
    "themedays.seatpool": ("change", "view"),
    "themedays.registration": ("add", "change", "view"),
    "themedays.registrationneed": ("view",),
    "themedays.payer": ("view",),
    "themedays.daymail": ("add", "view"),
    "supervision.group": ("change", "view"),
    "supervision.seat": ("change", "view"),
    "supervision.supervisionrules": ("change",),
    "newsletters.topic": ("add", "change", "delete", "view"),
    "newsletters.segment": ("add", "change", "delete", "view"),
    "newsletters.sending": ("add", "change", "view"),
    "mail.delivery": ("change", "view"),
    "mail.mailreturn": ("view",),
    "mail.suppression": ("change", "view"),
}
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ON_COLLECTIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def coordinator_permissions() -> list[Permission]:
    """The permissions on models, complete: a name that does not exist is an error, not a hole.

    Raises:
        Permission.DoesNotExist: when `migrate` has not made the permissions yet.
    """
    return [
        Permission.objects.get(content_type__app_label=app, content_type__model=model, codename=f"{verb}_{model}")
        for (app, model), verbs in ((name.split("."), verbs) for name, verbs in ON_MODELS.items())
        for verb in verbs
    ]


@transaction.atomic
def ensure_coordinator_group() -> Group:
    """Make the coordinator's group, or bring it to what this release says. Run after each `migrate`."""
    group, _created = Group.objects.get_or_create(name=COORDINATOR)
    group.permissions.set(coordinator_permissions())
    for page in Page.objects.filter(depth=1):
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for permission in Permission.objects.filter(codename__in=ON_COLLECTIONS):
        collection = Collection.get_first_root_node()
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group
