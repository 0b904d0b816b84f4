"""A voice for a screen: staff say it once, people hear it."""

from conversations.form import VOICE, Form, Step
from locales.marks import N_
from services import recordings

FORM = Form(
    "recording",
    (Step("voice", ask=N_("🎙 Hold the microphone and say it, calmly and short."), accepts=VOICE),),
    submit=recordings.keep,
    confirm=False,
)
