-- The log of one office: everything that happened, in the order it happened, and what statistics read of it.
-- Times are RFC 3339 in UTC with milliseconds, days are local days, durations are seconds. SQLite 3.38 or newer.

-- Which log this is: a new log is a new epoch, and sequence numbers mean something only within one.
CREATE TABLE meta (
    epoch TEXT NOT NULL
) STRICT;

-- The log itself. Rows are added, never changed or removed; seq has no gaps.
CREATE TABLE events (
    seq          INTEGER PRIMARY KEY,
    epoch        TEXT NOT NULL,
    day          TEXT NOT NULL,
    kind         TEXT NOT NULL,
    ticket_id    TEXT,
    at           TEXT NOT NULL,
    wall_at      TEXT NOT NULL,
    boottime_s   REAL NOT NULL,
    boot_id      TEXT NOT NULL,
    synchronised INTEGER NOT NULL,
    cause        TEXT NOT NULL,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX openings ON events (seq) WHERE kind = 'day_opened';
CREATE INDEX configurations ON events (seq) WHERE kind = 'office_configured';

-- What was answered to each command, refusals too, in that order: the same id again gets the same answer.
-- `at` is the machine's clock, for whoever deletes old ones.
CREATE TABLE replies (
    n          INTEGER PRIMARY KEY,
    command_id TEXT NOT NULL UNIQUE,
    device     TEXT NOT NULL,
    reply      TEXT NOT NULL,
    at         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- One row for each leg, as far as it has come; can be made again from the events.
CREATE TABLE legs (
    ticket_id       TEXT NOT NULL,
    leg             INTEGER NOT NULL,
    day             TEXT NOT NULL,
    number          TEXT NOT NULL,
    topic           TEXT NOT NULL,
    hall            TEXT NOT NULL,
    language        TEXT NOT NULL,
    priority        INTEGER NOT NULL,
    printed         TEXT NOT NULL,
    issued_at       TEXT NOT NULL,
    entered_at      TEXT NOT NULL,
    state           TEXT NOT NULL,
    since           TEXT NOT NULL,
    called_at       TEXT,
    serving_at      TEXT,
    ended_at        TEXT,
    counter         INTEGER NOT NULL,
    waited_s        REAL NOT NULL,
    walked_s        REAL NOT NULL,
    served_s        REAL NOT NULL,
    parked_s        REAL NOT NULL,
    recalls         INTEGER NOT NULL,
    outcome         TEXT,
    estimated       INTEGER NOT NULL,
    out_of_order    INTEGER NOT NULL,
    forecast_low_s  REAL,
    forecast_high_s REAL,
    forecast_mid_s  REAL,
    forecast_roughly INTEGER,
    PRIMARY KEY (ticket_id, leg)
) STRICT, WITHOUT ROWID;
CREATE INDEX legs_of_a_day ON legs (day);

-- A counter entered a state by the event `seq`; can be made again from the events.
CREATE TABLE counter_states (
    seq     INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    day     TEXT NOT NULL,
    at      TEXT NOT NULL,
    state   TEXT NOT NULL,
    PRIMARY KEY (seq, counter)
) STRICT, WITHOUT ROWID;
CREATE INDEX counter_states_of_a_day ON counter_states (day);

-- Who did it and why: may be deleted, therefore not in the events.
CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY,
    actor  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- The visitor's own way to a ticket's page: dies with the day, therefore not in the events.
CREATE TABLE follow_ids (
    follow_id TEXT PRIMARY KEY,
    ticket_id TEXT NOT NULL,
    day       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The way in follows: intake.sql.
