"""One sample of every message, as it may really travel; a message without a sample fails test_codec.py."""

from dataclasses import replace
from datetime import UTC, date, datetime

from broker.contract import boards as b
from broker.contract import commands as c
from broker.contract import events as e
from broker.contract import office as o
from broker.contract.estimates import Ahead, Band, Estimate, PlannedBreak, TopicLearned, WaitingLeg
from broker.contract.terms import CounterState, LegState, Printed, Stopped, Why

AT = datetime(2026, 11, 23, 7, 18, 3, 412000, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
TICKET = "0197a1c2-7b3e-7c4d-9a51-0d2f6c8b4e11"

OFFICE = o.Office(
    id="vilnius",
    name="Vilniaus skyrius",
    time_zone="Europe/Vilnius",
    languages=("lt", "en", "ru"),
    halls=(o.Hall(id="hall-1", names={"lt": "1 salė", "en": "Hall 1", "ru": "Зал 1"}),),
    topics=(
        o.Topic(
            id="pension",
            letter="A",
            names={"lt": "Pensija", "en": "Pension", "ru": "Пенсия"},
            bring={"lt": "Asmens dokumentą", "en": "An identity document"},
            share=2.0,
        ),
        o.Topic(
            id="sickness",
            letter="D",
            names={"lt": "Ligos išmoka", "en": "Sickness benefit", "ru": "Больничный"},
        ),
        o.Topic(id="other", letter="N", names={"lt": "Kita", "en": "Other", "ru": "Другое"}, wrap_up=True),
    ),
    counters=(
        o.Counter(number=1, hall="hall-1", skills=("pension", "sickness"), languages=("lt", "ru")),
        o.Counter(number=2, hall="hall-1", skills=("sickness", "other"), languages=("lt", "en"), level=2),
        o.Counter(number=3, hall="hall-1", skills=("pension",), duty=True),
    ),
    devices=(
        o.Device(id="kiosk-1", kind="kiosk", hall="hall-1", offline_from=901, offline_to=930),
        o.Device(id="kiosk-2", kind="kiosk", hall="hall-1", offline_from=931, offline_to=960),
        o.Device(id="lobby-1", kind="display", hall="hall-1"),
        o.Device(id="counter-web", kind="counter"),
    ),
    public_url="https://eile.example",
    notices={"lt": "Kviečiame pagal klausimą ir laukimo laiką."},
)

_ROUGHLY = Estimate(low_s=900.0, mid_s=900.0, high_s=900.0, roughly=True)
_FORECAST = Estimate(low_s=600.0, mid_s=1140.0, high_s=1500.0, roughly=False, simulated_s=1080.0)
_AHEAD = Ahead(
    at=LATER,
    waiting=Band(low=3.0, mid=7.0, high=12.0),
    oldest_s=Band(low=300.0, mid=900.0, high=1500.0),
    over_share=Band(low=0.0, mid=0.02, high=0.08),
)
_BREAK = PlannedBreak(counter=4, begins="12:00", ends="12:45")

_NAMED = {"id": "0197a1c2-7b3e-7c4d-9a51-0d2f6c8b4e12", "device": "counter-web", "actor": "seat-1"}
_VISIT = {"ticket_id": TICKET, "counter": 4}
_FIELDS: dict[type[c.Command], dict[str, object]] = {
    c.TakeTicket: {"topic": "pension", "language": "lt", "priority": True, "follow_id": "x" * 22},
    c.ConfirmPrint: {"ticket_id": TICKET, "printed": Printed.NO},
    c.Renumber: {"ticket_id": TICKET, "number": "A901"},
    c.CheckIn: {"appointment": "17", "language": "lt"},
    c.CancelTicket: {"ticket_id": TICKET, "reason": "left"},
    c.CallAPerson: {"language": "ru"},
    c.Rate: {"ticket_id": TICKET, "stars": 4},
    c.ConfirmCall: {"call_seq": 118},
    c.OpenCounter: {"counter": 4},
    c.TakeOverSeat: {"counter": 4},
    c.PauseCounter: {"counter": 4, "reason": "lunch"},
    c.ResumeCounter: {"counter": 4},
    c.CloseCounter: {"counter": 4},
    c.CallNext: {"counter": 4},
    c.CallChosen: {**_VISIT, "reason": "unwell"},
    c.Recall: _VISIT,
    c.Serve: _VISIT,
    c.Finish: _VISIT,
    c.MarkNoShow: _VISIT,
    c.Reinstate: {"ticket_id": TICKET},
    c.PutBack: _VISIT,
    c.Recuse: {**_VISIT, "reason": "known to me"},
    c.Park: {**_VISIT, "reason": "fetches a paper", "until": LATER},
    c.ResumeTicket: _VISIT,
    c.Transfer: {**_VISIT, "topic": "sickness", "note": "also asks about sick pay"},
    c.AddTopic: {**_VISIT, "topic": "sickness"},
    c.SetPriority: {"ticket_id": TICKET, "priority": True, "reason": "with a small child"},
    c.Classify: {**_VISIT, "leg": 1, "topic": "pension", "outcome": "settled"},
    c.WalkIn: {"counter": 4, "topic": "pension", "language": "lt"},
    c.AddCompanion: {"ticket_id": TICKET, "topic": "pension"},
    c.Undo: {"counter": 4, "seq": 120},
    c.RaiseAlarm: {"counter": 4},
    c.Acknowledge: {"seq": 121},
    c.GrantSkills: {"counter": 4, "topics": ("pension",), "languages": ("lt",)},
    c.SetAppointment: {"appointment": "17", "at": LATER, "topic": "pension", "counter": 4},
    c.PlanBreaks: {"breaks": (_BREAK,), "reason": "the queue at noon"},
    c.Suspend: {"stopped": Stopped.CALLING, "reason": "fire alarm"},
    c.Lift: {},
}
COMMANDS: dict[type[c.Command], c.Command] = {
    cls: cls(**_NAMED, sent_at=AT, expires_at=LATER, **fields)  # type: ignore[arg-type]
    for cls, fields in _FIELDS.items()
}

_LEG = {"ticket_id": TICKET, "leg": 1}
_SET = e.AppointmentSet(appointment="17", due_at=LATER, topic="pension", counter=4, changed=True)
_GRANTED = e.SkillsGranted(counter=4, topics=("pension",), languages=("lt", "ru"))
_EVENTS: tuple[e.Event, ...] = (
    e.OfficeConfigured(office=OFFICE),
    e.DayOpened(day=date(2026, 11, 23), appointments=(_SET,), skills=(_GRANTED,)),
    e.DayClosed(day=date(2026, 11, 23)),
    e.ClockStepped(by_s=-3600.0),
    e.OfficeSuspended(hall="", stopped=Stopped.BOTH, reason="fire alarm"),
    e.SuspensionLifted(hall=""),
    e.TicketIssued(
        **_LEG,  # type: ignore[arg-type]
        number="A047",
        topic="pension",
        language="lt",
        spoken_language="ru",
        priority=False,
        hall="hall-1",
        issued_at=AT,
    ),
    e.PrintConfirmed(ticket_id=TICKET, printed=Printed.YES),
    e.TicketRenumbered(ticket_id=TICKET, number="A901", was="A047"),
    e.TicketCalled(ticket_id=TICKET, leg=1, number="A047", topic="pension", counter=4, why=Why.LONGEST_WAIT),
    e.TicketRecalled(ticket_id=TICKET, counter=4),
    e.CallConfirmed(ticket_id=TICKET, call_seq=118),
    e.ServiceStarted(ticket_id=TICKET, counter=4),
    e.LegFinished(ticket_id=TICKET, counter=4),
    e.NoShowMarked(ticket_id=TICKET, counter=4),
    e.TicketReinstated(ticket_id=TICKET),
    e.TicketPutBack(ticket_id=TICKET, counter=4),
    e.TicketRecused(ticket_id=TICKET, counter=4),
    e.TicketParked(ticket_id=TICKET, counter=4, reason="fetches a paper", until=LATER),
    e.TicketResumed(ticket_id=TICKET, counter=4, number="A047", topic="pension"),
    e.LegTransferred(
        ticket_id=TICKET, counter=4, next_leg=2, topic="sickness", to_counter=0, to_level=0, note="also"
    ),
    e.TopicAdded(ticket_id=TICKET, leg=2, counter=4, topic="sickness"),
    e.TicketCancelled(ticket_id=TICKET),
    e.LegUnserved(ticket_id=TICKET),
    e.PriorityChanged(ticket_id=TICKET, priority=True),
    e.LegClassified(ticket_id=TICKET, counter=4, topic="pension", outcome="settled"),
    e.VisitRated(ticket_id=TICKET, stars=4),
    e.ActionUndone(undone_seq=120, counter=4),
    _SET,
    e.CounterOpened(counter=4, seat="seat-1"),
    e.SeatTakenOver(counter=4, seat="seat-2"),
    e.CounterPaused(counter=4, reason="lunch"),
    e.CounterResumed(counter=4),
    e.CounterClosing(counter=4),
    e.CounterClosed(counter=4),
    _GRANTED,
    e.ParametersLearned(
        topics=(TopicLearned(topic="pension", mean_service_s=840.0, share=0.5, observations=412),), days=20
    ),
    e.ForecastMade(ahead=(_AHEAD,)),
    e.BreaksPlanned(breaks=(_BREAK,)),
    e.PersonCalled(kiosk="kiosk-1", language="ru"),
    e.AlarmRaised(counter=4),
    e.AlertAcknowledged(alert_seq=121),
)
EVENTS: dict[type[e.Event], e.Event] = {type(event): event for event in _EVENTS}


def recorded(event: e.Event, seq: int = 118) -> e.Recorded:
    """The event in a place of the log."""
    return e.Recorded(
        seq=seq,
        epoch="0197a1c0-0000-7000-8000-000000000000",
        day=date(2026, 11, 23),
        at=AT,
        wall_at=AT,
        boottime_s=512.25,
        boot_id="2f6c8b4e",
        synchronised=True,
        cause=TICKET,
        event=event,
    )


_ROW = b.TopicRow(
    id="pension",
    letter="A",
    names=OFFICE.topics[0].names,
    bring=OFFICE.topics[0].bring,
    waiting=7,
    estimate=_ROUGHLY,
    priority_estimate=_ROUGHLY,
    open=True,
    opens_at=None,
)
_CLOSED = replace(
    _ROW,
    id="sickness",
    letter="D",
    waiting=0,
    estimate=None,
    priority_estimate=None,
    open=False,
    opens_at=LATER,
)
_STOPPED = b.Suspension(stopped=Stopped.CALLING, reason="fire alarm", since=AT)
_DESK_TICKET = b.DeskTicket(
    ticket_id=TICKET,
    leg=1,
    number="A047",
    topic="pension",
    state=LegState.SERVING,
    issued_at=AT,
    waited_s=1440.0,
    target_s=1800,
    called_at=LATER,
    call_seq=118,
    confirmed_at=LATER,
    serving_at=LATER,
    recalls=1,
    language="lt",
    spoken_language="ru",
    priority=False,
    printed=Printed.YES,
    why=Why.LONGEST_WAIT,
    note="",
    topics_waiting=("sickness",),
)
_QUEUE_ROW = b.QueueRow(
    id="pension",
    letter="A",
    names=OFFICE.topics[0].names,
    waiting=7,
    oldest_at=AT,
    longest_wait_s=1740.0,
    target_s=1800,
    over_target=0,
    mine=True,
)
_BOARDS: tuple[object, ...] = (
    b.KioskBoard(
        seq=118,
        at=LATER,
        office=OFFICE.name,
        time_zone=OFFICE.time_zone,
        languages=OFFICE.languages,
        public_url=OFFICE.public_url,
        halls={"hall-1": OFFICE.halls[0].names},
        topics=(_ROW, _CLOSED),
        suspended={"hall-1": _STOPPED},
    ),
    b.LobbyBoard(
        seq=118,
        at=LATER,
        office=OFFICE.name,
        time_zone=OFFICE.time_zone,
        hall="hall-1",
        hall_names=OFFICE.halls[0].names,
        languages=OFFICE.languages,
        calls=(
            b.LobbyCall(
                call_seq=118,
                number="A047",
                topic="pension",
                counter=4,
                at=LATER,
                language="lt",
                recalls=0,
                state=LegState.CALLED,
            ),
        ),
        topics=(_ROW, _CLOSED),
        notices=OFFICE.notices,
        suspended=None,
    ),
    b.OutlookBoard(
        seq=118,
        at=AT,
        waiting=(WaitingLeg(ticket_id=TICKET, leg=1, number="A047", topic="pension", estimate=_FORECAST),),
        ahead=(_AHEAD,),
    ),
    b.CounterBoard(
        seq=118,
        at=LATER,
        office=OFFICE.name,
        time_zone=OFFICE.time_zone,
        languages=OFFICE.languages,
        counter=4,
        hall="hall-1",
        hall_names=OFFICE.halls[0].names,
        state=CounterState.SERVING,
        closing=False,
        seat="seat-1",
        since=LATER,
        reason="",
        ticket=_DESK_TICKET,
        next=b.NextUp(number="A048", topic="pension", waited_s=1740.0, why=Why.LONGEST_WAIT),
        queue=(_QUEUE_ROW,),
        verbs={"finish": "", "recall": "A047 is being served."},
        undo=b.UndoOffer(seq=117, kind="service_started", number="A047", until=LATER),
        alerts=(b.Alert(seq=116, kind="not_printed", where="A051", at=AT),),
        suspended=_STOPPED,
        break_due=b.BreakDue(begins_at=LATER, ends_at=LATER),
        no_show_after_s=30,
        recall_limit=3,
    ),
    b.Info(
        office="vilnius",
        name=OFFICE.name,
        time_zone=OFFICE.time_zone,
        languages=OFFICE.languages,
        version="0.1.0",
        epoch="0197a1c0-0000-7000-8000-000000000000",
        speed=1.0,
    ),
    b.Heartbeat(seq=118, at=LATER),
    b.Reply(id=TICKET, accepted=True, result={"number": "A047", "people_ahead": 7}, seq=118),
    b.Health(at=LATER, version="0.1.0", printer="fault", printer_reason="paper out", disk_free_pct=41.5),
)
BOARDS: dict[type, object] = {type(board): board for board in _BOARDS}
