package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// clean holds that a picture is a JPEG that decodes, with nothing in it beside it.
func clean(t *testing.T, data []byte) image.Config {
	t.Helper()
	size, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if size.Width > sideMost || size.Height > sideMost {
		t.Errorf("%d x %d", size.Width, size.Height)
	}
	for at := 2; ; { // from segment to segment, up to the picture itself
		mark := data[at+1]
		if mark == 0xda {
			return size
		}
		if mark >= 0xe0 && mark <= 0xef || mark == 0xfe {
			t.Fatalf("a segment %x is left", mark)
		}
		at += 2 + int(data[at+2])<<8 + int(data[at+3])
	}
}

// webpOf is the smallest WebP there is.
const webpOf = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// withEXIF plants into a JPEG how the camera was held, and where.
func withEXIF(picture string, orientation uint16) string {
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		tiff = binary.LittleEndian.AppendUint16(tiff, tag)
		tiff = binary.LittleEndian.AppendUint16(tiff, kind)
		tiff = binary.LittleEndian.AppendUint32(tiff, count)
		tiff = binary.LittleEndian.AppendUint32(tiff, value)
	}
	tiff = append(tiff, 2, 0)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, 38) // the place stands behind this list
	tiff = append(tiff, 0, 0, 0, 0, 2, 0)
	entry(1, 2, 2, 'N')
	entry(2, 5, 3, 68)
	tiff = append(tiff, 0, 0, 0, 0)
	for _, n := range []uint32{10, 1, 58, 1, 30, 1} {
		tiff = binary.LittleEndian.AppendUint32(tiff, n)
	}
	body := "Exif\x00\x00" + string(tiff) + "PlantedCamera"
	head := string(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)))
	return picture[:2] + head + body + picture[2:]
}

// withSum gives a PNG whose head was changed the check sum that fits.
func withSum(data []byte) []byte {
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func jpegOf(t testing.TB, width, height int) string {
	t.Helper()
	return encoded(t, picture(width, height))
}

func encoded(t testing.TB, p image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func picture(width, height int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range p.Pix {
		p.Pix[i] = uint8(i * 7)
	}
	return p
}

func pngOf(width, height int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(width, height)); err != nil {
		panic(err)
	}
	return b.String()
}

func gifOf(t testing.TB, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, picture(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
