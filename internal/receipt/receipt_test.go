package receipt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/media"
)

// unhurried reads as Read does, but for the clock: tests share the machine with others.
func unhurried(t testing.TB, data []byte) Reading {
	t.Helper()
	picture, err := media.Head(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(t.Context(), picture)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// judged says whether all that stands in a photo was read, and whether something else was.
func (p photo) judged(got Reading) (right, wrong bool) {
	for _, text := range got.Texts {
		wrong = wrong || !slices.Contains(p.texts, text)
	}
	right = got.Kind == p.want && !wrong
	for _, text := range p.texts {
		right = right && slices.Contains(got.Texts, text)
	}
	return right, wrong
}

func TestSixtyPhotos(t *testing.T) {
	t.Parallel()
	photos := sixty(1)
	if len(photos) != 60 {
		t.Fatalf("%d photos", len(photos))
	}
	if raced { // one of ten kinds; all sixty are for a run without the detector
		for i := range 10 {
			photos[i] = photos[6*i]
		}
		photos = photos[:10]
	}
	var read atomic.Int64
	t.Run("photos", func(t *testing.T) {
		t.Parallel()
		for i, p := range photos {
			t.Run(fmt.Sprintf("%d %s", i, p.kind), func(t *testing.T) {
				t.Parallel()
				got := unhurried(t, p.shot(t))
				right, wrong := p.judged(got)
				switch {
				case right:
					read.Add(1)
				case wrong || p.want != Found:
					t.Errorf("got %+v, want kind %d with %q", got, p.want, p.texts)
				default:
					t.Logf("not read: %+v", got)
				}
			})
		}
	})
	t.Cleanup(func() { // when all are through
		if got := read.Load(); got*100 < int64(96*len(photos)) {
			t.Errorf("%d of %d were read", got, len(photos))
		}
	})
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	flat := image.NewGray(image.Rect(0, 0, 300, 200))
	for name, data := range map[string][]byte{
		"a page of text": none(7).shot(t), "one grey": encoded(t, flat),
		"one pixel": encoded(t, image.NewGray(image.Rect(0, 0, 1, 1))), "a thread": encoded(t, image.NewGray(image.Rect(0, 0, 5000, 1))),
		"webp": []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"),
	} {
		if got := unhurried(t, data); got.Kind != None || got.Texts != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func encoded(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cleanPage is a page with a QR and a Code 128, as a scanner sees it.
func cleanPage(t testing.TB) (*image.Gray, []string) {
	t.Helper()
	const code, url = "H29.171-261203-0012", "https://example.vn/tra-cuu?ma=H29.171-261203-0013"
	page := image.NewGray(image.Rect(0, 0, pageWide, 520))
	for i := range page.Pix {
		page.Pix[i] = 245
	}
	mark{text: code, bars: true, x: 60, y: 40, module: 3}.draw(t, page)
	mark{text: url, x: 300, y: 200, module: 6}.draw(t, page)
	return page, []string{code, url}
}

// However the camera was held, and also in a mirror, the marks say the same: so it is not
// asked how it was held.
func TestAnyWayUp(t *testing.T) {
	t.Parallel()
	page, want := cleanPage(t)
	wide, high := page.Rect.Dx(), page.Rect.Dy()
	for n := range 8 {
		out := image.NewGray(image.Rect(0, 0, wide, high))
		if n >= 4 {
			out = image.NewGray(image.Rect(0, 0, high, wide))
		}
		for y := range high {
			for x := range wide {
				toX, toY := x, y
				if n&1 != 0 {
					toX = wide - 1 - x
				}
				if n&2 != 0 {
					toY = high - 1 - y
				}
				if n >= 4 {
					toX, toY = toY, toX
				}
				out.Pix[toY*out.Stride+toX] = page.Pix[y*page.Stride+x]
			}
		}
		got := unhurried(t, encoded(t, out))
		slices.Sort(got.Texts)
		if diff := cmp.Diff(Reading{Found, want}, got); diff != "" {
			t.Errorf("%d: %s", n, diff)
		}
	}
}

// Colours and transparency are no hindrance.
func TestKindsOfPictures(t *testing.T) {
	t.Parallel()
	page, want := cleanPage(t)
	seeThrough := image.NewNRGBA(page.Rect)
	palette := image.NewPaletted(page.Rect, color.Palette{color.RGBA{0, 0, 120, 255}, color.RGBA{250, 240, 200, 255}})
	for i, v := range page.Pix {
		if v < 128 {
			seeThrough.Pix[4*i+3] = 255
		} else {
			palette.Pix[i] = 1
		}
	}
	for _, p := range []image.Image{seeThrough, palette, page.SubImage(image.Rect(20, 10, pageWide-20, 510))} {
		got := unhurried(t, encoded(t, p))
		slices.Sort(got.Texts)
		if diff := cmp.Diff(Reading{Found, want}, got); diff != "" {
			t.Errorf("%T: %s", p, diff)
		}
	}
}

func TestWhatAMarkSays(t *testing.T) {
	t.Parallel()
	const code = "H29.171-261203-0012"
	for name, c := range map[string]struct {
		said []string
		want Reading
	}{
		"nothing":              {nil, Reading{}},
		"a code":               {[]string{code}, Reading{Found, []string{code}}},
		"twice the same":       {[]string{code, code}, Reading{Found, []string{code}}},
		"percent":              {[]string{"https://a.vn/?ma=H29.171%2D261203%2d0012"}, Reading{Found, []string{"https://a.vn/?ma=H29.171-261203-0012"}}},
		"percent, broken":      {[]string{"100% " + code}, Reading{Found, []string{"100% " + code}}},
		"identity":             {[]string{madeIdentity}, Reading{Kind: Identity}},
		"identity with a mark": {[]string{"\ufeff" + madeIdentity}, Reading{Kind: Identity}},
		"identity and code":    {[]string{code, madeIdentity}, Reading{Kind: Identity}},
		"identity and payment": {[]string{madePayment, madeIdentity}, Reading{Kind: Identity}},
		"payment":              {[]string{madePayment}, Reading{Kind: Payment}},
		"payment and code":     {[]string{madePayment, code}, Reading{Found, []string{code}}},
		"twelve digits alone":  {[]string{"079200000001"}, Reading{Found, []string{"079200000001"}}},
		"too long":             {[]string{strings.Repeat("a", LettersMost+1)}, Reading{}},
		"too many":             {[]string{"1", "2", "3", "4", "5"}, Reading{Found, []string{"1", "2", "3", "4"}}},
		"not UTF-8":            {[]string{"a\xffb%ff"}, Reading{Found, []string{"ab"}}},
	} {
		var s search
		for _, text := range c.said {
			s.add(text)
		}
		if diff := cmp.Diff(c.want, s.reading()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// bomb is a PNG of a few bytes that names a huge picture.
func bomb(t testing.TB) []byte {
	t.Helper()
	data := encoded(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(data[16:], 100_000)
	binary.BigEndian.PutUint32(data[20:], 100_000)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestRefused(t *testing.T) {
	t.Parallel()
	photo := none(7).shot(t)
	for name, c := range map[string]struct {
		data []byte
		err  error
	}{
		"nothing":         {nil, media.ErrType},
		"a page":          {[]byte("<html>"), media.ErrType},
		"pdf with a jpeg": {append([]byte("%PDF-1.7\n"), photo...), media.ErrType},
		"gif of script":   {[]byte("GIF89a/*<script>*/=1;"), media.ErrSize}, // its head names 10,799 x 15,427 pixels
		"half a photo":    {photo[:len(photo)/2], media.ErrBroken},
		"head of a photo": {photo[:20], media.ErrBroken},
		"bomb":            {bomb(t), media.ErrSize},
		"too many bytes":  {append(slices.Clone(photo), make([]byte, media.PhotoMost)...), media.ErrSize},
	} {
		got, err := Read(t.Context(), c.data)
		if !errors.Is(err, c.err) || got.Kind != None || got.Texts != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// While two are read a third waits, as long as its caller does; what is refused by its
// head does not wait.
func TestAtMostTwo(t *testing.T) {
	t.Parallel()
	for range AtOnce {
		open <- struct{}{}
	}
	defer func() {
		for range AtOnce {
			<-open
		}
	}()
	if _, err := Read(t.Context(), bomb(t)); !errors.Is(err, media.ErrSize) {
		t.Errorf("a bomb: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := Read(ctx, encoded(t, image.NewGray(image.Rect(0, 0, 30, 30)))); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrTime) {
		t.Errorf("a third: %v", err)
	}
}

// ending is a context that ends when it has been asked often enough.
type ending struct {
	context.Context
	asked *int
}

func (e ending) Err() error {
	if *e.asked--; *e.asked < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Wherever it is when time is up, it stops there.
func TestStopsInTime(t *testing.T) {
	t.Parallel()
	page := none(7)
	page.marks, page.blur = []mark{{text: "H29.171-261203-0012", bars: true, x: 120, y: 260, module: 2}}, 2
	picture, err := media.Head(page.shot(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{0, 1, 10, 100, 400, 800} {
		asked := most
		got, err := read(ending{t.Context(), &asked}, picture)
		if !errors.Is(err, context.DeadlineExceeded) || got.Kind != None {
			t.Errorf("asked %d times: %+v, %v", most, got, err)
		}
		if late := -asked; late > 8 {
			t.Errorf("asked %d times: went on %d times", most, late)
		}
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 0, ErrTime)
	defer cancel()
	if _, err := read(ctx, picture); !errors.Is(err, ErrTime) {
		t.Errorf("%v", err)
	}
}

// A decoder that trips is an error like another; here there is none at all.
func TestAPanicIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := read(t.Context(), media.Picture{}); !errors.Is(err, media.ErrBroken) {
		t.Errorf("%v", err)
	}
}

// Whatever comes: no panic, no more than allowed, and nothing of an identity card.
func FuzzRead(f *testing.F) {
	small, _ := cleanPage(f)
	whole := encoded(f, small)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(bomb(f))
	f.Add([]byte("GIF89a/*<script>*/=1;"))
	f.Add(append([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00"), whole...))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()-9])
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(t.Context(), data)
		switch {
		case err != nil:
			if got.Kind != None || got.Texts != nil {
				t.Errorf("%+v beside %v", got, err)
			}
		case (got.Kind == Found) != (len(got.Texts) > 0) || len(got.Texts) > TextsMost:
			t.Errorf("%+v", got)
		}
		for _, text := range got.Texts {
			if len(text) > LettersMost || identityCard.MatchString(text) {
				t.Errorf("%q", text)
			}
		}
	})
}

// What any light may be, without the work of a file: every pixel counts.
func FuzzLook(f *testing.F) {
	f.Add([]byte("\x00\xff\x00\xff"), uint16(24))
	f.Fuzz(func(t *testing.T, light []byte, wide uint16) {
		p := newPlane(int(wide%128)+1, 96)
		for i := range p.pix {
			if len(light) > 0 {
				p.pix[i] = light[i%len(light)]
			}
		}
		var s search
		if err := s.look(t.Context(), &image.Gray{Pix: p.pix, Stride: p.wide, Rect: image.Rect(0, 0, p.wide, p.high)}); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkSixtyPhotos reads each photo once and tells the share that was read and the
// time of the processor for one.
func BenchmarkSixtyPhotos(b *testing.B) {
	runtime.GOMAXPROCS(1)
	var taken []time.Duration
	read, all := 0, 0
	for seed := uint64(1); b.Loop(); seed++ {
		for _, p := range sixty(seed) {
			data := p.shot(b)
			before := processor(b)
			right, wrong := p.judged(unhurried(b, data))
			taken = append(taken, processor(b)-before)
			if wrong {
				b.Errorf("%s was read wrong", p.kind)
			}
			if all++; right {
				read++
			}
		}
	}
	slices.Sort(taken)
	at := func(share int) float64 { return float64(taken[len(taken)*share/100].Microseconds()) / 1000 }
	b.ReportMetric(100*float64(read)/float64(all), "%read")
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
