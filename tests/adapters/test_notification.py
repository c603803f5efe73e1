"""Messages reach the inbox of the account they are for."""

from datetime import timedelta

from adapters.notification import Notice
from tests.adapters.conftest import MORNING, House


def test_an_account_reads_its_own_messages_newest_first(house: House) -> None:
    house.notification.send(Notice("account-1", "受理", "已受理。", "case-1"), "job-1")
    house.notification.send(Notice("account-2", "别人的", "与您无关。", "case-2"), "job-2")
    house.clock.at = MORNING + timedelta(hours=1)
    sent = house.notification.send(Notice("account-1", "办结", "请下载。", "case-1"), "job-3")

    inbox = house.notification.inbox("account-1")

    assert [message.title for message in inbox] == ["办结", "受理"]
    assert (inbox[0].number, inbox[0].at) == (sent.number, sent.at)
    assert house.notification.inbox("account-3") == []
