"""The StreamField vocabulary of the site: few blocks, one meaning each. A room that shows them otherwise says where."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h3", "bold", "italic", "link", "ul", "ol"]


def heading(template: str) -> blocks.CharBlock:
    """The heading of a section."""
    return blocks.CharBlock(label=_("Heading"), icon="title", max_length=120, template=template)


def text(template: str) -> blocks.RichTextBlock:
    """Running text."""
    return blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template=template)


def callout(template: str) -> blocks.RichTextBlock:
    """What nobody should miss."""
    return blocks.RichTextBlock(label=_("Notice"), icon="warning", features=["bold", "link"], template=template)


def quote(template: str) -> blocks.StructBlock:
    """Somebody's own words, and whose they are."""
    words = blocks.TextBlock(label=_("Quote"))
    source = blocks.CharBlock(label=_("Who"), required=False)
    return blocks.StructBlock(
        [("text", words), ("source", source)], label=_("Quote"), icon="openquote", template=template
    )


BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("heading", heading("components/blocks/heading.html")),
    ("text", text("components/blocks/text.html")),
    ("callout", callout("components/blocks/callout.html")),
    ("quote", quote("components/blocks/quote.html")),
]
