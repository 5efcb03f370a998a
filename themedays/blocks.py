"""What a programme is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PROGRAMME_BLOCKS: list[tuple[str, blocks.Block]] = [
    (
        "item",
        blocks.StructBlock(
            [
                ("starts", blocks.TimeBlock(label=_("From"))),
                ("ends", blocks.TimeBlock(label=_("To"), required=False)),
                ("title", blocks.CharBlock(label=_("What"), max_length=120)),
                ("speaker", blocks.CharBlock(label=_("Who"), max_length=120, required=False)),
                ("text", blocks.TextBlock(label=_("More about it"), required=False)),
            ],
            label=_("Item"),
            icon="time",
        ),
    ),
    (
        "pause",
        blocks.StructBlock(
            [
                ("starts", blocks.TimeBlock(label=_("From"))),
                ("ends", blocks.TimeBlock(label=_("To"), required=False)),
                ("title", blocks.CharBlock(label=_("What"), max_length=120, default="Pause")),
            ],
            label=_("Break"),
            icon="pause",
        ),
    ),
]
