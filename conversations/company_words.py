"""What the answers of an organisation are called, by the key that is kept."""

from conversations.form import Choice, Label
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts
from services.skills import Skill
from services.words import alike
from storage.companies import CompanyRow

KIND_WORDS: dict[str, str] = {
    "company": N_("🏢 A company"),
    "association": N_("🤝 An association"),
    "cooperative": N_("🧺 A cooperative"),
    "school": N_("🎓 A school or training college"),
    "public": N_("🏛 A public body"),
    "expert": N_("🧑‍💼 I work on my own"),
}
SECTORS: dict[str, str] = {
    "industry": N_("Industry"),
    "building": N_("Building"),
    "farming": N_("Farming and food"),
    "trade": N_("Trade and crafts"),
    "transport": N_("Transport and logistics"),
    "digital": N_("Digital"),
    "services": N_("Services"),
    "education": N_("Education"),
    "other": N_("Other"),
}
SIZES: dict[str, Label] = {
    "1-9": alike("1–9"),
    "10-49": alike("10–49"),
    "50-249": alike("50–249"),
    "250+": alike("250+"),
}
DAYS: dict[str, Label] = {one: alike(one) for one in ("1", "2", "3", "5", "10", "20")}
LEVELS: dict[str, str] = {
    "beginner": N_("Starting out"),
    "skilled": N_("Experienced"),
    "expert": N_("Expert"),
}
PLACES: dict[str, str] = {
    "site": N_("On the spot"),
    "remote": N_("From a distance"),
    "both": N_("Both"),
}


WELCOME = N_(
    "🏢 Companies, associations, cooperatives, schools: a few days of what your people know can change a place.\n"
    "Five answers are enough. The team confirms who you are; then it may ask you when a need fits, and you are free to "
    "say no."
)


def skill_told(texts: Texts, company: CompanyRow, skill: Skill) -> Safe:
    """`• Soutien scolaire (jours par trimestre : 5 · Experts)`, of a skill of which days or level were said apart."""
    days, level = company.by_skill[skill.key]
    said = [texts("days in three months: {days}", days=days)] if days else []
    said += [texts(LEVELS[level])] if level else []
    return texts("• {skill} ({said})", skill=skill.words.pick(texts.language), said=Safe(" · ").join(said))


def choices(words: dict[str, Label] | dict[str, str]) -> list[Choice]:
    """The labels as choices."""
    return [Choice(key, label) for key, label in words.items()]
