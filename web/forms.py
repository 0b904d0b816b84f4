"""What a form of a page of ours sends."""

from urllib.parse import parse_qs

from aiohttp import web

from services.cleaning import clean

Form = dict[str, str]

MOST_FIELDS = 5


async def form_of(request: web.Request, longest: int) -> Form:
    """The first value of each field; nothing of what is no such form, or over `longest` bytes."""
    if not 0 < (request.content_length or 0) <= longest:
        return {}
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        found = parse_qs((await request.read()).decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: clean(values[0]) for name, values in found.items()}
