"""Two papers for each person in a course: a preliminary overview at any time, documentation once the course is closed.

Each is a page and a PDF with the same words. Neither says that anything is approved: that is the authority's to say, on
its own form.
"""

from supervision.documents.contents import CourseNotClosedError, Document, documentation, overview
from supervision.documents.pdf import documentation_pdf, overview_pdf

__all__ = [
    "CourseNotClosedError",
    "Document",
    "documentation",
    "documentation_pdf",
    "overview",
    "overview_pdf",
]
