"""No text of a stranger's becomes a header of a mail."""

from __future__ import annotations

import pytest

from tests.hostile.sending import Sender
from tests.rig.learner import PASSWORD, newcomer
from tests.rig.product import Product

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

ADDRESSES = [
    "eve@waymark.example\r\nBcc: everybody@waymark.example",
    "eve@waymark.example\nSubject: You have won",
    "eve\r@waymark.example",
    "eve\u0085@waymark.example",
    "eve\u2028@waymark.example",
    '"eve\r\nBcc: everybody@waymark.example"@waymark.example',
    "eve@waymark.example, everybody@waymark.example",
    "eve@waymark.example;everybody@waymark.example",
    "Everybody <everybody@waymark.example>",
    "=?utf-8?q?eve?=@waymark.example\r\n",
]


@pytest.mark.parametrize("door", ["signup", "password/request"])
def test_an_address_that_holds_more_than_one_is_refused(sender: Sender, door: str) -> None:
    for address in ADDRESSES[:-1]:
        body = {"email": address, "password": PASSWORD}
        answer = sender.ask("POST", f"/_allauth/app/v1/auth/{door}", json=body)

        assert answer.status == 400, address
        assert {error["param"] for error in answer.document["errors"]} == {"email"}


def test_every_mail_has_our_headers_once_and_one_recipient(
    sender: Sender, fortress: Product
) -> None:
    for address in ADDRESSES:
        body = {"email": address, "password": PASSWORD}
        sender.ask("POST", "/_allauth/app/v1/auth/signup", json=body)
    # The queue is in order: once hers has come, nothing before it is still to come.
    with newcomer(fortress.url, fortress.mails) as last:
        last.sign_up()
        last.code_mail()

    mails = fortress.mails()

    assert mails
    for mail in mails:
        names = [name.lower() for name in mail]
        assert len(names) == len(set(names))
        assert not {"bcc", "cc", "reply-to"} & set(names)
        assert str(mail["To"]).count("@") == 1
        assert "won" not in str(mail["Subject"])
