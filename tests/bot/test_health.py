from bot.health import Health


def test_a_part_is_well_until_it_says_otherwise_or_is_silent_for_too_long() -> None:
    now = [100.0]
    health = Health(lambda: now[0])
    health.expect("intake", 29)
    assert (health.report(), health.ok) == ({"intake": "ok"}, True)
    now[0] += 30
    assert (health.report(), health.ok) == ({"intake": "not heard of for 30 s"}, False)
    health.green("intake")
    assert health.ok
    health.red("intake", "refused")
    assert health.report() == {"intake": "refused"}
    health.green("intake")
    health.dismiss("intake")
    health.green("intake")
    health.red("intake", "late")
    health.dismiss("intake")
    assert health.report() == {}
