"""Trying an issue on a few people before it goes to all of them."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from newsletters.models import IssuePage
from newsletters.rendering import render_without_slots
from portal import cpr, mail
from portal.models import User


@transaction.atomic
def send_test(issue: IssuePage, addresses: Collection[str], *, by: User, now: datetime) -> int:
    """Send the latest draft to some addresses, each once. How many there were.

    It is the mail as everybody would get it, but marked in the subject, without the headers of a list, and its links at
    the bottom are nobody's. The log says that it was done and to how many, not to whom: the post office knows that.

    Raises:
        ValidationError: there is something like a CPR number in it; the text is a sentence for the reader.
    """
    draft = issue.get_latest_revision_as_object()
    rendered = render_without_slots(draft)
    cpr.refuse(f"{rendered.subject}\n{rendered.text}")
    message = mail.Message(
        subject=_("[Test] %(subject)s") % {"subject": rendered.subject}, text=rendered.text, html=rendered.html
    )
    people = sorted({address.strip().lower() for address in addresses})
    key = f"issue-{issue.pk}-test-{now:%Y%m%d%H%M%S}-{uuid4().hex[:8]}"
    letters = [mail.Letter(message, address, key) for address in people]
    mail.send_all(letters, purpose="newsletter-test", about=f"issue-{issue.pk}")
    log(instance=issue, action="newsletters.test", user=by, data={"count": len(people)})
    return len(people)
