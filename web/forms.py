"""What a form of a page of ours sends."""

from urllib.parse import parse_qs

from aiohttp import web

from services.cleaning import clean
from web.bodies import body_of

Form = dict[str, str]

MOST_FIELDS = 5


async def several_of(request: web.Request, longest: int, most: int) -> dict[str, list[str]]:
    """Every value of each of at most `most` fields; nothing of what is no such form, or over `longest` bytes."""
    if not 0 < (request.content_length or 0) <= longest:
        return {}
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        found = parse_qs((await body_of(request)).decode("utf-8", "replace"), max_num_fields=most)
    except ValueError:
        return {}
    return {name: [clean(one) for one in values] for name, values in found.items()}


async def form_of(request: web.Request, longest: int) -> Form:
    """The first value of each field; nothing of what is no such form, or over `longest` bytes."""
    return {name: values[0] for name, values in (await several_of(request, longest, MOST_FIELDS)).items()}
