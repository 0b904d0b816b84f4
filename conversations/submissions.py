"""From a form's answers to the challenge that the lab keeps, and back when its author changes it."""

from collections.abc import Iterator, Sequence
from typing import Any

from conversations.challenges import step_name, words_of
from conversations.form import Answer, Answers
from services import places
from services.challenges import PLACE, WORDS, Piece, Submission
from services.lab import Lab, Question
from storage.challenges import ChallengeRow

VOICES = ("voice", "audio")


def submission(answers: Answers, lab: Lab, **known: Any) -> Submission:
    """The answers as the lab keeps them; `known` are the fields that no question asks."""
    questions = _questions(lab, answers.value("category"))
    return Submission(
        pieces=tuple(_pieces(answers, questions)),
        category=answers.value("category"),
        details=dict(_details(answers, questions)),
        visibility=answers.value("name"),
        **_place(answers, lab),
        **known,
    )


def _questions(lab: Lab, category: str | None) -> Sequence[Question]:
    return lab.category(category).questions if category else ()


def _place(answers: Answers, lab: Lab) -> dict[str, Any]:
    kind, value = answers.kind("place"), answers.value("place")
    if kind == "choice":
        return {"commune": value}
    if kind == "location":
        found = places.by_location(lab, value["latitude"], value["longitude"]).commune
        point = (value["latitude"], value["longitude"])
        return {"commune": found and found.code, "landmark": value.get("title") or None, "point": point}
    if kind in ("text", "voice"):
        landmark = value if kind == "text" else None
        named = places.by_words(lab, landmark or "") or places.by_words(lab, words_of(answers))
        return {"commune": named and named.code, "landmark": landmark}
    return {}


def _details(answers: Answers, questions: Sequence[Question]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(question key, {"choice": index} or {"text": words}); a voice is a piece of its own."""
    for one in questions:
        name = step_name(one)
        if answers.kind(name) == "choice":
            yield one.key, {"choice": int(answers.value(name))}
        elif answers.kind(name) == "text":
            yield one.key, {"text": answers.value(name)}


def _pieces(answers: Answers, questions: Sequence[Question]) -> Iterator[Piece]:
    for part in answers.parts("words"):
        yield piece_of(part["kind"], part["value"], WORDS)
    about = {"place": PLACE} | {step_name(one): one.key for one in questions}
    for name, subject in about.items():
        if answers.kind(name) in ("voice", "location"):
            yield piece_of(answers.kind(name), answers.value(name), subject)


def piece_of(kind: str, value: Any, about: str) -> Piece:
    """One message as a piece of a challenge."""
    if kind == "text":
        return Piece("text", str(value), about=about)
    if kind == "location":
        title = value.get("title") or ""
        return Piece("location", title, latitude=value["latitude"], longitude=value["longitude"], about=about)
    fields = {name: value.get(name) for name in ("file_id", "size", "seconds", "media_id")}
    return Piece(value.get("type") or kind, value.get("caption") or "", about=about, **fields)


def answers_of(challenge: ChallengeRow, pieces: Sequence[Piece], lab: Lab) -> Answers:
    """The answers of a challenge that was sent, so that its author can change them."""
    parts = [part_of(one) for one in pieces if one.about == WORDS]
    found = Answers({"words": Answer("parts", parts), "place": _place_of(challenge, pieces)})
    if challenge.category:
        found = found.having("category", Answer("choice", challenge.category))
    for one in _questions(lab, challenge.category):
        detail = challenge.details.get(one.key, {})
        voice = next((each for each in pieces if each.about == one.key), None)
        found = found.having(step_name(one), _detail_of(detail, voice))
    return found.having("name", Answer("choice", challenge.visibility))


def _place_of(challenge: ChallengeRow, pieces: Sequence[Piece]) -> Answer:
    voice = next((one for one in pieces if one.about == PLACE and one.kind in VOICES), None)
    if voice:
        return Answer("voice", part_of(voice)["value"])
    if challenge.latitude is not None:
        point = {"latitude": challenge.latitude, "longitude": challenge.longitude}
        return Answer("location", point | {"title": challenge.landmark or ""})
    if challenge.landmark:
        return Answer("text", challenge.landmark)
    return Answer("choice", challenge.commune) if challenge.commune else Answer("skipped")


def _detail_of(detail: dict[str, Any], voice: Piece | None) -> Answer:
    if voice:
        return Answer("voice", part_of(voice)["value"])
    if "choice" in detail:
        return Answer("choice", str(detail["choice"]))
    return Answer("text", detail["text"]) if "text" in detail else Answer("skipped")


def part_of(one: Piece) -> dict[str, Any]:
    """A piece as a gathered message."""
    value: Any = one.text
    if one.kind != "text":
        value = {"type": one.kind, "caption": one.text, "seconds": one.seconds, "media_id": one.media_id}
    return {"kind": "voice" if one.kind in VOICES else one.kind, "value": value, "message": None, "album": ""}
