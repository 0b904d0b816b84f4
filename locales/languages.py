"""The three languages: their codes, folders, formats and plurals."""

from dataclasses import dataclass

_SIX = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)
_FOUR = "nplurals=4; plural=(n==1 ? 0 : n==2 ? 1 : n%100>=3 && n%100<=10 ? 2 : 3);"
_TWO = "nplurals=2; plural=(n > 1);"


@dataclass(frozen=True)
class Language:
    """One language: `folder` of its catalogue, `formats` as Babel names them, Plural-Forms, and who stands in."""

    code: str
    folder: str
    formats: str
    plural_forms: str
    rtl: bool
    falls_back: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The first entry of each .po file of this language."""
        return (
            'msgid ""\nmsgstr ""\n'
            f'"Language: {self.folder}\\n"\n'
            '"Content-Type: text/plain; charset=UTF-8\\n"\n'
            '"Content-Transfer-Encoding: 8bit\\n"\n'
            f'"Plural-Forms: {self.plural_forms}\\n"\n'
        )


# Each language by the name it gives itself, the same on every screen.
NAMES = {"ar": "العربية", "ary": "الدارجة", "fr": "Français"}

# Babel has no `ary` and silently drops its plural rule: the folder is named ar_MA.
LANGUAGES = {
    language.code: language
    for language in (
        Language("ar", "ar", "ar_MA", _SIX, rtl=True),
        Language("ary", "ar_MA", "ar_MA", _FOUR, rtl=True, falls_back=("ar",)),
        Language("fr", "fr", "fr_MA", _TWO, rtl=False),
    )
}
