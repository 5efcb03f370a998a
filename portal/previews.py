"""What the editor of a page shows in a frame. The public pages' policy (settings.SECURE_CSP) lets nobody frame them."""

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

# A preview is a page as it is for everybody, which the admin alone may frame.
framed_by_editor = csp_override({**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]})

# A mail carries its styles in itself. So it runs in a box of its own: nothing in it is run, sent or fetched but images.
# Its origin is kept, because the editor asks its frame how far down the reader is.
in_a_box = csp_override(
    {
        "default-src": [CSP.NONE],
        "img-src": [CSP.SELF, settings.SITE_URL, "data:"],
        "style-src": [CSP.UNSAFE_INLINE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
        "frame-ancestors": [CSP.SELF],
        "sandbox": ["allow-same-origin", "allow-popups"],
    }
)
