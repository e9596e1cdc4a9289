-- Which mailboxes are sent which figures, and what was sent.

-- +goose Up

CREATE TABLE report_mails (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mailbox    text NOT NULL,           -- an office's
    what       text NOT NULL,           -- month, quarter, 6m, 9m, year, late
    unit       text NOT NULL,           -- its code, with those below it; '' everybody
    lang       text NOT NULL,
    made_at    timestamptz NOT NULL,
    refused_at timestamptz,             -- when a server would not take mail for the mailbox; NULL: it does
    UNIQUE (mailbox, what, unit)
);

-- One letter for each order and period, whoever makes it and however often.
CREATE TABLE report_letters (
    mail       bigint NOT NULL REFERENCES report_mails ON DELETE CASCADE,
    period     text NOT NULL,           -- 2026-11, 2026-q3, 2026-9m, 2026; of late: the day
    state      text NOT NULL,           -- waiting, sent, refused, given_up
    tries      int NOT NULL,
    made_at    timestamptz NOT NULL,
    tried_at   timestamptz,
    held_until timestamptz,             -- until then somebody is sending it
    sent_at    timestamptz,
    cause      text NOT NULL,           -- why it did not go when it was tried last
    PRIMARY KEY (mail, period)
);

-- +goose Down
DROP TABLE report_letters, report_mails;
