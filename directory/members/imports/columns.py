"""The columns of the list of members, and the Danish headings that mean the same."""

from portal.spreadsheets.reading import Columns

COLUMNS = Columns(
    required=("email",),
    optional=(
        "first_name", "last_name", "profession", "organisation", "role", "subjects", "phone", "newsletter",
        "consent_basis", "registered_on",
    ),
    max_rows=5_000,
    also={
        "e_mail": "email", "mail": "email", "mailadresse": "email", "e_mailadresse": "email", "emailadresse": "email",
        "e_post": "email", "fornavn": "first_name", "fornavne": "first_name", "efternavn": "last_name",
        "fag": "profession", "faggruppe": "profession", "arbejdssted": "organisation", "arbejdsplads": "organisation",
        "rolle": "role", "titel": "role", "stilling": "role", "emner": "subjects", "interesser": "subjects",
        "telefon": "phone", "telefonnummer": "phone", "tlf": "phone", "tlf.": "phone", "mobil": "phone",
        "nyhedsbrev": "newsletter", "samtykke": "consent_basis", "samtykkegrundlag": "consent_basis",
        "grundlag": "consent_basis", "registreret": "registered_on", "oprettet": "registered_on",
        "tilmeldt": "registered_on", "tilmeldt_den": "registered_on",
    },
)  # fmt: skip
