from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wire.instants import Instant, format_instant, parse_instant

EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)


class TestParseInstant:
    @pytest.mark.parametrize(
        ("text", "instant"),
        [
            ("2026-11-20T08:00:00Z", Instant(EIGHT, 0, is_z=True)),
            ("2026-11-20t08:00:00z", Instant(EIGHT, 0, is_z=True)),
            ("2026-11-20T08:00:00+00:00", Instant(EIGHT, 0, is_z=False)),
            ("2026-11-20T08:00:00-00:00", Instant(EIGHT, 0, is_z=False)),
            ("2026-11-20T09:00:00+01:00", Instant(EIGHT, 60, is_z=False)),
            ("2026-11-19T21:30:00-10:30", Instant(EIGHT, -630, is_z=False)),
            ("2026-11-20T22:00:00+14:00", Instant(EIGHT, 840, is_z=False)),
            ("2026-11-21T07:59:00+23:59", Instant(EIGHT, 1439, is_z=False)),
            (
                "2026-11-20T08:00:00.000001Z",
                Instant(EIGHT + timedelta(microseconds=1), 0, is_z=True),
            ),
            (
                "2026-11-20T08:00:00.5Z",
                Instant(EIGHT + timedelta(milliseconds=500), 0, is_z=True),
            ),
            (
                "1969-12-31T23:30:00-00:30",
                Instant(datetime(1970, 1, 1, tzinfo=UTC), -30, is_z=False),
            ),
            ("1970-01-01T00:00:00Z", Instant(datetime(1970, 1, 1, tzinfo=UTC), 0, is_z=True)),
            (
                "2200-12-31T23:59:59Z",
                Instant(datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC), 0, is_z=True),
            ),
        ],
    )
    def test_reads_the_moment_and_its_offset(self, text: str, instant: Instant) -> None:
        assert parse_instant(text) == instant

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "now",
            "2026-11-20",
            "2026-11-20T08:00:00",
            "2026-11-20 08:00:00Z",
            "2026-11-20T08:00Z",
            "2026-11-20T08:00:00.Z",
            "2026-11-20T08:00:00.1234567Z",
            "2026-11-20T08:00:00,5Z",
            "2026-11-20T08:00:00+0100",
            "2026-11-20T08:00:00+01",
            "2026-11-20T08:00:00+24:00",
            "2026-11-20T08:00:00+01:60",
            "2026-11-20T24:00:00Z",
            "2026-11-20T08:60:00Z",
            "2026-11-20T23:59:60Z",
            "2026-02-29T08:00:00Z",
            "2026-13-01T08:00:00Z",
            "2026-00-10T08:00:00Z",
            "20261120T080000Z",
            "2026-W47-5T08:00:00Z",
            "2026-11-20T08:00:00Z\n",
            " 2026-11-20T08:00:00Z",
            "\N{FULLWIDTH DIGIT TWO}026-11-20T08:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-23:59",
            "1969-12-31T23:59:59Z",
            "2201-01-01T00:00:00Z",
            "1970-01-01T00:00:00+14:00",
            "2200-12-31T23:59:59-00:01",
        ],
    )
    def test_refuses_everything_else(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"RFC 3339|year must be|no such day"):
            parse_instant(text)


class TestFormatInstant:
    @pytest.mark.parametrize(
        ("moment", "text"),
        [
            (EIGHT, "2026-11-20T08:00:00Z"),
            (EIGHT.astimezone(timezone(timedelta(hours=-8))), "2026-11-20T08:00:00Z"),
            (EIGHT + timedelta(microseconds=1), "2026-11-20T08:00:00.000001Z"),
            (EIGHT + timedelta(milliseconds=250), "2026-11-20T08:00:00.250000Z"),
        ],
    )
    def test_tells_utc_with_a_fraction_only_when_there_is_one(
        self, moment: datetime, text: str
    ) -> None:
        assert format_instant(moment) == text

    def test_what_it_tells_can_be_read_again(self) -> None:
        moment = datetime(2026, 11, 20, 8, 0, 0, 120, tzinfo=UTC)

        assert parse_instant(format_instant(moment)).at == moment
