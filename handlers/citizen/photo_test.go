package citizen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/media"
	"motcua/internal/receipt"
	"motcua/internal/ticket"
)

// album is a desk's files in memory.
type album struct {
	kept    map[string]time.Time // until when
	of      map[string]int64     // tickets that took them
	dropped []string
	err     error
}

func (a *album) keep(_ context.Context, sent *chat.Sent, until time.Time) (*chat.File, error) {
	if a.err != nil {
		return nil, a.err
	}
	if a.kept == nil {
		a.kept = map[string]time.Time{}
	}
	f := &chat.File{ID: fmt.Sprint("photo", len(a.kept)), Kind: sent.Kind}
	a.kept[f.ID] = until
	return f, nil
}

func (a *album) FileData(_ context.Context, id string, now time.Time) (chat.File, []byte, int64, error) {
	if until, there := a.kept[id]; !there || !until.After(now) {
		return chat.File{}, nil, 0, ticket.ErrNone
	}
	return chat.File{ID: id, Kind: chat.Photo}, nil, a.of[id], a.err
}

func (a *album) DropFile(_ context.Context, id string) error {
	delete(a.kept, id)
	a.dropped = append(a.dropped, id)
	return a.err
}

// sees is a Handler with a desk that reads what the test says of every photo.
func sees(t testing.TB, read receipt.Reading, err error) (*Handler, *humans, *album) {
	t.Helper()
	d, a := &humans{}, &album{}
	h := withHumans(t, d)
	h.Log = slog.New(slog.DiscardHandler)
	h.ReadReceipt = func(context.Context, []byte) (receipt.Reading, error) { return read, err }
	h.KeepFile, h.Files, h.Now = a.keep, a, func() time.Time { return monday }
	return h, d, a
}

// shot is a message with a photo.
func shot(caption string) chat.Message {
	m := typed(caption)
	m.File = &chat.Sent{Kind: chat.Photo, Type: "image/jpeg", Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("a photo")), nil
	}}
	return m
}

func (h *Handler) shown(t testing.TB, s chat.Session, m chat.Message) (chat.Session, []chat.Reply) {
	t.Helper()
	s, replies, err := h.Handle(t.Context(), m, s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s, replies
}

// A mark says what it likes: it is cleaned like what is typed, and nothing else of it is
// said.
func TestHostileMarks(t *testing.T) {
	t.Parallel()
	const code = "H29.171-261203-0012"
	unknown := "chưa tìm thấy hồ sơ với mã " + code
	for name, c := range map[string]struct {
		marks []string
		want  string
	}{
		"plain":                   {[]string{code}, unknown},
		"an address":              {[]string{"https://x.example/?ma=" + code + "&q='; DROP TABLE dossiers;--"}, unknown},
		"control signs":           {[]string{"\x00\x1b[2J\u202e" + code + "\x07\r\n"}, unknown},
		"HTML":                    {[]string{"<script>alert(1)</script><b>" + code + "</b>"}, unknown},
		"not UTF-8":               {[]string{"\xff\xfe " + code}, unknown},
		"twice":                   {[]string{code, "mã: " + code}, unknown},
		"a code and a broken one": {[]string{"H29.171-261331-0012", code}, unknown},
		"nothing in it":           {[]string{"<script>alert(1)</script>", "' OR 1=1 --"}, "không có mã hồ sơ"},
		"10 kB":                   {[]string{strings.Repeat("<dấu>", 2000)}, "không có mã hồ sơ"},
		"half a code in each":     {[]string{"H29.171-", "261203-0012"}, "không có mã hồ sơ"},
		"a press":                 {[]string{"erase:yes"}, "không có mã hồ sơ"},
		"a wish":                  {[]string{"xóa dữ liệu"}, "không có mã hồ sơ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _, _ := sees(t, receipt.Reading{Kind: receipt.Found, Texts: c.marks}, nil)
			_, replies := h.shown(t, chat.Session{}, shot(""))
			if len(replies) != 1 || !strings.Contains(replies[0].Text, c.want) {
				t.Errorf("%+v", replies)
			}
			for _, never := range []string{"script", "DROP", "OR 1", "dấu>", "\x1b", "\u202e", "example/"} {
				if strings.Contains(replies[0].Text, never) {
					t.Errorf("it says %q", never)
				}
			}
		})
	}
}

// Four marks may hold more codes than one message has answered.
func TestManyMarks(t *testing.T) {
	t.Parallel()
	var marks []string
	for i := range 4 {
		marks = append(marks, fmt.Sprintf("H29.171-261203-00%d1 H29.171-261203-00%d2", i, i))
	}
	h, _, _ := sees(t, receipt.Reading{Kind: receipt.Found, Texts: marks}, nil)
	_, replies := h.shown(t, chat.Session{}, shot(""))
	if len(replies) != mostCodes+1 || !strings.HasPrefix(replies[mostCodes].Text, "Trợ lý xem năm mã mỗi lần") {
		t.Errorf("%d replies: %+v", len(replies), replies)
	}
}

// However a photo cannot be read, it is said how to go on, and nothing is kept.
func TestPhotosThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		media.ErrType: "HEIC", media.ErrSize: "lớn quá", media.ErrBroken: "chưa trọn", receipt.ErrTime: "Vài phút nữa",
	} {
		h, _, a := sees(t, receipt.Reading{}, fmt.Errorf("read: %w", err))
		s, replies := h.shown(t, chat.Session{}, shot("giấy của con trai tôi"))
		if len(replies) != 1 || !strings.Contains(replies[0].Text, want) || !strings.Contains(replies[0].Text, example) {
			t.Errorf("%v: %+v", err, replies)
		}
		if len(a.kept) > 0 || s.Photo != "" || s.Draft != "" {
			t.Errorf("%v: kept %v, %+v", err, a.kept, s)
		}
		if _, replies = h.shown(t, chat.Session{}, shot("mã H29.171-261203-0012")); !strings.Contains(replies[0].Text, "261203-0012") {
			t.Errorf("%v: the code beside it is not answered: %+v", err, replies)
		}
	}
	h, _, _ := sees(t, receipt.Reading{}, nil)
	m := shot("")
	m.File.Open = func(context.Context) (io.ReadCloser, error) { return nil, chat.ErrAway }
	if _, replies, err := h.Handle(t.Context(), m, chat.Session{}); !errors.Is(err, chat.ErrAway) || replies != nil {
		t.Errorf("a channel that is away: %v, %v", replies, err)
	}
	m.File.Size = media.Most + 1
	if _, replies := h.shown(t, chat.Session{}, m); !strings.Contains(replies[0].Text, "lớn quá") {
		t.Errorf("one that says that it is too large: %+v", replies)
	}
}

// A reader with too many photos in hand keeps nobody waiting for long.
func TestReaderIsBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _, a := sees(t, receipt.Reading{}, nil)
		h.ReadReceipt = func(ctx context.Context, _ []byte) (receipt.Reading, error) {
			<-ctx.Done()
			return receipt.Reading{}, ctx.Err()
		}
		begun := time.Now()
		_, replies := h.shown(t, chat.Session{}, shot(""))
		if !strings.Contains(replies[0].Text, "Vài phút nữa") || time.Since(begun) != readWait || len(a.kept) > 0 {
			t.Errorf("after %v: %+v", time.Since(begun), replies)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, _, err := h.Handle(ctx, shot(""), chat.Session{}); !errors.Is(err, context.Canceled) {
			t.Errorf("a Turn that ends: %v", err)
		}
	})
}

// The store goes away while a photo is read: nothing is said, the message is tried again.
func TestStoreAwayUnderAPhoto(t *testing.T) {
	t.Parallel()
	h, _, a := sees(t, receipt.Reading{Kind: receipt.Found, Texts: []string{"H29.171-261203-0012"}}, nil)
	h.Dossiers = &shelf{err: chat.ErrAway}
	if _, replies, err := h.Handle(t.Context(), shot(""), chat.Session{}); !errors.Is(err, chat.ErrAway) || replies != nil {
		t.Errorf("a lookup: %v, %v", replies, err)
	}
	h.ReadReceipt = func(context.Context, []byte) (receipt.Reading, error) { return receipt.Reading{}, nil }
	a.err = chat.ErrAway
	if _, replies, err := h.Handle(t.Context(), shot(""), chat.Session{}); !errors.Is(err, chat.ErrAway) || replies != nil {
		t.Errorf("a photo to be kept: %v, %v", replies, err)
	}
}

// An identity card is refused wherever it comes: hidden, not kept, not handed on, and of
// it the log has nothing.
func TestIdentityCardIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now     ticket.Ticket
		session chat.Session
		kind    chat.FileKind
		awaits  string
	}{
		"at once":           {awaits: verbLookup},
		"as a file":         {kind: chat.Document, awaits: verbLookup},
		"question awaited":  {session: chat.Session{Greeted: true, Await: verbHuman}, awaits: verbHuman},
		"consent awaited":   {session: chat.Session{Greeted: true, Await: verbConsent, Draft: "hỏi"}, awaits: verbConsent},
		"question waits":    {now: ticket.Ticket{ID: 7, State: ticket.Waiting}},
		"question in hand":  {now: ticket.Ticket{ID: 7, State: ticket.Held}},
		"question was just": {now: ticket.Ticket{ID: 7, State: ticket.Closed, ClosedAt: monday}, awaits: verbLookup},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, d, a := sees(t, receipt.Reading{Kind: receipt.Identity}, nil)
			var log bytes.Buffer
			h.Log = slog.New(slog.NewTextHandler(&log, nil))
			if d.now = c.now; c.now.ID != 0 {
				c.session.Ticket, c.session.Greeted = c.now.ID, true
			}
			m := shot("của mẹ tôi")
			if c.kind != "" {
				m.File.Kind = c.kind
			}
			s, replies := h.shown(t, c.session, m)
			if len(replies) != 1 || !replies[0].Hides || replies[0].Sign != signAttention || !strings.Contains(replies[0].Text, "là căn cước") {
				t.Errorf("%+v", replies)
			}
			if len(a.kept) > 0 || s.Photo != "" || s.Await != c.awaits || s.Draft != c.session.Draft {
				t.Errorf("kept %v, %+v", a.kept, s)
			}
			if got := log.String(); !strings.Contains(got, `msg="identity QR refused"`) || strings.Contains(got, "mẹ") {
				t.Errorf("log: %s", got)
			}
		})
	}
}

// few lets so many photos be read.
type fewPhotos struct {
	*shelf

	left int
}

func (f *fewPhotos) Photo(_ context.Context, _ rules.Asker, now time.Time) rules.Allowance {
	f.left--
	return rules.Allowance{Codes: max(0, f.left+1), Until: now.Add(5*time.Minute + time.Second)}
}

func TestTooManyPhotos(t *testing.T) {
	t.Parallel()
	h, d, _ := sees(t, receipt.Reading{Kind: receipt.Payment}, nil)
	h.Limits = &fewPhotos{left: 10}
	s := chat.Session{}
	var replies []chat.Reply
	for range 10 {
		if s, replies = h.shown(t, s, shot("")); !strings.Contains(replies[0].Text, "thanh toán") {
			t.Fatalf("%+v", replies)
		}
	}
	s, replies = h.shown(t, s, shot(""))
	if !strings.Contains(replies[0].Text, "sau 9:06") {
		t.Errorf("the eleventh: %+v", replies)
	}
	if _, replies = h.shown(t, s, shot("H29.171-261203-0012")); !strings.Contains(replies[0].Text, "chưa tìm thấy hồ sơ") {
		t.Errorf("a code beside the twelfth: %+v", replies)
	}
	if _, text := h.told(t, s, "H29.171-261203-0012"); !strings.Contains(text, "chưa tìm thấy hồ sơ") {
		t.Errorf("typed: %s", text)
	}
	// What is for a human is not counted, and an identity card still found in it.
	d.now = ticket.Ticket{ID: 7, State: ticket.Held}
	h.ReadReceipt = func(context.Context, []byte) (receipt.Reading, error) {
		return receipt.Reading{Kind: receipt.Identity}, nil
	}
	if _, replies = h.shown(t, chat.Session{Ticket: 7, Greeted: true}, shot("")); !replies[0].Hides {
		t.Errorf("in a question: %+v", replies)
	}
}

// What is kept for a press is kept ten minutes, and the one before it goes.
func TestUnreadPhotoWaits(t *testing.T) {
	t.Parallel()
	h, _, a := sees(t, receipt.Reading{}, nil)
	s, replies := h.shown(t, chat.Session{}, shot("giấy này mờ, số 079200000001"))
	if got := replies[0].Choices[0]; got.Press != "pass:photo0" || len(got.Press) > 64 {
		t.Fatalf("%+v", replies[0].Choices)
	}
	if !a.kept["photo0"].Equal(monday.Add(10*time.Minute)) || strings.Contains(s.Draft, "0792") {
		t.Errorf("kept until %v, draft %q", a.kept["photo0"], s.Draft)
	}
	if s, _ = h.shown(t, s, shot("")); s.Photo != "photo1" || !slices.Equal(a.dropped, []string{"photo0"}) {
		t.Errorf("dropped %v, %+v", a.dropped, s)
	}
	// A press that knows only the id, of a photo that is gone or was never there.
	for _, id := range []string{"photo0", "", "../x"} {
		m := typed("Nhờ người đọc giúp")
		m.Press = "pass:" + id
		if _, replies = h.shown(t, chat.Session{}, m); !strings.Contains(replies[len(replies)-1].Text, "không còn được giữ") {
			t.Errorf("%q: %+v", id, replies)
		}
	}
	// Who wants everything deleted has this deleted as well.
	m := typed("Xóa")
	m.Press = "erase:yes"
	if s, _ = h.shown(t, s, m); s.Photo != "" || len(a.kept) != 0 {
		t.Errorf("left: %v, %+v", a.kept, s)
	}
	// A photo that a question has is not handed on again.
	a.kept, a.of = map[string]time.Time{"taken": monday.Add(time.Hour)}, map[string]int64{"taken": 7}
	m.Press = "pass:taken"
	if _, replies = h.shown(t, chat.Session{}, m); !strings.Contains(replies[len(replies)-1].Text, "câu hỏi") {
		t.Errorf("pressed again: %+v", replies)
	}
}

// Without a desk nothing is kept, and nothing offered that would not happen.
func TestPhotoWithoutADesk(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	h.ReadReceipt = func(context.Context, []byte) (receipt.Reading, error) { return receipt.Reading{}, nil }
	s, replies := h.shown(t, chat.Session{}, shot(""))
	if strings.Contains(replies[0].Text, "Nhờ người") || s.Photo != "" || !strings.Contains(replies[0].Text, "chụp lại") {
		t.Errorf("%+v, %+v", replies, s)
	}
	m := typed("Nhờ người đọc giúp")
	m.Press = "pass:x"
	if _, replies = h.shown(t, s, m); len(replies) == 0 {
		t.Error("a press says nothing")
	}
	if _, err := New(Config{
		Dossiers: &shelf{}, Procedures: &shelf{}, Units: &shelf{}, Limits: &shelf{}, ReadReceipt: h.ReadReceipt,
		Desk: &humans{}, Tickets: &humans{}, Consents: &humans{}, Person: &humans{}, KeepFile: (&album{}).keep,
	}); err == nil {
		t.Error("a Desk whose photos wait nowhere")
	}
}
