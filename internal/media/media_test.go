package media

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/bep/imagemeta"
	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
)

// Small files of sound, as far as they are looked into.
var (
	ogg  = "OggS" + strings.Repeat("\x00", 24) + "OpusHead\x01\x01" + strings.Repeat("x", 50)
	mp4  = "\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00....moov....trak....hdlr\x00\x00\x00\x00\x00\x00\x00\x00soun...."
	webm = "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm....A_OPUS...."
	mp3  = "\xff\xfb\x90\x64" + strings.Repeat("\x00", 100)
)

func TestWhatIsTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind chat.FileKind
		data string
		want chat.File
		err  error
	}{
		"ogg":                    {chat.Document, ogg, chat.File{Kind: chat.Voice, Type: "audio/ogg"}, nil},
		"m4a":                    {chat.Voice, mp4, chat.File{Kind: chat.Voice, Type: "audio/mp4"}, nil},
		"webm":                   {"", webm, chat.File{Kind: chat.Voice, Type: "audio/webm"}, nil},
		"mp3 with a head":        {chat.Document, "ID3\x04" + mp3, chat.File{Kind: chat.Voice, Type: "audio/mpeg"}, nil},
		"mp3 without":            {chat.Voice, mp3, chat.File{Kind: chat.Voice, Type: "audio/mpeg"}, nil},
		"bits like an mp3's":     {chat.Document, mp3, chat.File{}, ErrType},
		"pdf":                    {chat.Photo, "%PDF-1.7\n...", chat.File{Kind: chat.Document, Type: "application/pdf"}, nil},
		"pdf, too large":         {chat.Document, "%PDF-" + strings.Repeat("x", DocumentMost), chat.File{}, ErrSize},
		"voice, too large":       {chat.Voice, ogg + strings.Repeat("x", VoiceMost), chat.File{}, ErrSize},
		"film":                   {chat.Voice, mp4 + "hdlr\x00\x00\x00\x00\x00\x00\x00\x00vide", chat.File{}, ErrType},
		"film in webm":           {chat.Voice, webm + "V_VP9", chat.File{}, ErrType},
		"ogg of another kind":    {chat.Voice, strings.Replace(ogg, "OpusHead", "\x80theora.", 1), chat.File{}, ErrType},
		"page":                   {chat.Photo, "<html><script>alert(1)</script>", chat.File{}, ErrType},
		"page called a pdf":      {chat.Document, "<html>%PDF-", chat.File{}, ErrType},
		"svg":                    {chat.Photo, `<svg xmlns="http://www.w3.org/2000/svg"/>`, chat.File{}, ErrType},
		"program":                {chat.Document, "MZ\x90\x00", chat.File{}, ErrType},
		"archive":                {chat.Document, "PK\x03\x04", chat.File{}, ErrType},
		"nothing":                {chat.Photo, "", chat.File{}, ErrType},
		"head of a jpeg":         {chat.Photo, "\xff\xd8\xff\xe0", chat.File{}, ErrBroken},
		"half a png":             {chat.Photo, pngOf(40, 30)[:60], chat.File{}, ErrBroken},
		"jpeg, too large":        {chat.Photo, jpegOf(t, 4, 4) + strings.Repeat("x", PhotoMost), chat.File{}, ErrSize},
		"webp without a picture": {chat.Photo, "RIFF\x04\x00\x00\x00WEBP", chat.File{}, ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, kept, err := Check(c.kind, []byte(c.data))
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err != nil {
				return
			}
			c.want.Size = int64(len(c.data))
			if got != c.want || string(kept) != c.data {
				t.Errorf("%+v, want %+v as it came", got, c.want)
			}
		})
	}
}

func TestPicturesAreMadeAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data          string
		width, height int
	}{
		"jpeg":       {jpegOf(t, 40, 30), 40, 30},
		"png":        {pngOf(40, 30), 40, 30},
		"gif":        {gifOf(t, 40, 30), 40, 30},
		"webp":       {webpOf, 1, 1},
		"large":      {jpegOf(t, 4100, 300), 2048, 149},
		"high":       {jpegOf(t, 30, 4000), 15, 2048},
		"very thin":  {pngOf(1, 6000), 1, 2048},
		"just fits":  {jpegOf(t, 2048, 200), 2048, 200},
		"one pixel":  {pngOf(1, 1), 1, 1},
		"held aside": {withEXIF(jpegOf(t, 40, 30), 6), 30, 40},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, data, err := Check("", []byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(chat.File{Kind: chat.Photo, Type: "image/jpeg", Size: int64(len(data))}, f); diff != "" {
				t.Error(diff)
			}
			size := clean(t, data)
			if size.Width != c.width || size.Height != c.height {
				t.Errorf("%d x %d, want %d x %d", size.Width, size.Height, c.width, c.height)
			}
		})
	}
}

// A few bytes that name a huge picture are refused by their head.
func TestABombIsNotOpened(t *testing.T) {
	t.Parallel()
	bomb := []byte(pngOf(1, 1))
	copy(bomb[16:], "\x00\x01\x86\xa0\x00\x01\x86\xa0") // 100.000 x 100.000
	bomb = withSum(bomb)
	if _, _, err := Check(chat.Photo, bomb); !errors.Is(err, ErrSize) {
		t.Errorf("%v", err)
	}
}

// What is transparent is white, as on paper.
func TestTransparentIsWhite(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	_, data, err := Check(chat.Photo, b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	shown, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := shown.At(4, 4).RGBA(); min(r, g, b) < 0xf000 {
		t.Errorf("%x %x %x", r, g, b)
	}
}

// However the camera was held, the picture is upright: its red corner is at the top left.
func TestOrientation(t *testing.T) {
	t.Parallel()
	for n, corner := range map[uint16][2]int{
		1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {0, 1}, 7: {1, 1}, 8: {1, 0},
	} {
		p := image.NewRGBA(image.Rect(0, 0, 64, 32))
		for y := range 16 {
			for x := range 32 {
				p.SetRGBA(x+32*corner[0], y+16*corner[1], color.RGBA{255, 0, 0, 255})
			}
		}
		_, data, err := Check(chat.Photo, []byte(withEXIF(encoded(t, p), n)))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		red := func(x, y int) bool { r, g, _, _ := shown.At(x, y).RGBA(); return r > 0x9000 && g < 0x6000 }
		size := shown.Bounds()
		if wide := size.Dx() == 64; wide != (n < 5) {
			t.Errorf("orientation %d: %v", n, size)
		}
		if !red(4, 4) || red(size.Dx()-4, 4) || red(4, size.Dy()-4) || red(size.Dx()-4, size.Dy()-4) {
			t.Errorf("orientation %d: the red corner is not at the top left", n)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ế", 200)
	for _, c := range []struct{ name, kind, want string }{
		{"giấy hẹn.jpg", "image/jpeg", "giấy hẹn.jpg"},
		{`C:\Users\Lan\đơn.PDF`, "application/pdf", "đơn.pdf"},
		{"../../etc/passwd", "application/pdf", "passwd.pdf"},
		{"trang.html", "image/jpeg", "trang.jpg"},
		{"mẫu.pdf.exe", "application/pdf", "mẫu.pdf.pdf"},
		{"a\r\nSet-Cookie: x\x00\u202egpj.\"", "image/jpeg", "aSet-Cookie xgpj.jpg"},
		{"giâ\u0301y.png", "image/jpeg", "giấy.jpg"},
		{"số 12.2026 bản cuối", "application/pdf", "số 12.2026 bản cuối.pdf"},
		{" .. ", "image/jpeg", ""}, {"", "image/jpeg", ""}, {"ảnh/", "image/jpeg", ""}, {".jpg", "image/jpeg", ""},
		{long, "image/jpeg", long[:76*3] + ".jpg"},
	} {
		if got := Name(c.name, c.kind); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever comes: no panic, and what is kept is a file of its kind; a picture is clean.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		ogg, mp4, webm, mp3, "%PDF-1.4", pngOf(3, 2), gifOf(f, 3, 2), webpOf, jpegOf(f, 3, 2),
		withEXIF(jpegOf(f, 3, 2), 6), withEXIF(jpegOf(f, 3, 2), 9), "ID3", "\xff\xd8\xff\xe1\x00\x08Exif\x00\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, kept, err := Check(chat.Voice, data)
		if err != nil {
			if !errors.Is(err, ErrType) && !errors.Is(err, ErrSize) && !errors.Is(err, ErrBroken) {
				t.Errorf("%v", err)
			}
			return
		}
		if got.Size != int64(len(kept)) || got.ID != "" || got.Name != "" || endings[got.Type] == "" {
			t.Errorf("%+v", got)
		}
		if got.Kind == chat.Photo {
			clean(t, kept)
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add("giấy hẹn.jpg")
	f.Add("../\x00\u202e.")
	f.Fuzz(func(t *testing.T, name string) {
		got := Name(name, typePDF)
		if len([]rune(got)) > nameMost || strings.ContainsAny(got, "/\\\r\n\"<>") || (got != "" && !strings.HasSuffix(got, ".pdf")) {
			t.Errorf("%q became %q", name, got)
		}
	})
}

// The place where a photo was taken is in the file that came, and not in what is kept.
func TestThePlaceIsForgotten(t *testing.T) {
	t.Parallel()
	planted := withEXIF(jpegOf(t, 40, 30), 6)
	places := func(data []byte) int {
		found := 0
		_, err := imagemeta.Decode(imagemeta.Options{
			R: bytes.NewReader(data), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF | imagemeta.XMP | imagemeta.IPTC,
			ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
			HandleTag:       func(imagemeta.TagInfo) error { found++; return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got := places([]byte(planted)); got < 3 {
		t.Fatalf("planted %d tags", got)
	}
	_, kept, err := Check(chat.Photo, []byte(planted))
	if err != nil {
		t.Fatal(err)
	}
	if got := places(kept); got != 0 || bytes.Contains(kept, []byte("PlantedCamera")) {
		t.Errorf("%d tags are left", got)
	}
}

func BenchmarkPhotoOfAPhone(b *testing.B) {
	data := []byte(jpegOf(b, 4000, 3000))
	for b.Loop() {
		if _, _, err := Check(chat.Photo, data); err != nil {
			b.Fatal(err)
		}
	}
}
