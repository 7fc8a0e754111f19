"""Asking addresses live: what servers answer, what they do not, and where we do not go."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from roadmap.links.asking import Answer, ask
from roadmap.links.reaching import ANYWHERE, PUBLIC, Connection, Reach, is_public
from roadmap.links.rounds import ask_all
from tests.roadmap.websites import (
    DRIPS,
    GET_ONLY,
    HANGS_UP,
    HANGS_UP_ON_HEAD,
    LOOP,
    NONSENSE,
    SILENT,
    Website,
    website,
)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


def asked(url: str, *, seconds: float = 10) -> Answer:
    return ask(url, reach=ANYWHERE, seconds=seconds)


class TestAnswers:
    @pytest.mark.parametrize(
        ("path", "state", "status", "detail"),
        [
            ("/200", "ok", 200, ""),
            ("/204", "ok", 204, ""),
            (GET_ONLY, "ok", 200, ""),
            (HANGS_UP_ON_HEAD, "ok", 200, ""),
            ("/404", "gone", 404, "Not Found"),
            ("/410", "gone", 410, "Gone"),
            ("/401", "refused", 401, "Unauthorized"),
            ("/403", "refused", 403, "Forbidden"),
            ("/429", "refused", 429, "Too Many Requests"),
            ("/299", "ok", 299, ""),
            ("/499", "refused", 499, "no status that HTTP knows"),
            ("/301", "refused", 301, "Moved Permanently"),
            ("/500", "unreachable", 500, "Internal Server Error"),
            ("/503", "unreachable", 503, "Service Unavailable"),
            (LOOP, "unreachable", 302, "redirects lead on without end"),
            (HANGS_UP, "unreachable", None, "it hangs up: ConnectionResetError"),
            (NONSENSE, "unreachable", None, "it hangs up: BadStatusLine"),
        ],
    )
    def test_are_judged(
        self, path: str, state: str, status: int | None, detail: str, site: Website
    ) -> None:
        answer = asked(site.at(path))

        assert (answer.state, answer.status, answer.detail) == (state, status, detail)
        assert answer.url == site.at(path)

    def test_to_head_are_enough_when_they_are_good(self, site: Website) -> None:
        asked(site.at("/200"))

        assert site.asked == ["HEAD /200"]

    def test_to_head_are_asked_again_with_get_when_they_are_not(self, site: Website) -> None:
        asked(site.at("/404"))

        assert site.asked == ["HEAD /404", "GET /404"]

    @pytest.mark.parametrize("path", [SILENT, DRIPS])
    def test_are_not_waited_for_without_end(self, path: str, site: Website) -> None:
        answer = asked(site.at(path), seconds=0.3)

        assert (answer.state, answer.detail) == ("unreachable", "it does not answer in time")
        assert f"GET {path}" not in site.asked

    def test_of_nobody_are_told(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]

        answer = asked(f"http://127.0.0.1:{port}/")

        assert (answer.state, answer.detail) == ("unreachable", "Connection refused")

    def test_of_whoever_speaks_no_tls_are_none(self, site: Website) -> None:
        answer = asked(site.at("/200").replace("http", "https", 1))

        assert (answer.state, answer.status) == ("unreachable", None)
        assert site.asked == []

    def test_are_asked_for_without_the_fragment_and_in_ascii(self, site: Website) -> None:
        assert asked(site.at("/200/ä b%20c?q=ö#top")).state == "ok"
        assert site.asked == ["HEAD /200/%C3%A4%20b%20c?q=%C3%B6"]


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 308])
    def test_that_are_permanent_suggest_the_new_address(self, status: int, site: Website) -> None:
        answer = asked(site.redirect(status, "/200"))

        assert (answer.state, answer.status, answer.detail) == ("moved", 200, site.at("/200"))

    @pytest.mark.parametrize("status", [302, 303, 307])
    def test_that_are_not_leave_the_address_as_it_is(self, status: int, site: Website) -> None:
        answer = asked(site.redirect(status, "/200"))

        assert (answer.state, answer.detail) == ("ok", "")

    def test_suggest_how_far_it_is_permanent(self, site: Website) -> None:
        passing = site.redirect(302, site.redirect(301, "/200"))

        assert asked(passing).state == "ok"
        assert asked(site.redirect(301, passing)).detail == passing

    def test_keep_the_fragment(self, site: Website) -> None:
        assert asked(site.redirect(301, "/200") + "#part").detail == site.at("/200#part")
        assert asked(site.redirect(301, "/200#new") + "#part").detail == site.at("/200#new")

    def test_that_end_nowhere_are_gone(self, site: Website) -> None:
        answer = asked(site.redirect(301, "/404"))

        assert (answer.state, answer.status) == ("gone", 404)

    def test_may_be_written_in_utf_8(self, site: Website) -> None:
        assert asked(site.redirect(301, "/200/ä")).detail == site.at("/200/%C3%A4")


class TestReach:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
            *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1"),
            *("ff02::1", "::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1", "2001:db8::1"),
        ],
    )
    def test_is_the_public_internet(self, address: str, site: Website) -> None:
        assert not is_public(ip_address(address))

        host = f"[{address}]" if ":" in address else address
        answer = ask(f"https://{host}/", reach=PUBLIC)

        assert (answer.state, answer.status) == ("refused", None)
        assert answer.detail.endswith("which is not public")

    @pytest.mark.parametrize(
        "address", ["93.184.216.34", "2606:4700::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
    )
    def test_is_all_of_it(self, address: str) -> None:
        assert is_public(ip_address(address))

    def test_is_judged_by_what_a_name_leads_to(self) -> None:
        assert ask("https://localhost/").detail.startswith("localhost leads to ")

    @pytest.mark.parametrize(
        ("url", "detail"),
        [
            ("http://example.com/", "http is not https"),
            ("file:///etc/passwd", "file is not https"),
            ("https://example.com:0x50/", "this is no address"),
            ("https:///nowhere", "this is no address"),
            ("https://a..example/", "this is no address"),
            ("https://[::1/", "this is no address"),
        ],
    )
    def test_is_https_at_an_address(self, url: str, detail: str) -> None:
        answer = ask(url)

        assert (answer.state, answer.detail) == ("refused", detail)

    def test_holds_at_each_redirect(self, site: Website) -> None:
        only_one = Reach(("http",), lambda address: str(address) == "127.0.0.1")
        elsewhere = site.at("/200", host="127.0.0.2")

        answer = ask(site.redirect(302, elsewhere), reach=only_one)

        assert (answer.state, answer.status) == ("refused", None)
        assert answer.detail == "127.0.0.2 leads to 127.0.0.2, which is not public"
        assert len(site.asked) == 1

    def test_is_not_left_by_looking_a_name_up_again(self, site: Website) -> None:
        port = int(site.at("").rpartition(":")[2])
        looked_at = [ip_address("127.0.0.1")]

        line = Connection("a.invalid", port, looked_at, is_secret=False, seconds=10)
        line.request("GET", "/200")

        assert line.getresponse().status == 200
        line.close()

    def test_holds_for_the_scheme_of_a_redirect(self, site: Website) -> None:
        answer = asked(site.redirect(302, "file:///etc/passwd"))

        assert (answer.state, answer.detail) == ("refused", "file is not https or http")


class TestRounds:
    def test_answer_for_each_address(self, site: Website) -> None:
        urls = [site.at(f"/200/{number}") for number in range(20)]

        answers = list(ask_all([*urls, site.at("/404"), "nonsense"], asked, pause=0))

        states = {answer.url: answer.state for answer in answers}
        assert len(answers) == len(states) == 22
        assert states == dict.fromkeys(urls, "ok") | {
            site.at("/404"): "gone",
            "nonsense": "refused",
        }

    def test_ask_a_host_for_one_at_a_time(self, site: Website) -> None:
        urls = [
            site.at(f"/200/{number}", host=f"127.0.0.{host}")
            for number in range(10)
            for host in (1, 2, 3)
        ]
        site.most_at_once.clear()

        list(ask_all(urls, asked, pause=0))

        assert set(site.most_at_once.values()) == {1}
        assert len(site.most_at_once) == 3

    def test_ask_several_hosts_at_once(self, site: Website) -> None:
        site.barrier = threading.Barrier(4)
        try:
            urls = [site.at("/200", host=f"127.0.0.{host}") for host in (1, 2, 3, 4)]
            # None is answered before all are asked.
            answers = list(ask_all(urls, asked, pause=0))
        finally:
            site.barrier = None

        assert [answer.state for answer in answers] == ["ok"] * 4

    def test_end_when_nobody_listens(self, site: Website) -> None:
        urls = [site.at(f"/200/{number}") for number in range(50)]

        answers = ask_all(urls, asked, pause=0)
        next(answers)
        answers.close()

        assert len(site.asked) < 50

    def test_of_nothing_are_over(self) -> None:
        assert list(ask_all([], asked, pause=0)) == []
