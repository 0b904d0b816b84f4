"""Who fits, and why."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.lab import Matching
from services.matching import Bar, Fits, Need, Offer, Why, rank

WEIGHTS = Matching()
SKILLS, LANGUAGES, COMMUNES = ("tutoring", "media", "driving", "law"), ("ar", "ary", "fr"), ("bouskoura", "nouaceur")
FIELDS = ("digital", "mechanics")
TIMES = ("sat-am", "sat-pm", "sun-am")


def some(keys: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(keys))


offers = st.builds(
    Offer,
    id=st.integers(1, 10**6),
    skills=some(SKILLS),
    languages=some(LANGUAGES),
    commune=st.sampled_from([None, *COMMUNES]),
    when=some(TIMES),
    transport=st.booleans(),
    remote_only=st.booleans(),
    days=st.integers(0, 5),
    fields=some(FIELDS),
    done=st.integers(0, 5),
    asked=st.integers(0, 5),
    barred=st.sampled_from([None, None, *Bar]),
)
needs = st.builds(
    Need,
    skills=some(SKILLS),
    languages=some(LANGUAGES),
    commune=st.sampled_from([None, *COMMUNES]),
    when=some(TIMES),
    remote=st.booleans(),
    days=st.integers(0, 5),
    field=st.sampled_from([None, *FIELDS]),
    skills_help=st.booleans(),
)
crowds = st.lists(offers, min_size=1, max_size=8, unique_by=lambda one: one.id)


@given(needs, crowds, st.sampled_from(SKILLS))
def test_one_more_fitting_skill_never_ranks_lower(need: Need, crowd: list[Offer], skill: str) -> None:
    need = replace(need, skills=need.skills | {skill})
    before = [match.offer.id for match in rank(need, crowd, WEIGHTS)]
    first = crowd[0]
    gained = [replace(first, skills=first.skills | {skill}), *crowd[1:]]
    after = [match.offer.id for match in rank(need, gained, WEIGHTS)]
    if first.id in before:
        assert after.index(first.id) <= before.index(first.id)


@given(needs, crowds, st.sampled_from(FIELDS))
def test_the_field_never_ranks_lower(need: Need, crowd: list[Offer], field: str) -> None:
    need = replace(need, field=field)
    first = crowd[0]
    before = [match.offer.id for match in rank(need, crowd, WEIGHTS)]
    gained = [replace(first, fields=first.fields | {field}), *crowd[1:]]
    after = [match.offer.id for match in rank(need, gained, WEIGHTS)]
    assert set(after) == set(before)
    if first.id in before:
        assert after.index(first.id) <= before.index(first.id)


@given(needs, crowds)
def test_nobody_who_is_barred_or_has_none_of_the_skills(need: Need, crowd: list[Offer]) -> None:
    found = [match.offer for match in rank(need, crowd, WEIGHTS)]
    assert not [one for one in found if one.barred]
    strict = need.skills and not need.skills_help
    assert not [one for one in found if strict and not need.skills & one.skills]
    assert not [one for one in found if one.remote_only and not need.remote]


@given(needs, crowds, st.integers(1, 4))
def test_the_first_ones_are_the_first_of_all(need: Need, crowd: list[Offer], most: int) -> None:
    assert rank(need, crowd, WEIGHTS, most) == rank(need, crowd, WEIGHTS)[:most]


def test_each_reason_is_told() -> None:
    need = Need(frozenset({"tutoring", "law"}), frozenset({"ary"}), "bouskoura", frozenset({"sat-am"}), days=2,
                field="digital")  # fmt: skip
    near = Offer(1, frozenset({"tutoring"}), frozenset({"ary", "fr"}), "bouskoura", frozenset(TIMES), days=3, done=2,
                 fields=frozenset({"digital"}))  # fmt: skip
    far = Offer(2, frozenset({"law"}), transport=True)
    first, second = rank(need, [far, near], WEIGHTS)
    assert first.offer == near
    assert first.reasons == (
        Fits(Why.FIELD, ("digital",)),
        Fits(Why.SKILLS, ("tutoring",)),
        Fits(Why.LANGUAGES, ("ary",)),
        Fits(Why.COMMUNE, ("bouskoura",)),
        Fits(Why.FREE, ("sat-am",)),
        Fits(Why.DAYS, ("3",)),
        Fits(Why.DONE, ("2",)),
    )
    assert second.reasons == (Fits(Why.SKILLS, ("law",)), Fits(Why.TRANSPORT))


def test_among_equals_whoever_was_asked_less_often_comes_first() -> None:
    tired, fresh = Offer(1, frozenset({"law"}), asked=4), Offer(2, frozenset({"law"}))
    assert [match.offer.id for match in rank(Need(frozenset({"law"})), [tired, fresh], WEIGHTS)] == [2, 1]
