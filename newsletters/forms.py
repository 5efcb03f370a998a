"""What readers of newsletters choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from newsletters.models import Topic
from portal.addresses import AddressError, normalise


class TopicsForm(forms.Form):
    """Topics that one gets. Without any, there is nothing to get."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose topics from the list.")},
    )
    version = forms.IntegerField(required=False)  # of the words on the screen

    def wanted(self) -> list[Topic]:
        """The topics chosen, when the form is valid."""
        return list(self.cleaned_data["topics"])


class SubscribeForm(TopicsForm):
    """An address and the topics, from somebody who is not logged in."""

    field_order = ["email", "topics"]

    email = forms.CharField(
        max_length=254, error_messages={"required": gettext_lazy("Write an e-mail address, such as mette@example.dk.")}
    )

    def clean_email(self) -> str:
        """The address in its one spelling."""
        try:
            return normalise(self.cleaned_data["email"])
        except AddressError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """At least one topic, where there are topics."""
        data: dict[str, Any] = super().clean() or {}
        if "topics" in data and not data["topics"] and Topic.objects.exists():
            self.add_error("topics", str(gettext_lazy("Choose at least one topic.")))
        return data
