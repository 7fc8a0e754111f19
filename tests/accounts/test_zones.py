import pytest

from accounts.zones import zone


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
