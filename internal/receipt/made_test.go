package receipt

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A made photo is a page with a header, lines of text and marks, seen by a camera.
type photo struct {
	kind  string
	marks []mark
	want  Kind
	texts []string // what must be read, in any order

	width, height int
	span          float64 // how much of the shorter side the page's width takes
	turn          float64 // of the page on the desk, in degrees
	tiltX, tiltY  float64 // of the camera, in degrees
	gamma         float64
	light         float64 // the share of the light that is left
	blur          float64 // standard deviation, in pixels
	noise         float64 // standard deviation, in steps of 255
	grid          float64 // how strongly a screen's grid shows
	glare         float64 // how strongly a lamp shines back
	dark          bool    // a screen that shows white on black
	quality       int     // of the JPEG
	seed          uint64
}

// A mark stands on the page.
type mark struct {
	text   string
	bars   bool    // a Code 128, not a QR
	x, y   int     // where its corner is, in pixels of the page
	module float64 // pixels of the page that a module takes
}

// Marks that are not a receipt's. Nobody real has this number or this account.
const (
	madeIdentity = "079200000001|000000001|Nguyễn Văn A|01012000|Nam|Số 1, Đường A, Phường B, TP.HCM|01012022"
	madePayment  = "00020101021238540010A00000072701240006970436011000000000010208QRIBFTTA53037045802VN6304ABCD"
)

const (
	pageWide = 1000
	pageHigh = 1400
)

// sixty makes the sixty photos of a seed, the same each time.
func sixty(seed uint64) []photo {
	rnd := rand.New(rand.NewPCG(seed, 60))
	var all []photo
	add := func(kind string, n int, change func(p *photo, i int)) {
		for i := range n {
			p := photo{
				kind: kind, want: Found, width: 960, height: 1280, span: 0.85 + 0.1*rnd.Float64(),
				turn: 6*rnd.Float64() - 3, tiltX: 10*rnd.Float64() - 5, tiltY: 10*rnd.Float64() - 5,
				gamma: 1, light: 0.9, blur: 0.5, noise: 2, quality: 80, seed: rnd.Uint64(),
			}
			code := madeCode(rnd)
			switch i % 3 {
			case 0:
				p.marks = []mark{{text: code, x: 380, y: 900, module: 8}}
			case 1:
				p.marks = []mark{{text: code, bars: true, x: 120, y: 260, module: 2.6}}
			case 2:
				p.marks = []mark{{text: "https://dichvucong.example.vn/tra-cuu?ma=" + code, x: 560, y: 820, module: 7}}
			}
			change(&p, i)
			for _, m := range p.marks {
				if p.want == Found {
					p.texts = append(p.texts, m.text)
				}
			}
			all = append(all, p)
		}
	}
	sign := func(n float64) float64 {
		if rnd.IntN(2) == 0 {
			return -n
		}
		return n
	}
	add("plain", 3, func(*photo, int) {})
	add("turned", 6, func(p *photo, _ int) { p.turn, p.span = 360*rnd.Float64(), 0.75 })
	add("tilted", 6, func(p *photo, _ int) {
		p.tiltX, p.tiltY = sign(15+10*rnd.Float64()), sign(10*rnd.Float64())
		if rnd.IntN(2) == 0 {
			p.tiltX, p.tiltY = p.tiltY, p.tiltX
		}
		p.turn = 40*rnd.Float64() - 20
	})
	add("dim", 4, func(p *photo, _ int) { p.light, p.gamma, p.noise = 0.12+0.15*rnd.Float64(), 1.3, 3 })
	add("bright", 3, func(p *photo, _ int) { p.light, p.gamma = 1.1, 0.45 })
	add("blurred", 5, func(p *photo, _ int) { p.blur = 1.2 + 0.6*rnd.Float64() })
	add("noisy", 4, func(p *photo, _ int) { p.noise = 14 + 8*rnd.Float64() })
	add("squeezed", 4, func(p *photo, _ int) { p.quality = 40; p.turn = 30*rnd.Float64() - 15 })
	add("small", 5, func(p *photo, _ int) {
		p.width, p.height, p.span = 1800, 2400, 0.36+0.06*rnd.Float64()
		p.turn = 50*rnd.Float64() - 25
	})
	add("screen", 5, func(p *photo, _ int) { p.grid, p.blur = 0.25+0.2*rnd.Float64(), 0.8 })
	add("two", 4, func(p *photo, _ int) {
		code := madeCode(rnd)
		p.marks = []mark{{text: code, bars: true, x: 120, y: 260, module: 2.6}, {text: "https://dichvucong.example.vn/ho-so/" + code, x: 560, y: 900, module: 7}}
		p.turn = 30*rnd.Float64() - 15
	})
	add("inverted", 3, func(p *photo, _ int) { p.dark = true })
	add("glare", 3, func(p *photo, _ int) { p.glare = 0.5 + 0.3*rnd.Float64() })
	add("identity", 2, func(p *photo, _ int) {
		p.want, p.marks = Identity, []mark{{text: madeIdentity, x: 300, y: 500, module: 7}}
		p.turn = 90 * rnd.Float64()
	})
	add("identity beside a receipt", 1, func(p *photo, _ int) {
		p.want = Identity
		p.marks = []mark{{text: madeCode(rnd), bars: true, x: 120, y: 260, module: 2.6}, {text: madeIdentity, x: 300, y: 800, module: 7}}
	})
	add("payment", 2, func(p *photo, _ int) {
		p.want, p.marks = Payment, []mark{{text: madePayment, x: 300, y: 500, module: 7}}
		p.turn = 360 * rnd.Float64()
	})
	return all
}

// none is a page of text without a mark.
func none(seed uint64) photo {
	return photo{
		kind: "none", width: 480, height: 640, span: 0.9, turn: 3, tiltX: 5, tiltY: 3,
		gamma: 1, light: 0.9, blur: 0.5, noise: 2, quality: 80, seed: seed,
	}
}

func madeCode(rnd *rand.Rand) string {
	return fmt.Sprintf("H29.%d-26%02d%02d-%04d", 100+rnd.IntN(900), 1+rnd.IntN(12), 1+rnd.IntN(28), 1+rnd.IntN(9999))
}

// shot is the photo as a phone sends it.
func (p photo) shot(t testing.TB) []byte {
	t.Helper()
	rnd := rand.New(rand.NewPCG(p.seed, 1))
	seen := p.seen(p.page(t, rnd), rnd)
	if p.blur > 0 {
		blur(seen, p.blur)
	}
	p.develop(seen, rnd)
	// Of the colours only a tint is left: chroma is constant, as under a warm lamp.
	out := image.NewYCbCr(seen.Rect, image.YCbCrSubsampleRatio420)
	copy(out.Y, seen.Pix)
	for i := range out.Cb {
		out.Cb[i], out.Cr[i] = 122, 132
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: p.quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var letters = func() font.Face {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 22, DPI: 72})
	if err != nil {
		panic(err)
	}
	return face
}

// page draws what lies on the desk or shows on the screen.
func (p photo) page(t testing.TB, rnd *rand.Rand) *image.Gray {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, pageWide, pageHigh))
	draw.Draw(page, page.Rect, image.NewUniform(color.Gray{245}), image.Point{}, draw.Src)
	face := letters()
	line := func(x, y int, text string) {
		d := font.Drawer{Dst: page, Src: image.NewUniform(color.Gray{40}), Face: face, Dot: fixed.P(x, y)}
		d.DrawString(text)
	}
	line(120, 80, "UY BAN NHAN DAN PHUONG")
	line(500, 80, "CONG HOA XA HOI CHU NGHIA VIET NAM")
	line(330, 170, "GIAY TIEP NHAN HO SO VA HEN TRA KET QUA")
	words := []string{"ho so", "nguoi nop", "ngay hen", "tra ket qua", "bo phan", "mot cua", "giay to", "kem theo", "ban sao", "le phi", "17:00", "12/2026"}
	for y := 420; y < 1340; y += 38 {
		text := ""
		for len(text) < 55 {
			text += words[rnd.IntN(len(words))] + " "
		}
		line(80, y, text)
	}
	for _, m := range p.marks {
		m.draw(t, page)
	}
	if p.dark {
		for i := range page.Pix {
			page.Pix[i] = 255 - page.Pix[i]
		}
	}
	return page
}

func (m mark) draw(t testing.TB, page *image.Gray) {
	t.Helper()
	var bits *gozxing.BitMatrix
	var err error
	if m.bars {
		bits, err = oned.NewCode128Writer().Encode(m.text, gozxing.BarcodeFormat_CODE_128, 1, 1, nil)
	} else {
		hints := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 4, gozxing.EncodeHintType_CHARACTER_SET: "UTF-8"}
		bits, err = qrcode.NewQRCodeWriter().Encode(m.text, gozxing.BarcodeFormat_QR_CODE, 1, 1, hints)
	}
	if err != nil {
		t.Fatal(err)
	}
	wide, high := int(float64(bits.GetWidth())*m.module), int(float64(bits.GetHeight())*m.module)
	if m.bars {
		high = 90
		draw.Draw(page, image.Rect(m.x-30, m.y-12, m.x+wide+30, m.y+high+12), image.NewUniform(color.Gray{245}), image.Point{}, draw.Src)
	}
	for y := range high {
		for x := range wide {
			at := 0
			if !m.bars {
				at = int(float64(y) / m.module)
			}
			level := uint8(245)
			if bits.Get(int(float64(x)/m.module), at) {
				level = 20
			}
			page.Pix[page.PixOffset(m.x+x, m.y+y)] = level
		}
	}
}

// seen projects the page through a camera that looks at its middle.
//
//go:norace
func (p photo) seen(page *image.Gray, rnd *rand.Rand) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, p.width, p.height))
	const far = 2.6 // of the camera, in widths of the page
	zoom := p.span * float64(min(p.width, p.height)) / pageWide
	for half := page; ; { // no finer than the camera sees
		if zoom > 0.6 {
			page = half
			break
		}
		half, zoom = halved(half), zoom*2
	}
	wide, high := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	sin, cos := math.Sincos(p.turn * math.Pi / 180)
	sinX, cosX := math.Sincos(p.tiltX * math.Pi / 180)
	sinY, cosY := math.Sincos(p.tiltY * math.Pi / 180)
	// The page's axes in the camera's space.
	ux, uy, uz := cos*cosY, sin*cosX+cos*sinY*sinX, sin*sinX-cos*sinY*cosX
	vx, vy, vz := -sin*cosY, cos*cosX-sin*sinY*sinX, cos*sinX+sin*sinY*cosX
	nx, ny, nz := uy*vz-uz*vy, uz*vx-ux*vz, ux*vy-uy*vx
	d := far * wide
	desk := 60 + 60*rnd.Float64()
	for y := range p.height {
		row := out.Pix[y*out.Stride:][:p.width]
		ry := (float64(y) - float64(p.height)/2) / zoom
		for x := range row {
			rx := (float64(x) - float64(p.width)/2) / zoom
			// The ray (rx, ry, d) from (0, 0, -d) meets the page where its normal has no share.
			s := d * nz / (nx*rx + ny*ry + nz*d)
			hx, hy, hz := s*rx, s*ry, s*d-d
			px, py := hx*ux+hy*uy+hz*uz+wide/2, hx*vx+hy*vy+hz*vz+high/2
			if px < 0 || py < 0 || px >= wide-1 || py >= high-1 {
				row[x] = uint8(desk + 14*math.Sin(px/9)*math.Cos(py/31))
				continue
			}
			ix, iy := int(px), int(py)
			fx, fy := px-float64(ix), py-float64(iy)
			a := page.Pix[iy*page.Stride+ix:]
			b := page.Pix[(iy+1)*page.Stride+ix:]
			v := (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
			if p.grid > 0 { // lines of the screen, and the waves they make with the sensor's
				v *= 1 - p.grid*(0.25+0.15*math.Sin(px*2.1)+0.15*math.Sin(py*2.1)+0.45*math.Sin(float64(x)*0.11+float64(y)*0.05)*math.Sin(float64(y)*0.08))
			}
			row[x] = uint8(min(255, max(0, v)))
		}
	}
	return out
}

//go:norace
func halved(p *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, p.Rect.Dx()/2, p.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		a, b := p.Pix[2*y*p.Stride:], p.Pix[(2*y+1)*p.Stride:]
		for x := range out.Rect.Dx() {
			out.Pix[y*out.Stride+x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1])) / 4)
		}
	}
	return out
}

// blur is Gaussian, first along the rows, then along the columns.
//
//go:norace
func blur(p *image.Gray, sigma float64) {
	reach := int(math.Ceil(2.5 * sigma))
	weights := make([]float32, 2*reach+1)
	sum := float32(0)
	for i := range weights {
		weights[i] = float32(math.Exp(-float64((i-reach)*(i-reach)) / (2 * sigma * sigma)))
		sum += weights[i]
	}
	wide, high := p.Rect.Dx(), p.Rect.Dy()
	old := bytes.Clone(p.Pix)
	mixed := make([]float32, wide)
	for _, step := range []int{1, wide} { // at the edges pixels come from the next row
		for y := range high {
			clear(mixed)
			for k, w := range weights {
				at := min(len(old)-wide, max(0, y*wide+(k-reach)*step))
				for x, v := range old[at:][:wide] {
					mixed[x] += w / sum * float32(v)
				}
			}
			row := p.Pix[y*wide:][:wide]
			for x, v := range mixed {
				row[x] = uint8(v)
			}
		}
		copy(old, p.Pix)
	}
}

// grains are drawn from when noise is needed: for each pixel anew would take too long.
var grains = func() (g [4096]float64) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range g {
		g[i] = rnd.NormFloat64()
	}
	return g
}()

// develop is what light, lamp and sensor make of it.
//
//go:norace
func (p photo) develop(seen *image.Gray, rnd *rand.Rand) {
	var curve [256]float64
	for i := range curve {
		curve[i] = 255 * p.light * math.Pow(float64(i)/255, p.gamma)
	}
	wide, high := float64(p.width), float64(p.height)
	lampX, lampY := wide*(0.3+0.4*rnd.Float64()), high*(0.3+0.4*rnd.Float64())
	from := rnd.Float64() // the side the light comes from
	dice := uint64(0)
	for y := range p.height {
		row := seen.Pix[y*seen.Stride:][:p.width]
		for x := range row {
			v := curve[row[x]] * (0.75 + 0.25*(from*float64(x)/wide+(1-from)*float64(y)/high))
			if p.glare > 0 { // a lamp
				dx, dy := (float64(x)-lampX)/wide, (float64(y)-lampY)/wide
				v += 255 * p.glare * math.Exp(-(dx*dx+dy*dy)/0.02)
			}
			if x%5 == 0 {
				dice = rnd.Uint64()
			}
			row[x] = uint8(min(255, max(0, v+p.noise*grains[dice&4095])))
			dice >>= 12
		}
	}
}
