import pytest

from accounts.zones import known_zone, zone


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5"])
def test_a_zone_is_found_by_its_exact_name(name):
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "europe/berlin",
        "Europe/Atlantis",
        " UTC",
        "UTC\n",
        "../../etc/passwd",
        "/etc/localtime",
        "localtime",
        "Factory",
        "Europe/Ber\0lin",
        "\ud800",
        "A" * 10_000,
    ],
)
def test_everything_else_is_refused(name):
    with pytest.raises(ValueError, match="IANA"):
        zone(name)


def test_a_stored_name_that_is_known_no_more_stands_for_utc(caplog):
    assert known_zone("Europe/Atlantis").key == "UTC"
    assert "Europe/Atlantis" in caplog.text
    assert known_zone("Europe/Berlin").key == "Europe/Berlin"
