"""The forms of the coordinator's screens, in the order one thinks of a contact."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from directory.contacts.admin.forms import KeyedForm, OrganisationForm, PersonForm, ServiceForm, SubjectForm

CHANNELS = InlinePanel(
    "channels",
    heading=_("Numbers and addresses"),
    label=_("number or address"),
    panels=[
        FieldRowPanel([FieldPanel("kind"), FieldPanel("value"), FieldPanel("extension")]),
        FieldRowPanel([FieldPanel("label"), FieldPanel("visibility"), FieldPanel("rank")]),
    ],
)
HOURS_EXCEPTIONS = InlinePanel(
    "hours_exceptions",
    heading=_("Other hours on certain days"),
    label=_("day or period"),
    panels=[
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("reason")]),
    ],
)
AGES = FieldRowPanel([FieldPanel("age_min"), FieldPanel("age_max")])

SERVICE = TabbedInterface(
    [
        ObjectList(
            [
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("function")]),
                FieldPanel("name"),
                FieldPanel("also_called"),
                FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")]),
                AGES,
                FieldPanel("for_whom"),
                FieldPanel("not_for"),
                FieldPanel("subjects", widget=CheckboxSelectMultiple),
                MultiFieldPanel(
                    [FieldPanel("areas", widget=CheckboxSelectMultiple), FieldPanel("slug")],
                    heading=_("More municipalities, and the web address"),
                    classname="collapsed",
                ),
            ],
            heading=_("The card"),
        ),
        ObjectList(
            [
                CHANNELS,
                FieldPanel("phone_note"),
                FieldPanel("hours"),
                FieldPanel("holidays"),
                HOURS_EXCEPTIONS,
                InlinePanel(
                    "fallback_steps",
                    heading=_("When nobody answers"),
                    label=_("number to call instead"),
                    help_text=_("The municipality's other numbers and the urgent numbers follow by themselves."),
                    panels=[
                        FieldRowPanel([FieldPanel("label"), FieldPanel("number")]),
                        FieldRowPanel([FieldPanel("hours"), FieldPanel("note"), FieldPanel("rank")]),
                    ],
                ),
            ],
            heading=_("Phone and hours"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "people",
                    heading=_("Contact persons and deputies"),
                    label=_("person"),
                    help_text=_("Is the person not in the list? Create the person under People first."),
                    panels=[FieldRowPanel([FieldPanel("person"), FieldPanel("role")])],
                )
            ],
            heading=_("People"),
        ),
        ObjectList(
            [
                FieldPanel("description"),
                FieldPanel("application_process"),
                FieldPanel("fees"),
                FieldPanel("legal_basis"),
                FieldPanel("expect"),
                FieldPanel("have_ready"),
                FieldPanel("secure_note"),
                FieldPanel("content"),
                FieldPanel("content_updated_on", read_only=True),
            ],
            heading=_("Referral and text"),
        ),
        ObjectList(
            [FieldPanel("verified_on"), FieldPanel("verified_by")],
            heading=_("Confirmed"),
        ),
    ],
    base_form_class=ServiceForm,
)

ORGANISATION = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("name"),
                FieldPanel("short_name"),
                FieldPanel("kind"),
                FieldPanel("description"),
                FieldPanel("website"),
                InlinePanel(
                    "aliases",
                    heading=_("Other names"),
                    label=_("name"),
                    panels=[FieldRowPanel([FieldPanel("term"), FieldPanel("kind")]), FieldPanel("note")],
                ),
                FieldPanel("slug"),
            ],
            heading=_("Names"),
        ),
        ObjectList([CHANNELS, FieldPanel("closed_days"), HOURS_EXCEPTIONS], heading=_("Phone and hours")),
        ObjectList(
            [
                InlinePanel(
                    "parents",
                    heading=_("Belongs to"),
                    label=_("organisation"),
                    panels=[FieldRowPanel([FieldPanel("parent"), FieldPanel("starts"), FieldPanel("ends")])],
                ),
                InlinePanel(
                    "participations",
                    heading=_("Membership of the network"),
                    label=_("period"),
                    panels=[FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")])],
                ),
            ],
            heading=_("Where it belongs"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("municipality_code"), FieldPanel("cvr")]),
                FieldRowPanel([FieldPanel("sor"), FieldPanel("ean")]),
            ],
            heading=_("Codes"),
        ),
    ],
    base_form_class=OrganisationForm,
)

PERSON = ObjectList(
    [FieldPanel("name"), FieldPanel("title"), FieldPanel("organisation"), FieldPanel("member_email"), CHANNELS],
    base_form_class=PersonForm,
)

FUNCTION = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("key"),
        FieldPanel("words"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("rank")]),
        AGES,
        FieldPanel("holidays"),
        MultiFieldPanel(
            [
                FieldPanel("is_front_door"),
                FieldPanel("is_danger"),
                FieldPanel("is_out_of_hours"),
                FieldPanel("is_acute_unit"),
            ],
            heading=_("Its part in an answer"),
        ),
    ],
    base_form_class=KeyedForm,
)

SUBJECT = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("words"),
        FieldPanel("is_urgent"),
        FieldPanel("functions", widget=CheckboxSelectMultiple),
    ],
    base_form_class=SubjectForm,
)

STANDARD_TEXT = ObjectList(
    [
        FieldPanel("title"),
        FieldPanel("key"),
        FieldPanel("placement"),
        FieldPanel("summary"),
        FieldPanel("steps"),
        FieldPanel("body"),
        FieldPanel("words"),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_every_months")]),
    ],
    base_form_class=KeyedForm,
)

URGENT_NUMBER = ObjectList(
    [
        FieldRowPanel([FieldPanel("label"), FieldPanel("short_label")]),
        FieldPanel("number"),
        FieldPanel("note"),
        FieldPanel("words"),
        FieldPanel("region"),
        FieldPanel("in_strip"),
        FieldPanel("in_chain"),
        FieldRowPanel([FieldPanel("rank"), FieldPanel("verified_on")]),
    ]
)

POSTAL_CODE = ObjectList(
    [FieldRowPanel([FieldPanel("postal_code"), FieldPanel("town")]), FieldPanel("municipality"), FieldPanel("is_main")]
)
