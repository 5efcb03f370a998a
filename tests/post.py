"""What the code under test has put in the post. Codes of the log-in are not there: they go out at once."""

from portal.mail.models import Delivery


def posted() -> list[Delivery]:
    """Every mail that was posted, the first one first."""
    return list(Delivery.objects.order_by("pk"))


def recipients() -> list[str]:
    """Their addresses, in the order of the alphabet."""
    return sorted(Delivery.objects.values_list("email", flat=True))
