package postgres

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
)

// oneDossier is the dossier that a code means, as a lookup finds it: the exact spelling,
// else the only one that an alias finds. $1 are the spellings.
const oneDossier = `
SELECT d.id, d.procedure, d.field, d.applicant, d.phone_hash, d.phone_tail_hash, d.birth_year FROM dossiers d
 WHERE d.code = ANY ($1::text[])
   AND (d.code = ($1::text[])[1] OR NOT EXISTS (SELECT FROM dossiers o WHERE o.code = ANY ($1::text[]) AND o.code <> d.code))`

// spellings are those under which a code may be stored, the code as given first.
func spellings(code string, now time.Time) []dossier.Code {
	if read := dossier.ParseCode(code, dossier.Identifiers{}, now); len(read.Codes) == 1 {
		return read.Codes[0].Spellings
	}
	return []dossier.Code{dossier.Code(code)}
}

// onFile is what a proof is compared with. The zero id is no dossier.
type onFile struct {
	id      int64
	about   dossier.Dossier // procedure, field and applicant
	on      proof.OnFile
	tail    []byte
	unknown bool
}

const selectOnFile = `
SELECT id, procedure, field, applicant, phone_hash IS NOT NULL, coalesce(birth_year, 0), phone_tail_hash
  FROM (` + oneDossier + `) d`

// rower is the pool, or a transaction.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func readOnFile(ctx context.Context, db rower, code string, now time.Time) (onFile, error) {
	var f onFile
	err := db.QueryRow(ctx, selectOnFile, spellings(code, now)).Scan(
		&f.id, &f.about.Procedure, &f.about.Field, &f.about.Applicant, &f.on.Phone, &f.on.BirthYear, &f.tail)
	f.on.Year = f.on.BirthYear != 0
	if errors.Is(err, pgx.ErrNoRows) {
		return onFile{unknown: true}, nil
	}
	return f, err
}

// OnFile is what of a proof could be asked for at a dossier. Of a code that is not stored
// it is nothing.
func (s *Store) OnFile(ctx context.Context, code string) (proof.OnFile, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	f, err := readOnFile(ctx, s.db, code, time.Now())
	if err != nil {
		return proof.OnFile{}, fmt.Errorf("read what of a proof is on file: %w", away(err))
	}
	return f.on, nil
}

// TellRests lets it be told, once a day and dossier, that the weak proof rests there:
// somebody guesses. To be called before anything else.
func (s *Store) TellRests(tell func(dossier int64)) { s.tellRests = tell }

// TryTail checks the last four digits of the phone on file and the year of birth. A wrong
// try is counted, a right one opens; neither what was typed nor which half was wrong is
// kept or said. What cannot be right (nothing on file, nothing that may be asked for, no
// such dossier) costs and reads what a wrong try does.
func (s *Store) TryTail(ctx context.Context, who proof.Account, code string, try proof.Try, now time.Time) (proof.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var out proof.Outcome
	var f onFile
	var rests bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		var err error
		if f, err = readOnFile(ctx, tx, code, now); err != nil {
			return err
		}
		past, err := s.lockPast(ctx, tx, f.id, who, now)
		if err != nil {
			return err
		}
		var counts bool
		out, counts, rests = past.Judge(s.fits(f, try, now), now)
		switch {
		case out.Right:
			_, err = tx.Exec(ctx, openOne, who.Channel, who.Chat, f.id, proof.Weak, now.Add(proof.Lasts))
		case counts && !f.unknown:
			_, err = tx.Exec(ctx, countTry, f.id, s.hash(triesOf(who)), now)
		}
		return err
	})
	if err != nil {
		return proof.Outcome{}, fmt.Errorf("try a proof: %w", away(err))
	}
	if rests && !f.unknown && s.tellRests != nil {
		s.tellRests(f.id)
	}
	return out, nil
}

// fits compares in a time that does not depend on what is on file.
func (s *Store) fits(f onFile, try proof.Try, now time.Time) bool {
	alike := 0
	for _, hash := range s.hashes(tailText(try.Tail, try.Year)) {
		if hmac.Equal(hash, f.tail) {
			alike++
		}
	}
	return proof.Askable(f.about, f.on, now) == proof.Ask && alike > 0
}

// triesOf is an account as tries keep it, hashed.
func triesOf(who proof.Account) string {
	return "tries|" + string(who.Channel) + "|" + who.Chat
}

// One try at a dossier is judged at a time: of two at once the second sees the first.
const (
	lockTries  = `SELECT FROM pg_advisory_xact_lock(hashtext('proof_tries'), ($1::bigint % 2147483647)::int)`
	selectPast = `
SELECT count(*) FILTER (WHERE account = ANY ($2) AND at >= $3),
       count(*) FILTER (WHERE account = ANY ($2) AND at < $3),
       max(at) FILTER (WHERE account = ANY ($2) AND at >= $3),
       max(at) FILTER (WHERE account = ANY ($2) AND at < $3),
       count(*) FILTER (WHERE at >= $3)
  FROM proof_tries WHERE dossier = $1 AND at >= $4`
	countTry = `INSERT INTO proof_tries (dossier, account, at) VALUES ($1, $2, $3)`
	openOne  = `
INSERT INTO openings AS o (channel, chat, dossier, strength, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (channel, chat, dossier, strength) DO UPDATE SET until = greatest(o.until, excluded.until)`
)

// lockPast reads the wrong tries at a dossier, and keeps others from adding to them until
// the transaction ends.
func (s *Store) lockPast(ctx context.Context, tx pgx.Tx, id int64, who proof.Account, now time.Time) (proof.Past, error) {
	var p proof.Past
	var lastToday, lastYesterday *time.Time
	today := proof.Day(now)
	steps := &pgx.Batch{}
	steps.Queue(lockTries, id)
	steps.Queue(selectPast, id, s.hashes(triesOf(who)), today, today.AddDate(0, 0, -1)).QueryRow(func(row pgx.Row) error {
		return row.Scan(&p.Today, &p.Yesterday, &lastToday, &lastYesterday, &p.All)
	})
	err := tx.SendBatch(ctx, steps).Close()
	p.LastToday, p.LastYesterday = here(lastToday), here(lastYesterday)
	return p, err
}

const openByPhone = `
WITH mine AS (SELECT id FROM dossiers WHERE phone_hash = ANY ($3) ORDER BY id)
INSERT INTO openings AS o (channel, chat, dossier, strength, until) SELECT $1, $2, id, $4, $5 FROM mine
ON CONFLICT (channel, chat, dossier, strength) DO UPDATE SET until = greatest(o.until, excluded.until)`

// ProvePhone opens strongly every dossier with this phone on file, however it is written,
// and says how many there are. The phone itself is not kept.
func (s *Store) ProvePhone(ctx context.Context, who proof.Account, phone string, now time.Time) (int, error) {
	digits := phoneDigits(phone)
	if len(digits) < shortestPhone {
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, openByPhone, who.Channel, who.Chat, s.hashes(phoneText(digits)), proof.Strong, now.Add(proof.Lasts))
	if err != nil {
		return 0, fmt.Errorf("open the dossiers of a phone: %w", away(err))
	}
	return int(tag.RowsAffected()), nil
}

const selectOpening = `
SELECT strength, until FROM openings
 WHERE channel = $2 AND chat = $3 AND until > $4 AND dossier = (SELECT id FROM (` + oneDossier + `) d)
 ORDER BY strength = 'strong' DESC LIMIT 1`

// Opened is what an account has open of a dossier now: the stronger of two.
func (s *Store) Opened(ctx context.Context, who proof.Account, code string, now time.Time) (proof.Opening, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var o proof.Opening
	err := s.db.QueryRow(ctx, selectOpening, spellings(code, now), who.Channel, who.Chat, now).Scan(&o.Strength, &o.Until)
	if errors.Is(err, pgx.ErrNoRows) {
		return proof.Opening{}, nil
	}
	if err != nil {
		return proof.Opening{}, fmt.Errorf("read what is open: %w", away(err))
	}
	o.Until = here(&o.Until)
	return o, nil
}

const selectMine = selectAllOfDossiers + `
  JOIN openings o ON o.dossier = d.id
 WHERE o.channel = $1 AND o.chat = $2 AND o.strength = 'strong' AND o.until > $3
 ORDER BY coalesce(d.received_at, d.submitted_at, d.updated_at) DESC, d.id DESC LIMIT $4`

// Mine are the dossiers that an account has open strongly, the newest first.
func (s *Store) Mine(ctx context.Context, who proof.Account, now time.Time, most int) ([]dossier.Dossier, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectMine, who.Channel, who.Chat, now, most)
	all, err := pgx.CollectRows(rows, scanDossier)
	if err != nil {
		return nil, fmt.Errorf("read a person's dossiers: %w", away(err))
	}
	return all, nil
}

const shut = `
WITH gone AS (DELETE FROM openings WHERE channel = $1 AND chat = $2 RETURNING dossier)
SELECT count(DISTINCT dossier) FROM gone`

// Shut ends all that an account has open, takes it out of a page's history, and says of how many dossiers.
func (s *Store) Shut(ctx context.Context, who proof.Account) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n int
	if err := s.db.QueryRow(ctx, shut, who.Channel, who.Chat).Scan(&n); err != nil {
		return 0, fmt.Errorf("shut what is open: %w", away(err))
	}
	if who.Channel == chat.Web {
		if _, err := s.db.Exec(ctx, fadeChat, who.Chat); err != nil {
			return n, fmt.Errorf("take details out of a page's history: %w", away(err))
		}
	}
	return n, nil
}

// TriesKept is longer than any try counts: a lock may come from yesterday's first minute.
const TriesKept = 48 * time.Hour

const (
	forgetOpenings = `DELETE FROM openings WHERE until <= $1`
	forgetTries    = `DELETE FROM proof_tries WHERE at < $1`
)

// ForgetProofs drops what is not open any more, and tries that count no more.
func (s *Store) ForgetProofs(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	steps := &pgx.Batch{}
	steps.Queue(forgetOpenings, now)
	steps.Queue(forgetTries, now.Add(-TriesKept))
	if err := s.db.SendBatch(ctx, steps).Close(); err != nil {
		return fmt.Errorf("forget proofs: %w", away(err))
	}
	return nil
}

// phoneText and tailText are what is hashed of a phone, by imports and by proofs alike.
func phoneText(digits string) string { return "phone|" + digits }

func tailText(tail string, birthYear int) string {
	return "tail|" + tail + "|" + strconv.Itoa(birthYear)
}
