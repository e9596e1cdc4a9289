package postgres

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"slices"

	"motcua/internal/dossier"
	"motcua/internal/intake"
)

// packedRow is a row as the database takes it, whichever way it goes in.
type packedRow struct {
	body   copyRows // code, status, updated_at, content and told
	told   []byte   // in body: what the row says, as one mark
	seen   copyRows // updated_at
	events []packedEvent

	// alone says that no other row of the batch is of the same dossier, round which of
	// them it is.
	alone bool
	round int

	// Where there is no such dossier yet: its status after all steps, and how many of
	// them are not of the usual course.
	status dossier.Status
	odd    int
}

// packedEvent is one step. odd and twice are true of it where its row is the first of
// its dossier: twice is a step told before in the same row, or a made one that says nothing.
type packedEvent struct {
	body             copyRows // at, status, unit, note
	made, odd, twice bool
}

// packer packs rows. It writes by one key; one at a time.
type packer struct {
	key    []byte
	mac    hash.Hash
	buf    copyRows
	counts map[dossier.Code]int
}

func (s *Store) newPacker() *packer {
	return &packer{key: s.keys[0], mac: hmac.New(sha256.New, s.keys[0])}
}

// pack packs a batch.
func (p *packer) pack(rows []intake.DossierRow) ([]packedRow, error) {
	packed := make([]packedRow, len(rows))
	p.counts = make(map[dossier.Code]int, len(rows))
	p.buf = nil // what was packed before may still be on its way
	for i := range rows {
		if err := p.row(&packed[i], &rows[i]); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		packed[i].alone = p.counts[rows[i].Code] == 1
	}
	return packed, nil
}

// room is what is asked for at a time: rows are cut out of it.
const room = 1 << 20

func (p *packer) row(to *packedRow, d *intake.DossierRow) error {
	p.counts[d.Code]++
	to.round = p.counts[d.Code]
	if need := 4*d.Size + 4096; cap(p.buf)-len(p.buf) < need {
		p.buf = make(copyRows, 0, max(room, need))
	}
	begin := len(p.buf)
	p.events(to, d)
	p.mac.Reset()
	_, _ = p.mac.Write(p.buf[begin:]) // never fails

	begin = len(p.buf)
	p.buf.text(string(d.Code))
	p.buf.text(string(to.status))
	seen := len(p.buf)
	p.buf.moment(d.UpdatedAt)
	seenEnd := len(p.buf)
	if err := p.content(d); err != nil {
		return err
	}
	_, _ = p.mac.Write(p.buf[begin:])
	p.buf.bytes(p.mac.Sum(nil)[:toldSize])
	end := len(p.buf)
	to.body, to.seen = p.buf[begin:end:end], p.buf[seen:seenEnd:seenEnd]
	to.told = to.body[len(to.body)-toldSize:]
	return nil
}

// toldSize is enough that two rows never share a mark by chance.
const toldSize = 16

// content packs the columns of content, in their order.
func (p *packer) content(d *intake.DossierRow) error {
	b := &p.buf
	for _, s := range []string{d.Source, d.ProcedureCode, d.Procedure, d.Field, d.Unit, d.ReceivedBy, d.ReturnAt, d.ReturnChannel, d.Channel, d.Applicant} {
		b.text(s)
	}
	p.phone(d.Phone, d.BirthYear)
	if d.BirthYear == 0 {
		b.null()
	} else {
		b.int4(d.BirthYear)
	}
	b.moment(d.SubmittedAt)
	b.moment(d.ReceivedAt)
	b.moment(d.DueAt)
	b.moment(d.FinishedAt)
	b.moment(d.ReturnedAt)
	b.dong(d.FeeDue)
	b.dong(d.FeePaid)
	b.yesNo(d.PaidOnline)
	b.yesNo(d.Digitised)
	b.yesNo(d.EResult)
	if err := p.lists(d); err != nil {
		return err
	}
	b.text(d.Reason)
	b.text(d.RawStatus)
	b.text(d.RawUnit)
	return nil
}

func (p *packer) lists(d *intake.DossierRow) error {
	supplements := make([]supplementRow, len(d.Supplements))
	for i, x := range d.Supplements {
		supplements[i] = supplementRow{x.Name, x.Reason, told(x.AskedAt), told(x.DueAt)}
	}
	extensions := make([]extensionRow, len(d.Extensions))
	for i, x := range d.Extensions {
		extensions[i] = extensionRow{told(x.From), told(x.To), x.Reason, told(x.At)}
	}
	for _, l := range []struct {
		length int
		list   any
	}{{len(d.Results), d.Results}, {len(supplements), supplements}, {len(extensions), extensions}} {
		if l.length == 0 {
			p.buf.jsonb([]byte("[]"))
			continue
		}
		text, err := json.Marshal(l.list)
		if err != nil {
			return err
		}
		p.buf.jsonb(text)
	}
	return nil
}

// phone packs what is kept of a phone: enough to recognise it when it is shown, not to
// read it: the hash of the whole number, and that of its last four digits with the birth
// year. NULL where something is missing.
func (p *packer) phone(phone string, birthYear int) {
	digits := phoneDigits(phone)
	if len(digits) < shortestPhone {
		p.buf.null()
		p.buf.null()
		return
	}
	p.buf.bytes(keyed(p.key, phoneText(digits)))
	if birthYear == 0 {
		p.buf.null()
		return
	}
	p.buf.bytes(keyed(p.key, tailText(digits[len(digits)-4:], birthYear)))
}

// events packs the steps in the order of their times, the made one last, and works out what they
// come to where they are the whole history: what addEvents does beside what is stored.
func (p *packer) events(to *packedRow, d *intake.DossierRow) {
	steps := slices.Clone(d.Events)
	slices.SortStableFunc(steps, func(a, b dossier.Event) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	if d.Made != nil && !d.Step {
		steps = append(steps, *d.Made)
	}
	to.status = d.Status
	to.events = make([]packedEvent, len(steps))
	var before dossier.Status
	for i, e := range steps {
		begin := len(p.buf)
		p.buf.moment(e.At)
		p.buf.text(string(e.Status))
		p.buf.text(e.Unit)
		p.buf.text(e.Note)
		end := len(p.buf)
		x := packedEvent{body: p.buf[begin:end:end], made: i == len(d.Events), odd: dossier.Odd(before, e.Status)}
		x.twice = x.made && before == e.Status || twice(steps[:i], e)
		before = e.Status
		if !x.twice {
			to.status = e.Status
			if x.odd {
				to.odd++
			}
		}
		to.events[i] = x
	}
	p.buf = append(p.buf, byte(len(steps)-len(d.Events))) // for the mark alone
}

// twice says that the last of these steps, which are in order, tell of the same one.
func twice(before []dossier.Event, e dossier.Event) bool {
	for _, o := range slices.Backward(before) {
		if o.At.UnixMicro() != e.At.UnixMicro() {
			return false
		}
		if o.Status == e.Status && o.Unit == e.Unit {
			return true
		}
	}
	return false
}
