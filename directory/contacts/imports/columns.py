"""The columns of the contacts' spreadsheet."""

from portal.spreadsheets.reading import Columns

COLUMNS = Columns(
    required=("organisation", "kind", "function", "service"),
    optional=(
        "municipality_code", "member", "person", "deputy", "phone", "hours", "email", "secure_mail", "age_min",
        "age_max", "subjects", "not_for", "fallback_phone", "fallback_label", "verified_on", "also_called",
        "description",
    ),
    max_rows=50_000,
)  # fmt: skip
