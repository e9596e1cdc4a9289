-- What the assistant did, in counts, and how long volunteers were on duty.

-- +goose Up

-- Turns of a day by one thing at a time (flow, hour, procedure, unit). No two are kept
-- together: that could be one person's question.
CREATE TABLE bot_figures (
    day    date NOT NULL,
    by     text NOT NULL,
    key    text NOT NULL,   -- '' about none
    n      bigint NOT NULL,
    micros bigint NOT NULL, -- that they took together
    PRIMARY KEY (day, by, key)
);

-- A stretch of duty, from the switch on until it went off or ended by itself.
CREATE TABLE duties (
    volunteer bigint NOT NULL REFERENCES volunteers,
    began_at  timestamptz NOT NULL,
    until     timestamptz NOT NULL,
    PRIMARY KEY (volunteer, began_at)
);
CREATE INDEX duties_until ON duties (until);

-- Whichever way the switch goes: a stretch that still runs is made longer or shorter, else
-- one begins.
-- +goose StatementBegin
CREATE FUNCTION keep_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE duties SET until = greatest(began_at, coalesce(NEW.duty_until, now()), now())
     WHERE volunteer = NEW.id AND until > now();
    IF NOT FOUND AND NEW.duty_until > now() THEN
        INSERT INTO duties VALUES (NEW.id, now(), NEW.duty_until)
        ON CONFLICT (volunteer, began_at) DO UPDATE SET until = excluded.until;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER volunteers_keep_duty AFTER INSERT OR UPDATE OF duty_until ON volunteers
    FOR EACH ROW EXECUTE FUNCTION keep_duty();
INSERT INTO duties SELECT id, now(), duty_until FROM volunteers WHERE duty_until > now();

-- +goose Down
DROP TRIGGER volunteers_keep_duty ON volunteers;
DROP FUNCTION keep_duty;
DROP TABLE duties, bot_figures;
