"""The search that comes with Wagtail, over the same services: what the portal's own is measured against.

Run in the server too, as `ROOT_URLCONF`: the portal's addresses, and `/stock/` with ten hits as JSON.
"""

from django.http import HttpRequest, JsonResponse
from django.urls import path
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from directory.contacts.models import Service
from portal.urls import urlpatterns as portal_addresses

_FIELDS = ["name", "place", "function_name", "people_names", "subject_names", "numbers"]


class StockService(index.Indexed, Service):
    """A service as a Wagtail site would index it: every text of it, for whole words and for beginnings."""

    class Meta:
        proxy = True
        app_label = "stock"

    search_fields = [kind(name) for name in _FIELDS for kind in (index.SearchField, index.AutocompleteField)]

    def place(self) -> str:
        return str(self.organisation)

    def function_name(self) -> str:
        return f"{self.function.name} {self.function.words}"

    def people_names(self) -> str:
        return " ".join(part.person.name for part in self.people.all())

    def subject_names(self) -> str:
        return " ".join(subject.name for subject in self.subjects.all())

    def numbers(self) -> str:
        return " ".join(channel.value for channel in self.channels.all())


def build() -> None:
    """Index every service."""
    services = StockService.objects.select_related("organisation", "function").prefetch_related(
        "people__person", "subjects", "channels"
    )
    get_search_backend().get_index_for_model(StockService).add_items(StockService, list(services))


def search(text: str) -> list[StockService]:
    return list(get_search_backend().search(text, StockService)[:10])


def autocomplete(text: str) -> list[StockService]:
    return list(get_search_backend().autocomplete(text, StockService)[:10])


def view(request: HttpRequest) -> JsonResponse:
    """Ten hits, bare: no page is made of them, no rule looks at them."""
    found = autocomplete(request.POST["q"] if request.method == "POST" else request.GET["q"])
    return JsonResponse({"results": [service.name for service in found]})


handler400 = "portal.views.bad_request"
urlpatterns = [path("stock/", view), *portal_addresses]
