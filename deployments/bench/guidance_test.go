package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// questions are what people ask of procedures: sure ones, ones with several answers, long
// ones, and some that follow up.
var questions = []string{
	"đăng ký tạm trú cần gì", "lam giay khai sanh cho be moi de can giay to gi", "chứng thực", "bao lâu",
	"sao y bản chính bao nhiêu tiền một trang", "dk ket hon can mang theo j", "còn phí?", "mat cccd lam lai o dau",
	"xin giấy xác nhận độc thân để mua nhà", "mở tiệm tạp hóa phải xin giấy phép gì", "sang tên sổ đỏ", "nộp online được không",
	"ba tôi mới mất, giờ tôi phải làm gì trước, có cần ra phường không hay làm trên mạng cũng được",
}

// BenchmarkGuidanceTurn holds what a question about a procedure costs in the real program
// against a lookup: rounds of both, by turns, sent by the same visitors.
func BenchmarkGuidanceTurn(b *testing.B) {
	w := newWorld(b)
	lookups, asks := newLoad(chats, w.codes), newLoad(chats, questions)
	lookups.messages(b, w.real.url, inFlight, perRound)
	asks.messages(b, w.real.url, inFlight, perRound)
	var found, guided side
	for b.Loop() {
		found.round(lookups, w.real, inFlight)
		guided.round(asks, w.real, inFlight)
	}
	found.report(b, "lookup")
	guided.report(b, "guidance")
	b.ReportMetric(median(guided.ratios(&found)), "cpu-ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkGuidanceInside runs the same in this process, a lookup and a question each.
func BenchmarkGuidanceInside(b *testing.B) {
	today := time.Now().In(workday.Zone)
	store := storetest.Store(b)
	asOf := postgres.ImportOptions{AsOf: today}
	_, err := store.ImportUnits(b.Context(), intake.NewUnits(bytes.NewReader(city.Units()), intake.NDJSON), asOf)
	must(b, err)
	_, err = store.ImportProcedures(b.Context(), intake.NewProcedures(bytes.NewReader(city.Procedures()), intake.NDJSON), asOf)
	must(b, err)
	dossiers := city.Dossiers(today)
	_, err = store.ImportDossiers(b.Context(), intake.NewDossiers(bytes.NewReader(dossiers), intake.NDJSON, intake.Defaults{}), asOf)
	must(b, err)
	page := joined(b, store)
	for name, texts := range map[string][]string{"lookup": codesOf(b, dossiers), "question": questions} {
		b.Run(name, func(b *testing.B) {
			visitors := newVisitors(chats)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				body := fmt.Appendf(nil, `{"id":%q,"text":%q}`, uuid.NewString(), texts[i%len(texts)])
				req, err := visitors[i%chats].ask(b.Context(), http.MethodPost, "http://localhost/chat/messages", body)
				must(b, err)
				answer := httptest.NewRecorder()
				page.ServeHTTP(answer, req)
				if answer.Code != http.StatusOK {
					b.Fatalf("status %d: %s", answer.Code, answer.Body)
				}
			}
		})
	}
}
