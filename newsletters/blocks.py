"""What an issue is made of. Each block has three templates: for the web, for the mail and for its plain text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from newsletters.choosers import ServiceChooserBlock
from portal.blocks import callout, heading, quote, text


def _web(name: str) -> str:
    return f"newsletters/blocks/{name}.web.html"


ISSUE_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("heading", heading(_web("heading"))),
    ("text", text(_web("text"))),
    ("image", ImageBlock(label=_("Image"), template=_web("image"))),
    (
        "page",
        blocks.StructBlock(
            [
                ("page", blocks.PageChooserBlock(label=_("Page"))),
                ("text", blocks.CharBlock(label=_("In a sentence"), max_length=240, required=False)),
            ],
            label=_("Theme day or other page"),
            icon="date",
            template=_web("page"),
        ),
    ),
    ("contact", ServiceChooserBlock(label=_("Contact"), icon="mail", template=_web("contact"))),
    (
        "resource",
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("Title"), max_length=120)),
                ("text", blocks.CharBlock(label=_("In a sentence"), max_length=240, required=False)),
                ("document", DocumentChooserBlock(label=_("File"), required=False)),
                ("url", blocks.URLBlock(label=_("Or a link"), required=False)),
            ],
            label=_("Material"),
            icon="doc-full",
            template=_web("resource"),
        ),
    ),
    ("quote", quote(_web("quote"))),
    ("callout", callout(_web("callout"))),
]
