"""The doors of the running bot for browsers: where pages read, and how taps on them reach the ballot box."""

from bot.settling import Unsettled
from bot.votelane import VoteLane
from handlers.context import House
from services.ballots import Tap, Told
from web import certificates, checkin, company, guardians, live, partners, redactions
from web.join import Away, Door
from web.walls import Walls
from web.workshops import Host


def door_of(house: House, lane: VoteLane, walls: Walls) -> Door:
    """What the pages need of this house."""

    async def count(tap: Tap) -> Told:
        try:
            told = await lane.put(tap)
        except Unsettled as why:
            raise Away from why
        if told is None:
            raise Away
        return told

    return Door(
        database=house.database,
        seals=house.seals,
        clock=house.clock,
        catalogues=house.catalogues,
        walls=walls,
        name=house.lab.name,
        version=house.lab.privacy.version,
        named_days=house.lab.retention.named_votes,
        public_url=house.public_url,
        telegram=house.link,
        count=count,
        changed=lambda room_id: house.room_changed(room_id),  # noqa: PLW0108 - it may be replaced later
    )


def workshops_of(house: House) -> Host:
    """What the public pages of workshops need of this house."""
    return Host(house.database, house.clock, house.catalogues, house.lab.name, house.public_url, house.link)


def checkin_of(house: House) -> checkin.Host:
    """What the screen with the code of a session needs of this house."""
    wall = live.Host(house.lab.name, house.bot_username, house.link)
    return checkin.Host(house.database, house.seals, house.clock, house.catalogues, house.lab, wall)


def guardians_of(house: House) -> guardians.Host:
    """What the pages of guardians need of this house."""
    return guardians.Host(house.database, house.clock, house.catalogues, house.lab, lambda tables: house.wake(tables))  # noqa: PLW0108 - it may be replaced later


def redactions_of(house: House) -> redactions.Host:
    """What the page where photos are covered needs of this house."""
    return redactions.Host(
        database=house.database,
        clock=house.clock,
        catalogues=house.catalogues,
        name=house.lab.name,
        media=house.data_dir / "media",
        admins=house.admins,
        wake=lambda tables: house.wake(tables),  # noqa: PLW0108 - it is replaced later
    )


def partners_of(house: House) -> partners.Host:
    """What the page of a body needs of this house."""
    wake = lambda tables: house.wake(tables)  # noqa: E731, PLW0108 - it is replaced later
    media = house.data_dir / "media"
    return partners.Host(house.database, house.clock, house.catalogues, house.lab, media, house.admins, wake)


def certificates_of(house: House) -> certificates.Host:
    """What the page that checks certificates needs of this house."""
    return certificates.Host(house.database, house.clock, house.catalogues, house.lab.name)


def company_of(house: House) -> company.Host:
    """What the page for organisations needs of this house."""
    return company.Host(house.database, house.clock, house.catalogues, house.lab, house.public_url, house.link)
