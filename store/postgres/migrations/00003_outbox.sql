-- What is still to be sent, and what Postgres must remember of a chat.

-- +goose Up

-- River's own tables go in here, by River's own migrations right after these.
CREATE SCHEMA IF NOT EXISTS river;

-- A chat with something in the outbox; the row goes with the last of it. seq is the
-- number of the newest row: rows are added while this one is locked. Who holds the
-- lease (token, until) sends; nobody else does.
CREATE TABLE outbox_chats (
    channel  text NOT NULL,
    chat     text NOT NULL,
    seq      bigint NOT NULL,
    in_group bool NOT NULL,
    token    text NOT NULL DEFAULT '',
    until    timestamptz NOT NULL DEFAULT 'epoch',
    PRIMARY KEY (channel, chat)
);

-- One Reply on its way. It goes when it is sent, and its text with it.
CREATE TABLE outbox (
    channel  text NOT NULL,
    chat     text NOT NULL,
    seq      bigint NOT NULL,
    key      text NOT NULL,      -- id of the message that it answers, or of what made it
    n        int NOT NULL,
    priority smallint NOT NULL,  -- the lower goes first
    reply    jsonb NOT NULL,
    at       timestamptz NOT NULL,
    tries    int NOT NULL DEFAULT 0,
    doubtful bool NOT NULL,      -- it was sent once and may have arrived
    PRIMARY KEY (channel, chat, seq),
    UNIQUE (channel, chat, key, n),
    FOREIGN KEY (channel, chat) REFERENCES outbox_chats
);
CREATE INDEX outbox_order ON outbox (channel, chat, priority, seq);
CREATE INDEX outbox_at ON outbox (at);

-- A chat of which something must be remembered; a lookup alone writes no row.
CREATE TABLE accounts (
    channel    text NOT NULL,
    chat       text NOT NULL,
    blocked_at timestamptz,  -- nothing reaches it since then
    PRIMARY KEY (channel, chat)
);

-- Who fetches a channel's messages, where only one may.
CREATE TABLE pollers (
    channel text PRIMARY KEY,
    token   text NOT NULL,
    until   timestamptz NOT NULL
);

-- +goose Down
DROP TABLE pollers, accounts, outbox, outbox_chats;
DROP SCHEMA river CASCADE;
