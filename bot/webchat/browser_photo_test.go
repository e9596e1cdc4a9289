//go:build browser

package webchat_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"motcua/internal/chat"
	"motcua/internal/receipt"
)

// identityMark is nobody's.
const identityMark = "079200000001|000000001|Nguyễn Văn Mẫu|01012000|Nam|Số 1, đường Mẫu|01012022"

// mark is an expression for a picture of a QR: the page may fetch nothing but its own.
func mark(t testing.TB, text string) string {
	t.Helper()
	bits, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 400, 400, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, bits); err != nil {
		t.Fatal(err)
	}
	return `new Blob([Uint8Array.from(atob("` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"), (c) => c.charCodeAt(0))])`
}

// receiptPhoto makes a photo as large as a phone's of a sheet with a mark, with some noise.
func receiptPhoto(t testing.TB, text, kind string) string {
	t.Helper()
	return `(async () => {
		const mark = await createImageBitmap(` + mark(t, text) + `);
		const canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [3000, 4000];
		const pen = canvas.getContext("2d");
		for (let i = 0; i < 60000; i += 1) {
			const light = 180 + Math.floor(Math.random() * 60);
			pen.fillStyle = "rgb(" + light + "," + light + "," + light + ")";
			pen.fillRect(Math.random() * 3000, Math.random() * 4000, 24, 40);
		}
		pen.drawImage(mark, 1600, 500, 900, 900);
		return new Promise((done) => canvas.toBlob(done, "` + kind + `", 0.95));
	})()`
}

// reading answers a photo as the assistant does: by what its mark says.
func reading(tb *tab, code string) {
	tb.turns.answer = func(m chat.Message) []chat.Reply {
		if m.File == nil {
			return []chat.Reply{answerOf(m)}
		}
		photo := contentOf(tb.t, m.File)
		seen, err := receipt.Read(context.Background(), photo)
		for try := 0; errors.Is(err, receipt.ErrTime) && try < 5; try++ { // the race detector reads ten times slower
			seen, err = receipt.Read(context.Background(), photo)
		}
		switch {
		case err != nil:
			return []chat.Reply{{Text: "Ảnh này chưa mở được.", Lang: "vi"}}
		case seen.Kind == receipt.Identity:
			return []chat.Reply{{Sign: "⚠️", Text: "Ảnh vừa gửi là căn cước.", Lang: "vi", Hides: true}}
		case len(seen.Texts) == 1 && strings.Contains(seen.Texts[0], code):
			return []chat.Reply{answerOf(chat.Message{Text: code})}
		}
		return []chat.Reply{{Text: "Trợ lý chưa đọc được mã trên ảnh.", Lang: "vi"}}
	}
}

func contentOf(t testing.TB, sent *chat.Sent) []byte {
	t.Helper()
	in, err := sent.Open(context.Background())
	if err != nil {
		t.Error(err)
		return nil
	}
	data, err := io.ReadAll(in)
	if err != nil {
		t.Error(err)
	}
	return data
}

// sendPicked sends what was picked, and gives the answer.
func (tb *tab) sendPicked() string {
	tb.t.Helper()
	before := eval[int](tb, `document.querySelectorAll(".told[data-seq]").length`)
	tb.click(".send")
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > ` + jsonOf(before))
	tb.settle()
	all := tb.texts(".told[data-seq]")
	return all[len(all)-1]
}

// A photo of a phone is made lighter, and its mark can still be read.
func TestAPhotoLeadsToACard(t *testing.T) { //nolint:paralleltest // alone: the time of reading is limited
	tb := open(t, phone)
	code := sampleCode(t)
	reading(tb, code)
	eval[bool](tb, `(window.chosen = 0, document.querySelector("#file").addEventListener("change", (e) => { chosen = e.target.files[0]?.size ?? chosen; }, true), true)`)
	tb.pick("giấy hẹn.jpg", "image/jpeg", receiptPhoto(t, "https://cong.example/tra?ma="+code, "image/jpeg"))
	was := eval[int](tb, `chosen`)
	if got := tb.sendPicked(); !strings.Contains(got, code) || !eval[bool](tb, `Boolean(document.querySelector(".told[data-seq] .card"))`) {
		t.Errorf("no card: %q", got)
	}
	sent := contentOf(t, tb.turns.messages()[0].File)
	size, err := jpeg.DecodeConfig(bytes.NewReader(sent))
	if err != nil || max(size.Width, size.Height) != 2048 || len(sent) >= was || was == 0 {
		t.Errorf("%d bytes of %d sent, %d x %d, %v", len(sent), was, size.Width, size.Height, err)
	}
	tb.shot("phone-photo-card")
}

// Of the photo of an identity card nothing is left in the page, nor after a reload.
func TestAnIdentityCardLeavesNothingInThePage(t *testing.T) { //nolint:paralleltest // alone: the time of reading is limited
	tb := open(t, phone)
	reading(tb, sampleCode(t))
	tb.pick("can-cuoc.jpg", "image/jpeg", receiptPhoto(t, identityMark, "image/jpeg"))
	if got := tb.sendPicked(); !strings.Contains(got, "Ảnh vừa gửi là căn cước") {
		t.Errorf("it says %q", got)
	}
	const left = `files.size + Number(Boolean(picked)) + document.querySelector("#file").files.length + sessionStorage.length
		+ Object.values(localStorage).filter((v) => v.includes("can-cuoc")).length
		+ Array.from(document.querySelectorAll("img, video, canvas, a")).filter((e) => /^(blob|data):/.test(e.src ?? e.href ?? "")).length
		+ performance.getEntriesByType("resource").filter((e) => e.name.startsWith("blob:")).length`
	if got := eval[int](tb, left); got != 0 {
		t.Errorf("%d things are left in the page", got)
	}
	tb.shot("phone-photo-identity")
	tb.reload()
	if got := eval[int](tb, left); got != 0 {
		t.Errorf("after a reload %d things are left", got)
	}
	if got := eval[bool](tb, `document.documentElement.innerHTML.includes("can-cuoc")`); got {
		t.Error("the page shows the name of the file")
	}
}

// A picture of a kind that is not read here becomes a JPEG where the browser can open it;
// else it goes as it is, and the answer says how.
func TestAPictureOfAnotherKind(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	code := sampleCode(t)
	reading(tb, code)
	// The browser goes by what is in a file, as phones that can open HEIC do.
	tb.pick("IMG_1.HEIC", "", mark(t, code))
	if got := tb.texts(".picked span")[0]; !strings.HasPrefix(got, "Ảnh · IMG_1.HEIC") {
		t.Errorf("shown: %q", got)
	}
	tb.sendPicked()
	if got := contentOf(t, tb.turns.messages()[0].File); !bytes.HasPrefix(got, []byte("\xff\xd8\xff")) {
		t.Errorf("sent: %q", got[:8])
	}
	tb.pick("IMG_2.heic", "image/heic", `"not a picture that a browser can open"`)
	answer := tb.sendPicked()
	if got := string(contentOf(t, tb.turns.messages()[1].File)); !strings.HasPrefix(got, "not a picture") {
		t.Errorf("sent: %q", got)
	}
	if !strings.Contains(answer, "chưa mở được") {
		t.Errorf("it says %q", answer)
	}
}

// sampleCode is the code of a card among the samples.
func sampleCode(t testing.TB) string {
	t.Helper()
	for _, r := range replies {
		if r.Card != nil && strings.HasPrefix(r.Card.Code, "H29") {
			return r.Card.Code
		}
	}
	t.Fatal("no sample is a card")
	return ""
}
