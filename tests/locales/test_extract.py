from locales.extract import Found, extract

SOURCE = """
from locales.marks import N_, NP_
TITLE = N_("Title")
UNITS = [NP_("{n} day", "{n} days")]
CHOICE = Choice("yes", N_("Yes"))
def screen(view, context, house):
    texts = view.texts
    texts("Hello " "you", name=view.texts("Inner"))
    context.texts.plural("{n} photo", "{n} photos", 3)
    self.texts.plain("Toast" if bad else "Fine")
    view.texts.plain_plural("{n} vote", "{n} votes", 2)
    Button(texts.plain("Send"), data("desk.send"))
    house.catalogues["fr"]("Bonjour")
    texts(step.ask); texts(); texts.number(3); other("Not ours"); rows("x")[0]("y"); (lambda: 0)()
"""


def test_finds_every_way_of_saying_something() -> None:
    assert extract(SOURCE, "handlers/desk.py") == [
        Found("Title", None, "handlers/desk.py:3"),
        Found("{n} day", "{n} days", "handlers/desk.py:4"),
        Found("Yes", None, "handlers/desk.py:5", plain=True, button=True),
        Found("Hello you", None, "handlers/desk.py:8"),
        Found("Inner", None, "handlers/desk.py:8"),
        Found("{n} photo", "{n} photos", "handlers/desk.py:9"),
        Found("Toast", None, "handlers/desk.py:10", plain=True),
        Found("Fine", None, "handlers/desk.py:10", plain=True),
        Found("{n} vote", "{n} votes", "handlers/desk.py:11", plain=True),
        Found("Send", None, "handlers/desk.py:12", plain=True, button=True),
        Found("Bonjour", None, "handlers/desk.py:13"),
    ]
