"""The faults of a form above it."""

from django import forms
from django.template import Context, Template


class _Name(forms.Form):
    name = forms.CharField(label="navn", error_messages={"required": "Skriv et navn."})


class _NameAndTown(_Name):
    town = forms.CharField(label="by", error_messages={"required": "Skriv en by."})

    def clean(self) -> None:
        """Nothing is ever right."""
        raise forms.ValidationError("De to passer ikke sammen.")


def _shown(tag: str, form: forms.Form) -> str:
    return Template("{% load portal %}" + tag).render(Context({"form": form}))


def test_each_fault_leads_to_its_field() -> None:
    html = _shown("{% faults_of form %}", _NameAndTown({}))

    assert '<a href="#id_name">Skriv et navn.</a>' in html
    assert '<a href="#id_town">Skriv en by.</a>' in html


def test_a_fault_of_no_field_leads_nowhere() -> None:
    html = _shown("{% faults_of form %}", _NameAndTown({"name": "Mette", "town": "Odense"}))

    assert "<p>De to passer ikke sammen.</p>" in html


def test_fields_are_named_when_there_are_several() -> None:
    html = _shown("{% faults_of form named=True %}", _NameAndTown({}))

    assert ">Navn: Skriv et navn.</a>" in html


def test_the_only_field_needs_no_name() -> None:
    html = _shown("{% faults_of form named=True %}", _Name({}))

    assert ">Skriv et navn.</a>" in html


def test_what_was_typed_into_a_fault_is_no_mark_up() -> None:
    form = _Name({"name": "Mette"})
    form.add_error("name", "<b>Mette</b> er optaget.")

    assert "&lt;b&gt;Mette" in _shown("{% faults_of form %}", form)


def test_a_form_that_was_not_sent_has_no_faults() -> None:
    assert not _shown("{% faults_of form %}", _Name()).strip()
