"""A message that a member of the team forwarded becomes a report: what it says is there already."""

from conversations.behalf_form import WHAT_AND_WHERE
from conversations.form import Form
from services import challenges

FORM = Form("import", WHAT_AND_WHERE, submit=challenges.by_the_team)
