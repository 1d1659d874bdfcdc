"""The link keeps the same promises on both MQTT servers, also across a server's death."""

import signal
import statistics
import subprocess
import sys
import time

import pytest

from bench._bare import Bare
from broker.contract import codec, topics
from broker.contract.boards import Reply
from broker.contract.errors import NoAnswer, NotConnected
from broker.link import QUEUED, Link
from tests.twins.links import (
    OFFICE,
    PATIENCE_S,
    Heard,
    Peer,
    Server,
    connected,
    eventually,
    reply_to,
    running,
    take,
)

BOARD = topics.lobby_board(OFFICE, "ground")
OTHER_BOARD = topics.lobby_board(OFFICE, "upstairs")
AVAILABILITY = topics.availability(OFFICE, "kiosk-1")


# -- messages


def test_a_message_reaches_whoever_subscribed_and_nobody_else(server: Server) -> None:
    ground, upstairs = Heard(), Heard()
    with (
        connected(server, "display-1", ground, [BOARD]),
        connected(server, "display-2", upstairs, [OTHER_BOARD]),
        connected(server, "broker") as broker,
    ):
        assert broker.publish(BOARD, b"one")
        assert broker.publish(OTHER_BOARD, b"two")
        assert ground.wait_for(lambda: len(ground.messages) == 1)
        assert upstairs.wait_for(lambda: len(upstairs.messages) == 1)
    assert ground.messages == [(BOARD, b"one", False)]
    assert upstairs.messages == [(OTHER_BOARD, b"two", False)]


def test_messages_keep_their_order(server: Server) -> None:
    heard = Heard()
    sent = [str(number).encode() for number in range(300)]
    with connected(server, "display-1", heard, [BOARD]), connected(server, "broker") as broker:
        for payload in sent:
            assert broker.publish(BOARD, payload)
        assert heard.wait_for(lambda: len(heard.messages) == len(sent))
    assert heard.payloads == sent


def test_a_retained_board_is_there_for_whoever_comes_later(server: Server) -> None:
    heard = Heard()
    with connected(server, "broker") as broker:
        broker.publish(BOARD, b"before", retain=True)
        with connected(server, "display-1", heard, [BOARD]):
            assert heard.wait_for(lambda: b"before" in heard.payloads)
    assert {topic for topic, _, _ in heard.messages} == {BOARD}


def test_a_retained_board_it_did_not_ask_for_never_reaches_the_program(server: Server) -> None:
    """The embedded server sends whoever connects all that anybody else is subscribed to."""
    heard, others = Heard(), Heard()
    with connected(server, "broker") as broker, connected(server, "display-2", others, [OTHER_BOARD]):
        broker.publish(OTHER_BOARD, b"not yours", retain=True)
        assert others.wait_for(lambda: b"not yours" in others.payloads)
        with connected(server, "display-1", heard, [BOARD]):
            broker.publish(BOARD, b"yours")
            assert heard.wait_for(lambda: b"yours" in heard.payloads)
    assert heard.messages == [(BOARD, b"yours", False)]


def test_a_program_that_fails_over_a_message_still_gets_the_next(server: Server) -> None:
    heard = Heard()

    def fail_once(topic: str, payload: bytes, retained: bool) -> None:
        heard.message(topic, payload, retained)
        if payload == b"bad":
            raise RuntimeError("the screen could not draw this")

    display = Link(OFFICE, "display-1", server.host, server.port, on_message=fail_once, subscriptions=[BOARD])
    with running(display), connected(server, "broker") as broker:
        broker.publish(BOARD, b"bad")
        broker.publish(BOARD, b"good")
        assert heard.wait_for(lambda: len(heard.messages) == 2)
    assert heard.payloads == [b"bad", b"good"]


def test_bytes_that_are_no_message_do_not_end_the_connection(server: Server) -> None:
    peer = Peer(server)
    with running(peer.link), connected(server, "kiosk-1") as kiosk:
        for rubbish in (b"", b"\xff\xfe", b"[1]", b'{"v":1}', b'{"v":1,"id":7,"accepted":true}'):
            peer.link.publish(topics.reply(OFFICE, "kiosk-1"), rubbish)
        command = take(kiosk)
        assert kiosk.ask(command).result(PATIENCE_S) == reply_to(command)


# -- questions and answers


def test_a_command_gets_its_own_answer(server: Server) -> None:
    with running(Peer(server).link), connected(server, "kiosk-1") as one, connected(server, "kiosk-2") as two:
        asked = [(link.ask(command), command) for link in (one, two) for command in (take(link), take(link))]
        answers = [(promise.result(PATIENCE_S), reply_to(command)) for promise, command in asked]
    assert [got for got, _ in answers] == [wanted for _, wanted in answers]


def test_answers_nobody_waits_for_are_ignored(server: Server) -> None:
    peer = Peer(server)
    with running(peer.link), connected(server, "kiosk-1") as kiosk:
        stranger = Reply(id=kiosk.new_id(), accepted=False, code="unknown", reason="never asked")
        peer.link.publish(topics.reply(OFFICE, "kiosk-1"), codec.encode(stranger))
        command = take(kiosk)
        assert kiosk.ask(command).result(PATIENCE_S) == reply_to(command)
        peer.link.publish(topics.reply(OFFICE, "kiosk-1"), codec.encode(reply_to(command)))
        later = take(kiosk)
        assert kiosk.ask(later).result(PATIENCE_S) == reply_to(later)


def test_question_and_answer_on_one_connection_do_not_wait_for_each_other(server: Server) -> None:
    """Without TCP_NODELAY on both sides the median is 44 ms and more."""
    took_ms = []
    with running(Peer(server).link), connected(server, "kiosk-1") as kiosk:
        for _ in range(60):
            began = time.perf_counter()
            kiosk.ask(take(kiosk)).result(PATIENCE_S)
            took_ms.append((time.perf_counter() - began) * 1000)
    assert statistics.median(took_ms) < 30


def test_a_command_repeats_its_id_until_it_is_answered(server: Server) -> None:
    peer = Peer(server, deaf=True)
    with running(peer.link), connected(server, "kiosk-1") as kiosk:
        command = take(kiosk)
        promise = kiosk.ask(command, again_every_s=0.1)
        assert peer.heard.wait_for(lambda: len(peer.heard.messages) == 3)
        assert not promise.done()
        peer.deaf = False
        assert promise.result(PATIENCE_S) == reply_to(command)
    assert set(peer.heard.payloads) == {command.id.encode()}


def test_a_cancelled_command_is_not_repeated(server: Server) -> None:
    peer = Peer(server, deaf=True)
    with running(peer.link), connected(server, "kiosk-1") as kiosk:
        promise = kiosk.ask(take(kiosk), again_every_s=0.1)
        assert peer.heard.wait_for(lambda: len(peer.heard.messages) == 1)
        promise.cancel()
        marker = take(kiosk)
        time.sleep(0.3)
        kiosk.ask(marker)
        assert peer.heard.wait_for(lambda: marker.id.encode() in peer.heard.payloads)
    assert len(peer.heard.messages) <= 3


# -- without a connection


def test_without_a_connection_a_press_fails_at_once_and_is_never_sent_later(server: Server) -> None:
    peer = Peer(server)
    with connected(server, "kiosk-1") as kiosk:
        server.kill()
        assert eventually(lambda: not kiosk.connected)
        with pytest.raises(NotConnected):
            kiosk.ask(take(kiosk)).result(timeout=0)
        assert not kiosk.publish(topics.command(OFFICE, "kiosk-1", "take_ticket"), b"{}")
        server.start()
        with running(peer.link):
            assert eventually(lambda: kiosk.connected)
            command = take(kiosk)
            assert kiosk.ask(command).result(PATIENCE_S) == reply_to(command)
    assert peer.heard.payloads == [command.id.encode()]


def test_a_press_whose_connection_breaks_fails_and_is_not_sent_again(server: Server) -> None:
    """The server hangs, the press is on its way, the server dies: paho would send it once more."""
    with connected(server, "kiosk-1") as kiosk:
        server.freeze()
        promise = kiosk.ask(take(kiosk))
        server.kill()
        with pytest.raises(NoAnswer):
            promise.result(PATIENCE_S)
        server.start()
        peer = Peer(server)
        with running(peer.link):
            assert eventually(lambda: kiosk.connected)
            command = take(kiosk)
            assert kiosk.ask(command).result(PATIENCE_S) == reply_to(command)
    assert peer.heard.payloads == [command.id.encode()]


def test_a_ticket_asked_for_before_a_server_died_is_answered_after_it_came_back(server: Server) -> None:
    peer = Peer(server, deaf=True)
    with running(peer.link), connected(server, "kiosk-1") as kiosk:
        command = take(kiosk)
        promise = kiosk.ask(command, again_every_s=0.5)
        assert peer.heard.wait_for(lambda: len(peer.heard.messages) == 1)
        server.kill()
        peer.deaf = False
        assert eventually(lambda: not kiosk.connected and not peer.link.connected)
        assert not promise.done()
        server.start()
        assert promise.result(PATIENCE_S) == reply_to(command)
    assert set(peer.heard.payloads) == {command.id.encode()}


def test_a_ticket_asked_for_without_a_connection_is_sent_when_there_is_one(server: Server) -> None:
    server.kill()
    kiosk = Link(OFFICE, "kiosk-1", server.host, server.port)
    kiosk.start()
    command = take(kiosk)
    promise = kiosk.ask(command, again_every_s=0.5)
    server.start()
    with running(Peer(server).link):
        assert promise.result(PATIENCE_S) == reply_to(command)
        kiosk.stop()


def test_stopping_ends_every_promise(server: Server) -> None:
    with running(Peer(server, deaf=True).link), connected(server, "kiosk-1") as kiosk:
        once, again = kiosk.ask(take(kiosk)), kiosk.ask(take(kiosk), again_every_s=1)
    assert isinstance(once.exception(timeout=0), NoAnswer)
    assert isinstance(again.exception(timeout=0), NoAnswer)


# -- coming back


def test_a_link_without_a_server_stops_at_once_and_quietly(server: Server) -> None:
    server.kill()
    heard = Heard()
    link = Link(OFFICE, "kiosk-1", server.host, server.port, on_state=heard.state)
    link.start()
    promise = link.ask(take(link), again_every_s=0.1)
    began = time.monotonic()
    link.stop()
    assert time.monotonic() - began < 5
    assert isinstance(promise.exception(timeout=0), NoAnswer)
    assert heard.states == []


def test_a_link_connects_to_a_server_that_comes_up_after_it(server: Server) -> None:
    server.kill()
    heard = Heard()
    link = Link(OFFICE, "kiosk-1", server.host, server.port, on_state=heard.state)
    link.start()
    time.sleep(1.5)
    assert not link.connected
    server.start()
    assert eventually(lambda: link.connected)
    link.stop()
    assert heard.states == [True]


def test_a_link_comes_back_with_its_subscriptions_and_boards_after_a_servers_death(server: Server) -> None:
    """A broker tells its retained boards anew whenever it is connected; no server is trusted to keep them."""
    seen, states = Heard(), Heard()

    def tell_boards(up: bool) -> None:
        states.state(up)
        if up:
            broker.publish(BOARD, b"board", retain=True)

    broker = Link(OFFICE, "broker", server.host, server.port, on_state=tell_boards)
    with running(broker), connected(server, "display-1", seen, [BOARD]) as display:
        assert seen.wait_for(lambda: len(seen.messages) > 0)
        before = len(seen.messages)
        server.kill()
        assert seen.wait_for(lambda: seen.states == [True, False])
        server.start()
        assert seen.wait_for(lambda: len(seen.messages) > before)
        assert eventually(lambda: display.connected and broker.connected)
    assert set(seen.payloads) == {b"board"}
    assert seen.states == states.states == [True, False, True]


# -- presence


def test_a_device_says_when_it_comes_and_when_it_goes(server: Server) -> None:
    heard, late = Heard(), Heard()
    with connected(server, "broker", heard, [AVAILABILITY]):
        with connected(server, "kiosk-1"):
            assert heard.wait_for(lambda: heard.payloads == [b"online"])
        assert heard.wait_for(lambda: heard.payloads == [b"online", b"offline"])
        with connected(server, "counter-1", late, [AVAILABILITY]):
            assert late.wait_for(lambda: b"offline" in late.payloads)


def test_the_last_will_of_a_killed_program_is_heard(server: Server) -> None:
    heard = Heard()
    program = (
        "import sys, time; from broker.link import Link\n"
        f"Link({OFFICE!r}, 'kiosk-1', {server.host!r}, {server.port}).start(); time.sleep(60)"
    )
    with connected(server, "broker", heard, [AVAILABILITY]):
        kiosk = subprocess.Popen([sys.executable, "-c", program])
        try:
            assert heard.wait_for(lambda: heard.payloads == [b"online"])
        finally:
            kiosk.send_signal(signal.SIGKILL)
            kiosk.wait()
        assert heard.wait_for(lambda: heard.payloads == [b"online", b"offline"])


def test_only_mosquitto_notices_a_client_that_falls_silent(server: Server) -> None:
    """The one known difference: the embedded server never enforces keepalive: a pulled plug goes unnoticed.

    That is why no program trusts the last will: a broker not heard for 15 s is gone, whatever was said of it.
    Mosquitto looks every 5 s.
    """
    patience_s = {"mosquitto": PATIENCE_S, "embedded": 4.0}[server.kind]
    heard = Heard()
    silent = Bare(server.host, server.port, "silent", keepalive_s=1, will=(AVAILABILITY, b"offline"))
    with connected(server, "broker", heard, [AVAILABILITY]), silent:
        noticed = eventually(lambda: heard.payloads == [b"offline"], within_s=patience_s)
    assert noticed == (server.kind == "mosquitto")


# -- the real server's own promise


def test_a_server_that_takes_nothing_fills_no_memory_and_no_message_is_lost_in_silence(
    mosquitto: Server,
) -> None:
    with connected(mosquitto, "broker") as broker:
        mosquitto.freeze()
        sent = [broker.publish(BOARD, b"board") for _ in range(QUEUED + 1)]
        mosquitto.kill()
    assert sent == [True] * QUEUED + [False]


def test_a_slow_subscriber_loses_nothing_of_three_thousand_messages(mosquitto: Server) -> None:
    """Mosquitto's default drops silently whatever is more than a thousand behind."""
    sent = [f"{number:04d}".encode() + b"." * 200 for number in range(3000)]
    quick = Heard()
    slow = Bare(mosquitto.host, mosquitto.port, "slow", receive_buffer=4096)
    with slow, connected(mosquitto, "display-1", quick, [BOARD]), connected(mosquitto, "broker") as broker:
        slow.subscribe(BOARD)
        for payload in sent:
            assert broker.publish(BOARD, payload)
        assert quick.wait_for(lambda: len(quick.messages) == len(sent))
        assert [slow.receive()[1] for _ in sent] == sent
