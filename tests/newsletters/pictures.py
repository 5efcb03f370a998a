"""An image for an issue, kept in memory as all files of the suite are."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

SIZE = (1104, 368)


def make_image(alt: str = "Havnen i tåge", *, is_decorative: bool = False) -> AbstractImage:
    """A grey image as an issue's block holds it, with the rendition that the templates ask for.

    Wagtail leaves the file open that it draws a rendition into, and the suite takes that for an error.
    """
    image: AbstractImage = get_image_model().objects.create(title="Havnen", file=_drawn())
    image.renditions.create(
        filter_spec=f"width-{SIZE[0]}", focal_point_key="", file=_drawn(), width=SIZE[0], height=SIZE[1]
    )
    image.contextual_alt_text, image.decorative = alt, is_decorative
    return image


def _drawn() -> ImageFile:
    data = BytesIO()
    Drawing.new("RGB", SIZE, (140, 150, 150)).save(data, "PNG")
    return ImageFile(data, name="havnen.png")
