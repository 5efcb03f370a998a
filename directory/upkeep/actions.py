"""What happens to a reader's report."""

from datetime import datetime

from directory.contacts.models import Organisation, Service
from directory.upkeep.models import Correction


def report(
    organisation: Organisation, service: Service | None, *, kind: str, text: str, reporter_email: str, now: datetime
) -> Correction:
    """Store a report for the coordinator. The card itself changes only when somebody has checked it."""
    return Correction.objects.create(
        organisation=organisation,
        service=service,
        kind=kind,
        text=text,
        reporter_email=reporter_email,
        reported_at=now,
    )
