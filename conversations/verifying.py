"""What whoever checks the code of a certificate or a record reads: whether it stands, and what stands on it."""

from conversations import certificates, records
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts
from services.papers import Standing, standing
from services.words import Words
from storage.papers import PaperRow
from storage.records import RecordRow

UNKNOWN = N_("❓ There is no certificate with this code. Please compare each letter.")
REPLACED = N_("✖️ There is a newer paper in place of this one. Please ask for the newest.")
EXPIRED = N_("⏳ This paper is too old to be checked: nothing of it is kept. It may be true; we cannot tell any more.")
CERTIFICATE: dict[Standing, str] = {
    Standing.TRUE: N_("✅ This certificate is true. Team {lab} gave it."),
    Standing.WITHDRAWN: N_("✖️ This certificate was withdrawn: it does not count any more."),
    Standing.REPLACED: REPLACED,
    Standing.EXPIRED: EXPIRED,
}
RECORD: dict[Standing, str] = {
    Standing.TRUE: N_("✅ This record is true. Team {lab} gave it."),
    Standing.WITHDRAWN: N_("✖️ This record was withdrawn: it does not count any more."),
    Standing.REPLACED: REPLACED,
    Standing.EXPIRED: EXPIRED,
}


def verdict(texts: Texts, lab: Words, row: PaperRow | None) -> Safe:
    """Whether it stands."""
    if row is None:
        return texts(UNKNOWN)
    said = (RECORD if isinstance(row, RecordRow) else CERTIFICATE)[standing(row)]
    return texts(said, lab=lab.pick(texts.language)) if standing(row) is Standing.TRUE else texts(said)


def lines(texts: Texts, lab: Words, row: PaperRow, most: int | None = None) -> list[Safe]:
    """What stands on it; of a record at most so many missions, in short."""
    if isinstance(row, RecordRow):
        return records.lines(texts, lab, row, most)
    return certificates.lines(texts, row)
