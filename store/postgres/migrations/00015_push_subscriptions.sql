-- News of followed dossiers for a closed page: where a browser is told, and what its page still
-- shows when it is opened days later.

-- +goose Up

-- One browser of a web chat, as the browser gave it. It lives as long as the chat follows anything.
CREATE TABLE push_subscriptions (
    chat     text PRIMARY KEY,
    endpoint text NOT NULL UNIQUE,  -- the browser's push service takes messages there: as good as a password
    p256dh   text NOT NULL,         -- the browser's public key, and
    auth     text NOT NULL,         -- its secret: what is sent is encrypted for it
    at       timestamptz NOT NULL
);

-- The Follow whose Notice a line is: the line stays as long as the Follow. NULL: it stays its day.
ALTER TABLE web_lines ADD COLUMN follow bigint;

-- +goose Down
ALTER TABLE web_lines DROP COLUMN follow;
DROP TABLE push_subscriptions;
