-- The web chat: its lines live a day, or until the citizen says "Xong, xóa".

-- +goose Up

-- chat is a keyed hash of a cookie. seq is the number of the newest line; a line
-- is added while this row is locked, so nobody reads a line before an earlier one.
CREATE TABLE web_chats (
    chat     text PRIMARY KEY,
    seq      bigint NOT NULL,
    added_at timestamptz NOT NULL
);
CREATE INDEX web_chats_added_at ON web_chats (added_at);

CREATE TABLE web_lines (
    chat  text NOT NULL REFERENCES web_chats ON DELETE CASCADE,
    seq   bigint NOT NULL,
    key   text NOT NULL,  -- the message's id in the chat
    n     int NOT NULL,   -- 0 what was said, 1.. the replies
    at    timestamptz NOT NULL,
    said  jsonb,
    reply jsonb,
    PRIMARY KEY (chat, seq),
    UNIQUE (chat, key, n)
);
CREATE INDEX web_lines_at ON web_lines (at);

-- +goose Down
DROP TABLE web_lines, web_chats;
