"""Telephone numbers as people write them (06 12 34 56 78, +212…, Arabic digits); Moroccan unless they say otherwise."""

REGION = "MA"


def normal(text: str) -> str | None:
    """The number as it is kept, +212612345678; None if it can be nobody's."""
    import phonenumbers  # noqa: PLC0415 - 1 MB, which only whoever leaves a number needs

    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """The number as one reads it out: 06 12 34 56 78 in Morocco, +33 6 … elsewhere."""
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    said = phonenumbers.format_number(parsed, style)
    if not home:
        return said
    digits = "".join(filter(str.isdigit, said))
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
