from __future__ import annotations

from api.countries import all_alpha2, all_countries, alpha2


def test_every_country_is_found_by_both_of_its_codes() -> None:
    assert len(all_countries()) == len(all_alpha2()) > 240
    for country in all_countries():
        assert alpha2(country.alpha2.lower()) == country.alpha2 == alpha2(str(int(country.numeric)))


def test_countries_are_listed_by_their_everyday_name() -> None:
    names = [country.name for country in all_countries()]
    assert names == sorted(names)
    assert {"Bolivia", "Vietnam", "Germany"} <= set(names)
