"""`make run`'s command, from outside: what it makes, what it says, what it leaves behind."""

from __future__ import annotations

import signal
import socket
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import NewProduct
from tests.rig.curl import curl
from tests.rig.processes import gone
from tests.rig.product import Product
from tests.servers.postgres import database

SHIPPED = Path(__file__).resolve().parents[2] / "content/roadmaps"

pytestmark = pytest.mark.worker


class TestFirstRun:
    def test_keeps_addresses_accounts_and_three_lines_to_try(self, product: Product) -> None:
        kept = product.first_run

        assert kept["urls"] == {
            "api": f"{product.url}/api/v1",
            "docs": f"{product.url}/api/v1/docs",
            "admin": f"{product.url}/admin/",
            "mail": f"{product.url}/dev/mail",
        }
        assert kept["admin"]["email"] == "admin@waymark.example"
        assert kept["learner"]["email"] == "demo@waymark.example"
        assert kept["token"].startswith("wm_")
        assert len(kept["try"]) == 3

    def test_prints_lines_that_work_as_they_stand(self, product: Product) -> None:
        answers = [curl(line) for line in product.first_run["try"]]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        graph, enrollment, following = (answer.json() for answer in answers)
        assert graph["roadmap"] == enrollment["roadmap"] == "ai-engineer"
        assert len(following["items"]) == 3

    def test_keeps_secrets_from_other_users_of_the_machine(self, product: Product) -> None:
        for name in ("first-run.json", "secret-key"):
            mode = (product.var / name).stat().st_mode

            assert stat.S_IMODE(mode) == 0o600, name

    def test_prints_all_of_it(self, product: Product) -> None:
        kept, said = product.first_run, product.terminal.read_text()

        for secret in (kept["admin"]["password"], kept["learner"]["password"], *kept["try"]):
            assert secret in said

    def test_lets_both_accounts_sign_in(self, product: Product) -> None:
        for who in ("admin", "learner"):
            with product.client() as client:
                answer = client.post("/_allauth/app/v1/auth/login", json=product.first_run[who])

            assert answer.status_code == 200, answer.text

    def test_gives_the_learner_a_token(self, product: Product) -> None:
        with product.bearer() as client:
            me = client.get("/api/v1/me").json()

        assert me["email"] == product.first_run["learner"]["email"]


class TestSecondRun:
    def test_changes_no_row_and_no_secret(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        product.start()
        rows, kept = product.count_rows(), product.first_run
        assert product.stop() == 0
        product.terminal.unlink()

        product.start()

        said = product.terminal.read_text()
        assert product.first_run == kept
        assert kept["admin"]["password"] not in said
        assert kept["token"] not in said
        assert str(product.var / "first-run.json") in said
        assert product.count_rows() == rows
        assert rows["roadmap_roadmap"] == len(list(SHIPPED.glob("*.yaml")))

    def test_follows_the_port_and_keeps_the_rest(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        product.start()
        kept = product.first_run
        product.stop()

        moved = fresh_product()
        moved.start()

        assert moved.url != product.url
        assert moved.first_run["urls"]["api"] == f"{moved.url}/api/v1"
        assert all(moved.url in line for line in moved.first_run["try"])
        for name in ("admin", "learner", "token"):
            assert moved.first_run[name] == kept[name]

    def test_makes_new_secrets_for_the_same_users_when_they_are_lost(
        self, fresh_product: NewProduct
    ) -> None:
        product = fresh_product()
        product.start()
        kept, rows = product.first_run, product.count_rows()
        product.stop()
        (product.var / "first-run.json").unlink()

        product.start()

        assert product.first_run["token"] != kept["token"]
        assert product.count_rows() == rows
        with product.bearer() as client:
            assert client.get("/api/v1/me").status_code == 200
        with product.client(Authorization=f"Bearer {kept['token']}") as client:
            assert client.get("/api/v1/me").status_code == 401


class TestRefusal:
    """Each is one line on stderr and status 1, before anything is started."""

    def test_names_a_taken_port(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", product.port))
            taken.listen()

            said = _refusal(product)

        assert f"Port {product.port} is taken" in said

    def test_names_a_var_folder_that_cannot_be_written(
        self, fresh_product: NewProduct, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()  # Root may write anywhere, but not below a file.

        said = _refusal(fresh_product("file/var"))

        assert "cannot be written" in said

    @pytest.mark.parametrize(
        ("name", "url"),
        [
            ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"),
            ("DATABASE_URL", "mysql://localhost/waymark"),
            ("DATABASE_URL", "sqlite:////no/such/folder/db.sqlite3"),
            ("REDIS_URL", "redis://127.0.0.1:1/0"),
            ("REDIS_URL", "nonsense"),
            ("EMAIL_URL", "carrier-pigeon://"),
        ],
    )
    def test_names_a_broken_url(self, fresh_product: NewProduct, name: str, url: str) -> None:
        said = _refusal(fresh_product(**{name: url}))

        assert name in said

    def test_names_a_var_folder_that_is_in_use(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        product.start()

        done = fresh_product().run_to_its_end()

        assert done.returncode == 1
        assert "already runs" in done.stderr
        assert product.is_up()


class TestChildThatEnds:
    @pytest.mark.parametrize("name", ["beat", "web", "valkey", "worker"])
    def test_is_named_with_its_last_lines_and_stops_the_rest(
        self, fresh_product: NewProduct, name: str
    ) -> None:
        product = fresh_product()
        product.start()

        product.end_child(name)

        assert product.wait(within=30) == 1
        said = product.terminal.read_text().partition(f"{name} was ended by SIGKILL")[2]
        shown = [line[2:] for line in said.splitlines() if line.startswith("  ")]
        log = product.log(name).splitlines()
        assert "\n".join(shown) in "\n".join(log)
        # What it started may have written a little more since, while it ended.
        assert min(20, len(log) - 4) <= len(shown) <= 20
        assert gone(product.var, within=0) == []
        assert product.sockets() == []

    def test_is_named_when_it_cannot_start(self, fresh_product: NewProduct) -> None:
        product = fresh_product(WAYMARK_PLAN_SECONDS="often")

        done = product.run_to_its_end()

        assert done.returncode == 1
        assert "WAYMARK_PLAN_SECONDS='often' is not a whole number" in done.stderr
        assert gone(product.var, within=0) == []


class TestStop:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_leaves_nothing_behind(self, fresh_product: NewProduct, how: signal.Signals) -> None:
        product = fresh_product()
        product.start()

        assert product.stop(how) == 0

        assert gone(product.var, within=0) == []
        assert product.sockets() == []
        assert not (product.var / "children.json").exists()

    def test_leaves_nothing_behind_while_it_starts(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        product.start_without_waiting()
        product.wait_for_line("Preparing")

        assert product.stop() == 0

        assert gone(product.var, within=0) == []

    def test_leaves_nothing_behind_when_it_is_killed(self, fresh_product: NewProduct) -> None:
        product = fresh_product()
        product.start()
        assert len(product.processes()) >= 6

        product.kill()

        assert gone(product.var, within=10) == []
        assert product.sockets() == []

    def test_can_be_started_again_at_once_after_it_was_killed(
        self, fresh_product: NewProduct
    ) -> None:
        product = fresh_product()
        product.start()
        kept = product.first_run
        product.kill()

        product.start()

        assert product.first_run == kept


def test_works_where_a_socket_path_would_be_too_long(fresh_product: NewProduct) -> None:
    product = fresh_product("a-folder-with-a-long-name-" * 4)
    product.start()

    valkey = next(process for process in product.processes() if "valkey" in process.command)
    socket_path = Path(valkey.command.rpartition("unixsocket:")[2].strip())
    assert socket_path.is_socket()
    assert stat.S_IMODE(socket_path.parent.stat().st_mode) == 0o700
    assert product.var not in socket_path.parents
    with product.bearer() as client:
        assert client.put("/api/v1/me/marks/python", json={"status": "done"}).status_code == 200
    assert product.stop() == 0
    assert not socket_path.parent.exists()


@pytest.mark.postgres
@pytest.mark.redis
def test_uses_the_database_and_the_redis_it_is_told(
    fresh_product: NewProduct, postgres_url: str, redis_url: str
) -> None:
    with database(postgres_url, "told_to_the_run_command") as database_url:
        product = fresh_product(DATABASE_URL=database_url, REDIS_URL=redis_url)
        product.start()

        assert product.sql("SELECT count(*) FROM accounts_user") == [(2,)]
        assert not (product.var / "db.sqlite3").exists()
        assert not [process for process in product.processes() if "valkey" in process.command]
        assert product.stop() == 0


def test_works_in_a_folder_whose_name_needs_quoting(fresh_product: NewProduct) -> None:
    product = fresh_product("a folder + 100% mine #1")
    product.start()

    database = sqlite3.connect(product.var / "db.sqlite3")
    assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (2,)
    database.close()
    with product.client() as client:
        email = {"email": "ada@waymark.example", "password": "a long way to learn"}
        assert client.post("/_allauth/app/v1/auth/signup", json=email).status_code == 401
    product.wait_for_mail("ada@waymark.example", within=20)


def _refusal(product: Product) -> str:
    done: subprocess.CompletedProcess[str] = product.run_to_its_end()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert gone(product.var, within=0) == []
    return done.stderr
