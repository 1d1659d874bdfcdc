-- All that is asked of the log. Each query has a name and a sentence; broker/eventlog.py calls them by name.

-- name: version
-- The number of the schema a file was made with, 0 when it has none yet.
PRAGMA user_version;

-- name: begin_epoch
-- Marks a new log as its own epoch.
INSERT INTO meta (epoch) SELECT :epoch WHERE NOT EXISTS (SELECT * FROM meta);

-- name: whereabouts
-- The epoch of this log and the number of its last event, 0 when there is none.
SELECT epoch, coalesce((SELECT max(seq) FROM events), 0) AS last_seq FROM meta;

-- name: take_in
-- Commits a batch: events, replies, rows, audit and follow ids together or not at all.
INSERT INTO intake (batch) VALUES (:batch);

-- name: replies
-- What was answered to these commands, of those that were answered.
SELECT command_id, reply FROM replies WHERE command_id IN (SELECT value FROM json_each(:ids));

-- name: recent_replies
-- The last answers, at most so many, in the order they were given.
SELECT command_id, reply FROM (SELECT * FROM replies ORDER BY n DESC LIMIT :limit) ORDER BY n;

-- name: open_day
-- What a restart folds: the office as configured when the newest day opened, and everything since that opening.
WITH opened AS (SELECT coalesce(max(seq), 0) AS seq FROM events WHERE kind = 'day_opened')
SELECT * FROM events WHERE seq = (
    SELECT max(seq) FROM events WHERE kind = 'office_configured' AND seq < (SELECT seq FROM opened))
UNION ALL
SELECT * FROM events WHERE seq >= (SELECT seq FROM opened)
ORDER BY seq;

-- name: events
-- The events that follow a number, oldest first, at most so many.
SELECT * FROM events WHERE seq > :after_seq ORDER BY seq LIMIT :limit;

-- name: last_event
-- The newest event.
SELECT * FROM events ORDER BY seq DESC LIMIT 1;

-- name: office
-- The newest configuration of the office.
SELECT * FROM events WHERE kind = 'office_configured' ORDER BY seq DESC LIMIT 1;

-- name: days
-- Every day that was opened or has a leg, oldest first.
SELECT day FROM legs UNION SELECT day FROM events WHERE kind = 'day_opened' ORDER BY day;

-- name: legs
-- The legs of these days (both ends included) by the time their visits began.
SELECT * FROM legs WHERE day BETWEEN :day_from AND :day_to ORDER BY issued_at, ticket_id, leg;

-- name: visits_per_day
-- How many visits each day had, of those that had any.
SELECT day, count(DISTINCT ticket_id) AS visits FROM legs GROUP BY day ORDER BY day;

-- name: counter_rows
-- The states the counters entered on these days (both ends included), in the order of the events.
SELECT * FROM counter_states WHERE day BETWEEN :day_from AND :day_to ORDER BY seq, counter;
