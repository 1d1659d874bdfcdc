"""What can be seen in the lobby, folded from events."""

from datetime import timedelta

from broker.contract import events as e
from broker.contract.terms import CounterState, LegState, Printed
from broker.demo.lobby import Lobby
from tests.broker.demo.legs import NOON, recorded
from tests.broker.demo.test_verdict import called, issued

LATE = NOON + timedelta(minutes=31)


def seen(*events: e.Event) -> Lobby:
    lobby = Lobby()
    for one in recorded(*events):
        lobby.see(one)
    return lobby


def test_a_visitor_waits_is_called_served_and_done() -> None:
    lobby = seen(issued("A001"), e.PrintConfirmed(ticket_id="A001", printed=Printed.YES))
    assert (lobby.issued, lobby.printed, lobby.waiting("work"), lobby.waits("A001")) == (1, 1, 1, True)
    lobby = seen(e.CounterOpened(counter=2, seat="s"), issued("A001"), called("A001", 2))
    assert (lobby.waiting("work"), lobby.place(2).state, lobby.place(2).number) == (
        0,
        CounterState.CALLING,
        "A001",
    )
    lobby = seen(issued("A001"), called("A001", 2), e.ServiceStarted(ticket_id="A001", counter=2))
    assert (lobby.place(2).state, lobby.place(2).number, lobby.still_open) == (
        CounterState.SERVING,
        "A001",
        1,
    )
    lobby = seen(issued("A001"), called("A001", 2), e.LegFinished(ticket_id="A001", counter=2))
    assert (lobby.place(2).state, lobby.ended(LegState.DONE), lobby.still_open) == (CounterState.OPEN, 1, 0)


def test_every_other_end_is_told_apart() -> None:
    gone = e.TicketCancelled(ticket_id="A001")
    away = e.NoShowMarked(ticket_id="A002", counter=1)
    left = e.LegUnserved(ticket_id="A003")
    lobby = seen(issued("A001"), issued("A002"), issued("A003"), gone, called("A002", 1), away, left)
    ends = [lobby.ended(state) for state in (LegState.CANCELLED, LegState.NO_SHOW, LegState.UNSERVED)]
    assert (ends, lobby.still_open, lobby.waiting("work")) == ([1, 1, 1], 0, 0)


def test_who_is_sent_on_or_put_back_waits_again_and_somebody_should_know() -> None:
    lobby = seen(issued("A001"), called("A001", 1), called("A002", 2))
    sent_on = e.LegTransferred(
        ticket_id="A001", counter=1, next_leg=2, topic="land", to_counter=0, to_level=0, note=""
    )
    assert lobby.came_for(sent_on) == "land"
    lobby.see(recorded(sent_on)[0])
    assert (lobby.waiting("land"), lobby.still_open, lobby.place(1).state) == (1, 1, CounterState.OPEN)
    back = e.TicketPutBack(ticket_id="A001", leg=2, counter=1)
    assert lobby.came_for(back) == "land"
    assert lobby.came_for(e.CounterClosed(counter=1)) == ""


def test_the_share_over_counts_those_who_still_wait() -> None:
    lobby = seen()
    assert lobby.over_share(LATE) is None
    lobby = seen(issued("A001"), issued("A002"), called("A002", 1))
    assert (lobby.over_share(NOON), lobby.over_share(LATE)) == (0, 0.5)
    lobby.see(recorded(called("A001", 2), at=LATE)[0])
    assert lobby.over_share(LATE) == 0.5


def test_how_long_somebody_waited_is_known_from_the_ticket() -> None:
    assert seen(issued("A001")).waited_s("A001", LATE) == 31 * 60
    assert seen().waited_s("A001", LATE) == 0


def test_a_counter_opens_pauses_and_closes() -> None:
    opened, paused = e.CounterOpened(counter=1, seat="s"), e.CounterPaused(counter=1, reason="lunch")
    closed = e.CounterClosed(counter=1)
    states = [seen(*events).place(1).state for events in ([], [opened], [opened, paused], [opened, closed])]
    assert states == [CounterState.CLOSED, CounterState.OPEN, CounterState.PAUSED, CounterState.CLOSED]
