package city

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"time"

	"motcua/internal/workday"
)

// The sample year: nine months of 2023 in Thuận An, then a city of Bình Dương, with the
// figures that its article of that autumn gave. The figures are made here to come out of
// the dossiers themselves, by these definitions:
//
//   - The period is half open, [YearFrom, YearTo), in Vietnam's time.
//   - A dossier is received in the period when received_at lies in it. Sent online and
//     refused before it was taken in: never received, so in no figure but YearCentreRejected.
//   - Carried over: received before the period and not finished before its first day.
//   - Finished is the first event completed, else returned, else stopped. Early, on time
//     and late compare the day of that with the day of due_at. Stopped ones (withdrawn, or
//     given back for want of papers) are all stopped on the day of due_at: on time by the
//     days, and by form II.06 too. A late one whose office apologised keeps its first due_at
//     and stays late.
//   - Open at the end of the period: received before YearTo and not finished before it; in
//     time while due_at or the papers asked for are still to come.
//   - Returned has an event returned in the period. The wards' sameday certification is
//     kept in books of their own (YearBook) and never reaches the province's system
//     (YearSystem); everything else does.
//   - Digitised, with an electronic result, paid online: the fields of that name.
//
// Wards carry nothing over: what they had open before 2023 is left out, and so what they
// received is also what they had to do.

// What the centre did in the period.
const (
	YearCentreReceived = YearCentreOnline + YearCentreCounter // 10.551
	YearCentreOnline   = 2_977
	YearCentreCounter  = 7_574 // nothing came by post
	YearCentreCarried  = 305
	YearCentreResolved = YearCentreEarly + YearCentreOnTime + YearCentreLate // 10.816
	YearCentreEarly    = 8_906
	YearCentreOnTime   = 1_638 // among them YearCentreStopped
	YearCentreLate     = 272
	YearCentreStopped  = 96 // withdrawn, or given back for want of papers

	// YearCentreOpen are finished by the end of the year. On the last day of the period
	// YearCentreOpenLate are overdue and YearCentreOpenWaiting wait for papers, in time.
	YearCentreOpen        = 40
	YearCentreOpenLate    = 6
	YearCentreOpenWaiting = 9

	YearCentreRejected = 38 // sent online and not taken in

	// YearCentrePaidOnline dossiers were paid online, YearCentrePaidDong together.
	YearCentrePaidOnline = 53
	YearCentrePaidDong   = 4_745_000
)

// What the ten wards did in the period. 76 are neither early nor on time: late, or open at
// its end and finished by the end of the year.
const (
	YearWardsReceived = YearWardsEarly + YearWardsOnTime + YearWardsLate + YearWardsOpen // 82.361
	YearWardsEarly    = 14_210
	YearWardsOnTime   = 68_075 // among them YearWardsStopped
	YearWardsLate     = 58
	YearWardsOpen     = 18
	YearWardsOpenLate = 5 // overdue on the last day of the period
	YearWardsStopped  = 40
	YearWardsOnline   = 3_914
)

// YearWardsBook is what wards did on the same day, outside the province's system.
const YearWardsBook = YearWardsOnTime - wardsInside

// What the province's system counts, centre and wards together, in the period.
const (
	YearReturned   = 34_253
	YearDigitised  = 9_363 // of the returned
	YearElectronic = 5_990 // of the digitised: with an electronic result
)

// YearRows is how many dossiers the sample year has.
const YearRows = YearCentreCarried + YearCentreReceived + YearCentreRejected + YearWardsReceived

// Who sends the sample year: the province's one-stop system, and the books that wards kept
// outside it.
const (
	YearSystem = "egov-binh-duong-2023"
	YearBook   = "so-phuong-thuan-an-2023"
)

// YearFrom and YearTo are the period; YearSeen is when its sources were seen last. Another
// make of the sample year has another YearSeen, by which a database tells what it holds.
var (
	YearFrom = time.Date(2023, 1, 1, 0, 0, 0, 0, workday.Zone)
	YearTo   = time.Date(2023, 10, 1, 0, 0, 0, 0, workday.Zone)
	YearSeen = time.Date(2023, 12, 29, 17, 1, 0, 0, workday.Zone)
)

// YearTries are codes of the sample year worth sending, the first of them the last row of
// Year.
func YearTries() []Try {
	return []Try{
		{Code: yearLastCode, What: "hồ sơ năm 2023 ở phường, đã trả kết quả"},
		{Code: yearCentreCode, What: "hồ sơ năm 2023 ở thành phố, đã trả kết quả"},
	}
}

// Year is the sample year as NDJSON, always the same bytes, made while it is read. Close
// it when it is not read to its end.
func Year() io.ReadCloser {
	next, stop := iter.Pull(yearRecords())
	r := &yearReader{next: next, stop: stop}
	r.lines = json.NewEncoder(&r.made)
	r.lines.SetEscapeHTML(false)
	return r
}

type yearReader struct {
	next  func() (*record, bool)
	stop  func()
	made  bytes.Buffer
	lines *json.Encoder
}

// madeAhead is how much is made at once.
const madeAhead = 64 << 10

// Read gives the next lines.
func (r *yearReader) Read(p []byte) (int, error) {
	for r.made.Len() < madeAhead {
		row, ok := r.next()
		if !ok {
			break
		}
		for i := range row.Events {
			row.Events[i].Unit = "" // it is the dossier's own, and a third of a million times less to read
		}
		if err := r.lines.Encode(row); err != nil {
			return 0, err
		}
	}
	return r.made.Read(p)
}

// Close ends the making.
func (r *yearReader) Close() error {
	r.stop()
	return nil
}
