"""The StreamField vocabulary of the site: few blocks, one meaning each."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h3", "bold", "italic", "link", "ul", "ol"]

BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    (
        "heading",
        blocks.CharBlock(label=_("Heading"), icon="title", max_length=120, template="components/blocks/heading.html"),
    ),
    ("text", blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="components/blocks/text.html")),
    (
        "callout",
        blocks.RichTextBlock(
            label=_("Notice"), icon="warning", features=["bold", "link"], template="components/blocks/callout.html"
        ),
    ),
    (
        "quote",
        blocks.StructBlock(
            [
                ("text", blocks.TextBlock(label=_("Quote"))),
                ("source", blocks.CharBlock(label=_("Who"), required=False)),
            ],
            label=_("Quote"),
            icon="openquote",
            template="components/blocks/quote.html",
        ),
    ),
]
