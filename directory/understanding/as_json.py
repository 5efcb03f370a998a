"""The answer for machines: the same as the page, in one flat shape."""

from typing import Any

from directory.understanding.answer import Answer, Result


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer of `GET /kontakter/soeg.json`. Ages in years, dates as ISO 8601, numbers as E.164 or short numbers."""
    return {
        "kind": answer.kind,
        "urgent": answer.urgent,
        "message": " ".join(filter(None, [_sentence(answer.heading), answer.message])),
        "understood": {
            "municipality": list(answer.municipalities),
            "age": _age(answer.age),
            "subjects": list(answer.subject_names),
        },
        "results": [_result(result) for result in answer.results],
        "urgent_help": [{"label": help_.label, "phone": help_.number.number} for help_ in answer.urgent_help],
        "did_you_mean": [{"label": s.label, "query": s.query} for s in answer.did_you_mean],
    }


def _result(result: Result) -> dict[str, Any]:
    card = result.card
    return {
        "organisation": result.organisation,
        "municipality_code": result.municipality_code,
        "function": card.function if card else "",
        "title": result.title,
        "url": result.url,
        "phone": result.number.number if result.number else "",
        "state": card.state if card else "unknown",
        "state_text": card.state_text if card else "",
        "age": [_age(age) for age in card.age] if card else [None, None],
        "not_for": card.not_for if card else "",
        "verified_on": card.verified_on.isoformat() if card and card.verified_on else None,
        "chain": [{"label": s.label, "phone": s.number.number, "reason": s.reason} for s in result.chain],
        "matched": list(result.matched),
        "unmatched": list(result.unmatched),
    }


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."


def _age(age: float | None) -> float | int | None:
    return int(age) if age is not None and age == int(age) else age
