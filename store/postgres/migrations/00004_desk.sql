-- Questions that humans answer, and those who answer them.

-- +goose Up

-- A question as it stands now: what its lines add up to. 0 and '' mean "none". A row
-- stays as a count when its words and its asker are forgotten.
CREATE TABLE tickets (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key            bytea UNIQUE,         -- keyed hash of what caused it
    version        bigint NOT NULL DEFAULT 1,
    changed_at     timestamptz NOT NULL DEFAULT now(),
    forgotten      bool NOT NULL DEFAULT false,  -- no words are left
    state          text NOT NULL CHECK (state IN ('waiting', 'held', 'closed')),
    channel        text NOT NULL,        -- of the asker; '' for help at the counter
    chat           text NOT NULL,
    lang           text NOT NULL,
    address        text NOT NULL,
    unit           text NOT NULL,
    area           text NOT NULL,
    code           text NOT NULL,
    field          text NOT NULL,
    sensitive      bool NOT NULL,
    grave          bool NOT NULL,
    far            bool NOT NULL,
    ring           smallint NOT NULL,
    team           bigint NOT NULL,
    only_volunteer bigint NOT NULL,
    holder         bigint NOT NULL,
    opened_at      timestamptz NOT NULL,
    waiting_at     timestamptz,
    widened_at     timestamptz,
    held_at        timestamptz,
    asked_at       timestamptz,
    answered_at    timestamptz,
    spoken_at      timestamptz,
    reminded_at    timestamptz,
    closed_at      timestamptz,
    details        text NOT NULL,
    details_until  timestamptz,
    outcome        text NOT NULL,
    help           text NOT NULL,
    rating         smallint NOT NULL,
    last_line      bigint NOT NULL,
    -- What was handed on. These move without a new version.
    told_asker     bigint NOT NULL,
    told_holder    bigint NOT NULL,
    rung_ring      smallint NOT NULL
) WITH (fillfactor = 80);
-- One open question a chat.
CREATE UNIQUE INDEX tickets_open ON tickets (channel, chat) WHERE state <> 'closed' AND channel <> '';
CREATE INDEX tickets_asker ON tickets (channel, chat, id) WHERE channel <> '';
CREATE INDEX tickets_waiting ON tickets (waiting_at, id) WHERE state = 'waiting';
CREATE INDEX tickets_holder ON tickets (holder) WHERE state = 'held';
CREATE INDEX tickets_changed_at ON tickets (changed_at);
CREATE INDEX tickets_opened_at ON tickets (opened_at);
CREATE INDEX tickets_untold ON tickets (id)
    WHERE channel <> '' AND (least(told_asker, told_holder) < last_line OR state = 'waiting' AND rung_ring < ring);
CREATE INDEX tickets_to_forget ON tickets (closed_at) WHERE NOT forgotten;

-- What happened, in order. Nothing is changed or taken away but words.
CREATE TABLE ticket_lines (
    ticket       bigint NOT NULL REFERENCES tickets,
    seq          bigint NOT NULL,
    key          bytea,          -- keyed hash of what caused it
    n            int NOT NULL,   -- of the lines that it caused
    at           timestamptz NOT NULL,
    what         text NOT NULL,
    volunteer    bigint NOT NULL,  -- who did it; 0 the asker, or the clock
    text         text NOT NULL,
    reply        jsonb,
    file         jsonb,
    team         bigint NOT NULL,
    to_volunteer bigint NOT NULL,
    reason       text NOT NULL,
    PRIMARY KEY (ticket, seq),
    UNIQUE (key, ticket, n)
);
CREATE INDEX ticket_lines_volunteer ON ticket_lines (volunteer, ticket) WHERE volunteer <> 0;

-- +goose StatementBegin
CREATE FUNCTION only_blank() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.ticket, NEW.seq, NEW.key, NEW.n, NEW.at, NEW.what, NEW.volunteer, NEW.team, NEW.to_volunteer)
           IS NOT DISTINCT FROM (OLD.ticket, OLD.seq, OLD.key, OLD.n, OLD.at, OLD.what, OLD.volunteer, OLD.team, OLD.to_volunteer)
       AND NEW.text IN ('', OLD.text) AND NEW.reason IN ('', OLD.reason)
       AND (NEW.reply IS NULL OR NEW.reply = OLD.reply) AND (NEW.file IS NULL OR NEW.file = OLD.file) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

CREATE TRIGGER ticket_lines_append_only BEFORE UPDATE OR DELETE ON ticket_lines
    FOR EACH ROW EXECUTE FUNCTION only_blank();

-- What of the outbox carries words of a question: it goes when they go.
ALTER TABLE outbox ADD COLUMN ticket bigint;
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket IS NOT NULL;

-- A photo, a document, a voice, until its end date.
CREATE TABLE files (
    id     text PRIMARY KEY,
    ticket bigint REFERENCES tickets ON DELETE CASCADE,  -- NULL: not said anywhere yet
    kind   text NOT NULL,
    type   text NOT NULL,
    name   text NOT NULL,
    size   bigint NOT NULL,
    data   bytea NOT NULL,
    until  timestamptz NOT NULL
);
ALTER TABLE files ALTER COLUMN data SET STORAGE EXTERNAL;  -- photos do not get smaller
CREATE INDEX files_ticket ON files (ticket);
CREATE INDEX files_until ON files (until);

CREATE TABLE teams (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL CHECK (name <> ''),
    kind     text NOT NULL CHECK (kind IN ('area', 'unit', 'city', 'officers')),
    unit     text NOT NULL,
    area     text NOT NULL,
    hours    jsonb NOT NULL,  -- [{"days","open","close"}]
    ended_at timestamptz
);

CREATE TABLE volunteers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),  -- the first name they chose to show
    role       text NOT NULL CHECK (role IN ('volunteer', 'coordinator')),
    lang       text NOT NULL,
    telegram   text UNIQUE,  -- their private chat with the bot
    duty_until timestamptz,
    added_at   timestamptz NOT NULL,
    ended_at   timestamptz
);

CREATE TABLE team_members (
    team      bigint NOT NULL REFERENCES teams,
    volunteer bigint NOT NULL REFERENCES volunteers,
    head      bool NOT NULL,
    PRIMARY KEY (team, volunteer)
);
CREATE INDEX team_members_volunteer ON team_members (volunteer);

-- One-time links. The token itself is never kept.
CREATE TABLE invites (
    token_hash bytea PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('sign-in', 'join', 'telegram')),
    volunteer  bigint REFERENCES volunteers,  -- whose; of a join, who came of it
    team       bigint REFERENCES teams,
    role       text NOT NULL,
    head       bool NOT NULL,
    made_by    bigint NOT NULL,  -- 0 the command line
    until      timestamptz NOT NULL,
    spent_at   timestamptz
);

-- Browsers that are signed in. The secret itself is never kept.
CREATE TABLE desk_sessions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    volunteer   bigint NOT NULL REFERENCES volunteers,
    device      text NOT NULL,
    made_at     timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL
);
CREATE INDEX desk_sessions_volunteer ON desk_sessions (volunteer);

-- Ready replies; team NULL: for all. {mã}, {trung tâm}, {địa chỉ}, {giờ mở cửa} and
-- {hotline} are filled from the question.
CREATE TABLE canned (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team  bigint REFERENCES teams,
    lang  text NOT NULL,
    title text NOT NULL,
    text  text NOT NULL
);
CREATE INDEX canned_lang ON canned (lang, team);
INSERT INTO canned (lang, title, text) VALUES
    ('vi', 'Chào', 'Dạ, câu hỏi của {anh/chị} đang được xem, xin chờ một chút ạ.'),
    ('vi', 'Hỏi mã hồ sơ', 'Dạ, {anh/chị} gửi giúp mã hồ sơ, in ở đầu giấy hẹn, hoặc chụp giấy hẹn gửi vào đây ạ. Xin đừng gửi mật khẩu, mã OTP hay ảnh căn cước.'),
    ('vi', 'Trung tâm ở đâu', '{trung tâm}: {địa chỉ}. Giờ mở cửa: {giờ mở cửa}. Gọi: {hotline}.'),
    ('vi', 'Mang gì khi nhận kết quả', 'Khi đến nhận kết quả hồ sơ {mã}, {anh/chị} mang theo giấy hẹn và căn cước ạ. Nhận thay người khác thì gọi {hotline} hỏi trước cần thêm giấy gì.'),
    ('vi', 'Không mở được tệp', 'Dạ, tệp này chưa mở được. {Anh/chị} chụp ảnh gửi lại giúp, hoặc ghi ra vài dòng ạ.'),
    ('vi', 'Cảm ơn, xin đóng', 'Cảm ơn {anh/chị} đã hỏi. Câu hỏi xin đóng tại đây; nếu còn vướng, {anh/chị} cứ nhắn, cuộc trò chuyện sẽ mở lại.'),
    ('en', 'Hello', 'Hello, I am a volunteer. I am reading your question now; please give me a moment.'),
    ('en', 'Ask for the code', 'Please send me the code of your dossier (mã hồ sơ), printed at the top of the receipt (giấy hẹn), or a photo of the receipt. Please do not send passwords, one-time codes or photos of your identity card.'),
    ('en', 'Where the centre is', '{trung tâm}: {địa chỉ}. Opening hours: {giờ mở cửa}. Call: {hotline}.'),
    ('en', 'What to bring for a result', 'To collect the result of {mã}, please bring the receipt (giấy hẹn) and your identity card (căn cước). If you collect for somebody else, call {hotline} first and ask what else is needed.'),
    ('en', 'Cannot open the file', 'I cannot open this file. Could you send a photo instead, or write a few lines?'),
    ('en', 'Thanks and closing', 'Thank you for asking. I am closing the question here. If anything is left, just write: the conversation opens again.');

-- What a person agreed to, in which words, and until when. Rows are added, never changed
-- but for the withdrawal.
CREATE TABLE consents (
    channel      text NOT NULL,
    chat         text NOT NULL,
    kind         text NOT NULL,
    version      text NOT NULL,  -- of the text
    at           timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (channel, chat, kind, at)
);

-- +goose Down
DROP TABLE consents, canned, desk_sessions, invites, team_members, volunteers, teams, files, ticket_lines, tickets;
DROP FUNCTION only_blank;
ALTER TABLE outbox DROP COLUMN ticket;
