-- The way in. One INSERT of one JSON object is one transaction and one step of the database's thread, so nothing
-- that interrupts the broker can leave a transaction half done; broker/eventlog.py says what the object holds.
DROP VIEW IF EXISTS intake;
CREATE VIEW intake AS SELECT NULL AS batch;

CREATE TRIGGER take_in INSTEAD OF INSERT ON intake
BEGIN
    INSERT INTO events
    SELECT value ->> 'seq', value ->> 'epoch', value ->> 'day', value ->> 'kind', value ->> 'ticket_id',
           value ->> 'at', value ->> 'wall_at', value ->> 'boottime_s', value ->> 'boot_id',
           value ->> 'synchronised', value ->> 'cause', value ->> 'body'
    FROM json_each(NEW.batch, '$.events');

    INSERT INTO replies (command_id, device, reply)
    SELECT value ->> 'command_id', value ->> 'device', value ->> 'reply'
    FROM json_each(NEW.batch, '$.replies');

    DELETE FROM legs WHERE day = NEW.batch ->> 'rewritten_day';
    DELETE FROM legs WHERE (ticket_id, leg) IN (
        SELECT value ->> 0, value ->> 1 FROM json_each(NEW.batch, '$.removed_legs'));
    INSERT OR REPLACE INTO legs
    SELECT value ->> 'ticket_id', value ->> 'leg', value ->> 'day', value ->> 'number', value ->> 'topic',
           value ->> 'hall', value ->> 'language', value ->> 'priority', value ->> 'printed',
           value ->> 'issued_at', value ->> 'entered_at', value ->> 'state', value ->> 'since',
           value ->> 'called_at', value ->> 'serving_at', value ->> 'ended_at', value ->> 'counter',
           value ->> 'waited_s', value ->> 'walked_s', value ->> 'served_s', value ->> 'parked_s',
           value ->> 'recalls', value ->> 'outcome', value ->> 'estimated', value ->> 'out_of_order',
           value ->> 'forecast_low_s', value ->> 'forecast_high_s', value ->> 'forecast_mid_s',
           value ->> 'forecast_roughly'
    FROM json_each(NEW.batch, '$.legs');

    DELETE FROM counter_states WHERE day = NEW.batch ->> 'rewritten_day';
    DELETE FROM counter_states WHERE seq IN (SELECT value FROM json_each(NEW.batch, '$.undone_seqs'));
    INSERT OR REPLACE INTO counter_states (seq, counter, day, at, state)
    SELECT value ->> 'seq', value ->> 'counter', value ->> 'day', value ->> 'at', value ->> 'state'
    FROM json_each(NEW.batch, '$.counters');

    INSERT INTO audit
    SELECT value ->> 'seq', value ->> 'actor', value ->> 'reason' FROM json_each(NEW.batch, '$.audit');

    -- A follow id dies with its day.
    DELETE FROM follow_ids WHERE day < (
        SELECT max(value ->> 'day') FROM json_each(NEW.batch, '$.events') WHERE value ->> 'kind' = 'day_opened');
    INSERT OR IGNORE INTO follow_ids (ticket_id, follow_id, day)
    SELECT value ->> 'ticket_id', value ->> 'follow_id', value ->> 'day' FROM json_each(NEW.batch, '$.follow_ids');
END;
