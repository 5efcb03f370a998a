"""Log-in at the employer in a browser, whose rules about forms (`form-action`) no other client has."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.portal.accounts.employer.person import ID, LOG_IN, running


def test_the_button_leads_to_the_employer_and_back(
    page: Page, site: str, settings: Any, tmp_path: Path, complaints: list[str]
) -> None:
    settings.SITE_URL = site
    with running(tmp_path, f"{site}{LOG_IN}svar/") as employer:
        settings.SOCIALACCOUNT_PROVIDERS = employer.settings(domains=["nordby.example.dk"], id=ID)
        employer.knows("mette", email="mette@nordby.example.dk")
        page.goto(f"{site}/konto/log-ind/?next=/min/data/")
        page.get_by_role("button", name="Nordby Kommune").click()
        page.wait_for_url(f"{employer.issuer}/**")
        page.evaluate("""() => {
            const form = document.body.appendChild(document.createElement("form"));
            form.method = "post";
            form.innerHTML = '<input name="name" value="mette">';
            form.submit();
        }""")
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url(f"{site}/min/profil/?next=%2Fmin%2Fdata%2F")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [said for said in complaints if "Content Security" in said] == []
