"""What people in hospitals and municipalities type, and what they must get. The mechanism is tested, not the rows:
`test_places.py` and the benchmarks ask the same of other places and other contacts."""

import pytest

from tests.directory.understanding.conftest import Ask

ALLEROED, FREDENSBORG, FREDERIKSSUND, HALSNAES, HELSINGOER = "0201", "0210", "0250", "0260", "0217"
HILLEROED, HOERSHOLM, RUDERSDAL, GRIBSKOV, EGEDAL, FREDERIKSBERG = "0219", "0223", "0230", "0270", "0240", "0147"

CARDS = [
    ("hillerød selvmordsforsøg 15 år", HILLEROED, "modtagelse"),
    ("hilleroed selvmordforsøg", HILLEROED, "modtagelse"),
    ("Frederiksværk selvskade overdosis piller", HALSNAES, "modtagelse"),
    ("intox panodil fredensborg", FREDENSBORG, "modtagelse"),
    ("udskrivning i dag rudersdal hvem ringer jeg til", RUDERSDAL, "modtagelse"),
    ("hillerød modtagelse", HILLEROED, "modtagelse"),
    ("gribskov modtagelse", GRIBSKOV, "modtagelse"),
    ("hørsholm 18 år selvmordsforsøg", HOERSHOLM, "unge18"),
    ("ppr rudersdal", RUDERSDAL, "ppr"),
    ("skolepsykolog helsingør angst 9 år", HELSINGOER, "ppr"),
    ("sundhedsplejeske hørsholm", HOERSHOLM, "sundhedspleje"),
    ("vil ikke leve hillerød", HILLEROED, "modtagelse"),
    ("allerød hash 16 år", ALLEROED, "rusmiddel"),
    ("fredensborg 17½", FREDENSBORG, "modtagelse"),
    ("hillerød skærer sig 14-årig", HILLEROED, "modtagelse"),
    ("STIME psykologhjælp selvmordstanker hillerød", HILLEROED, "modtagelse"),
]


@pytest.mark.parametrize(("query", "code", "function"), CARDS)
def test_the_right_card_stands_first(ask: Ask, query: str, code: str, function: str) -> None:
    answer = ask(query)

    first = answer["results"][0]
    assert (answer["kind"], first["municipality_code"], first["function"]) == ("card", code, function)


@pytest.mark.parametrize(
    "query", ["hillerød selvmordsforsøg 15 år", "frederiksværk overdosis", "vil ikke leve hørsholm", "TS hillerød"]
)
def test_what_cannot_wait_shows_the_urgent_numbers_with_the_acute_unit(ask: Ask, query: str) -> None:
    answer = ask(query)

    assert answer["urgent"]
    assert "112" in [help_["phone"] for help_ in answer["urgent_help"]]
    assert any("psykiatri" in help_["label"].lower() for help_ in answer["urgent_help"])
    assert all(result["function"] != "buc-akut" for result in answer["results"])


def test_a_mild_offer_comes_second_to_the_one_that_was_asked_for(ask: Ask) -> None:
    answer = ask("skolepsykolog helsingør angst 9 år")

    assert [result["function"] for result in answer["results"]][:2] == ["ppr", "lettilgaengelig"]


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("helsingor", HELSINGOER, ""),
        ("Helsinge", GRIBSKOV, "Helsinge ligger i Gribskov Kommune"),
        ("Birkerød kontaktperson", RUDERSDAL, "Birkerød ligger i Rudersdal Kommune"),
        ("<script>alert(1)</script> hillerød", HILLEROED, "«script»"),
        ("rungsted", HOERSHOLM, "Hørsholm"),
    ],
)
def test_a_place_alone_shows_everything_there_with_the_intake_first(ask: Ask, query: str, code: str, said: str) -> None:
    answer = ask(query)

    assert answer["kind"] == "municipality"
    assert {result["municipality_code"] for result in answer["results"]} == {code}
    assert answer["results"][0]["function"] == "modtagelse"
    assert said in answer["message"]


def test_a_town_in_two_municipalities_is_a_choice(ask: Ask) -> None:
    answer = ask("kokkedal 12 år")

    assert answer["kind"] == "choice"
    assert [(r["municipality_code"], r["function"]) for r in answer["results"]] == [
        (FREDENSBORG, "modtagelse"),
        (HOERSHOLM, "modtagelse"),
    ]


def test_at_night_a_question_about_now_leads_to_the_duty(ask: Ask) -> None:
    answer = ask("allerød akut nu", "2026-11-28T02:10")

    first = answer["results"][0]
    assert (first["function"], first["municipality_code"], first["state"]) == ("doegnvagt", ALLEROED, "open")
    intake = next(result for result in answer["results"] if result["function"] == "modtagelse")
    assert intake["state"] == "closed"
    assert "åbner mandag" in intake["state_text"]
    assert {"112", "114", "1813"} <= {step["phone"] for step in first["chain"]}


def test_a_closed_intake_says_when_it_opens_and_who_answers_meanwhile(ask: Ask) -> None:
    first = ask("hillerød modtagelse", "2026-11-25T11:00")["results"][0]

    assert first["state"] == "closed"
    assert first["state_text"].replace("\N{NO-BREAK SPACE}", " ") == "Lukket, åbner torsdag 10.00"
    assert "tedfortræder" in first["chain"][0]["label"]


def test_the_order_does_not_depend_on_the_hour_unless_asked(ask: Ask) -> None:
    by_day = ask("hillerød selvmordsforsøg", "2026-11-24T10:30")
    by_night = ask("hillerød selvmordsforsøg", "2026-11-28T02:10")

    assert [r["title"] for r in by_day["results"]] == [r["title"] for r in by_night["results"]]


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [("egedal selvmordsforsøg 17", EGEDAL, "Egedal"), ("frb børn", FREDERIKSBERG, "Frederiksberg")],
)
def test_a_municipality_outside_the_network_is_named_as_such_with_a_way_on(
    ask: Ask, query: str, code: str, name: str
) -> None:
    answer = ask(query)

    assert answer["kind"] == "outside"
    assert answer["understood"]["municipality"] == [code]
    assert f"{name} er ikke med i netværket" in answer["message"]
    assert answer["results"][0]["chain"]


def test_a_cpr_number_is_taken_out_and_the_rest_is_answered(ask: Ask) -> None:
    answer = ask("010112-1234 hillerød")

    assert answer["kind"] == "privacy"
    assert answer["results"][0]["municipality_code"] == HILLEROED
    assert "1234" not in str(answer)


@pytest.mark.parametrize(
    ("query", "functions"),
    [
        ("buc akut", ["buc-akut"]),
        ("TUT", ["tut"]),
        ("psykiatrisk skadestue 16 år", ["buc-akut"]),
        ("psykiatrisk skadestue 19 år", ["pam-voksen"]),
    ],
)
def test_a_regional_unit_is_found_by_what_people_call_it(ask: Ask, query: str, functions: list[str]) -> None:
    answer = ask(query)

    assert answer["kind"] == "regional"
    assert [result["function"] for result in answer["results"]] == functions
    assert answer["results"][0]["municipality_code"] == ""


def test_the_age_decides_between_two_emergency_rooms(ask: Ask) -> None:
    answer = ask("psykiatrisk skadestue")

    assert answer["kind"] == "choice"
    assert [result["function"] for result in answer["results"]] == ["buc-akut", "pam-voksen"]


@pytest.mark.parametrize(("query", "title"), [("§153", "nderret"), ("samtykke 15 år", "amtykke")])
def test_a_question_about_the_law_leads_to_its_guide(ask: Ask, query: str, title: str) -> None:
    answer = ask(query)

    assert answer["kind"] == "guide"
    assert title in answer["results"][0]["title"]


def test_a_national_line_is_found_by_its_name(ask: Ask) -> None:
    answer = ask("livslinien")

    assert (answer["kind"], answer["results"][0]["phone"]) == ("national", "+4570201201")


def test_a_wrong_number_leads_to_the_report_with_the_municipality_chosen(ask: Ask) -> None:
    answer = ask("forkert nummer gribskov")

    assert answer["results"][0]["municipality_code"] == GRIBSKOV
    assert answer["results"][0]["url"] == "/kontakter/gribskov/noget-forkert/"


@pytest.mark.parametrize(("query", "subject"), [("spiseforstyrelse", "spiseforstyrrelse"), ("ocd tvangstanker", "ocd")])
def test_without_a_municipality_we_ask_for_it(ask: Ask, query: str, subject: str) -> None:
    answer = ask(query)

    assert (answer["kind"], answer["results"]) == ("empty", [])
    assert answer["understood"]["subjects"] == [subject]
    assert "kommune" in answer["message"].lower()
    assert {"label": "Hillerød", "query": f"Hillerød {query}"} in answer["did_you_mean"]


@pytest.mark.parametrize("query", ["asdfgh", ""])
def test_nothing_understood_is_no_dead_end(ask: Ask, query: str) -> None:
    answer = ask(query)

    assert (answer["kind"], answer["results"]) == ("empty", [])
    assert "112" in [help_["phone"] for help_ in answer["urgent_help"]]


def test_a_placed_child_belongs_to_the_municipality_that_placed_it(ask: Ask) -> None:
    answer = ask("anbragt i hillerød af helsingør selvmordsforsøg")

    assert answer["results"][0]["municipality_code"] == HELSINGOER
    assert "anbragt" in answer["message"]


def test_no_word_is_dropped_silently(ask: Ask) -> None:
    first = ask("hillerød banan")["results"][0]

    assert (first["matched"], first["unmatched"]) == (["hillerød"], ["banan"])
