package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// How often a long import says how far it is where nobody watches a terminal.
const progressEvery = 30 * time.Second

// progress is a bar on a terminal and a line now and then elsewhere. It looks at the
// clock when the file is read and needs no clock of its own.
type progress struct {
	name    string
	lang    string
	stderr  io.Writer
	now     func() time.Time
	bar     *progressbar.ProgressBar
	in      *importInput
	read    int64 // bytes, as they lie on the disk
	rows    importRows
	begun   time.Time
	spoken  time.Time
	rowsWas int64
	readWas int64
}

func newProgress(name string, in *importInput, stderr io.Writer, lang string, now func() time.Time) *progress {
	p := &progress{name: name, lang: lang, stderr: stderr, now: now, in: in, begun: now()}
	p.spoken = p.begun
	screen, ok := stderr.(*os.File)
	if ok && term.IsTerminal(int(screen.Fd())) && in.size > 0 {
		p.bar = progressbar.NewOptions64(in.size, progressbar.OptionSetWriter(stderr), progressbar.OptionShowBytes(true),
			progressbar.OptionSetDescription(name), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return p
}

// follow is told whose rows are counted.
func (p *progress) follow(rows importRows) { p.rows = rows }

// reader gives the file with its reading watched. One that may be read anywhere still may.
func (p *progress) reader(in *importInput) io.Reader {
	watched := watchedReader{in.Reader, p}
	if in.file == nil {
		return watched
	}
	return watchedFile{watched, in.file, in.size}
}

type watchedReader struct {
	in io.Reader
	p  *progress
}

func (w watchedReader) Read(b []byte) (int, error) {
	n, err := w.in.Read(b)
	w.p.saw(n)
	return n, err
}

type watchedFile struct {
	watchedReader

	file io.ReaderAt
	size int64
}

func (w watchedFile) ReadAt(b []byte, at int64) (int, error) {
	n, err := w.file.ReadAt(b, at)
	w.p.saw(n)
	return n, err
}

func (w watchedFile) Size() int64 { return w.size }

func (p *progress) saw(n int) {
	p.read += int64(n)
	now := p.now()
	if p.bar != nil {
		_ = p.bar.Set64(min(p.read, p.in.size)) // a bar that stays costs nothing
		if now.Sub(p.spoken) >= time.Second {
			p.bar.Describe(p.name + " " + p.rate(now))
			p.speak(now)
		}
		return
	}
	if now.Sub(p.spoken) >= progressEvery {
		_, _ = fmt.Fprintln(p.stderr, p.line(now))
		p.speak(now)
	}
}

func (p *progress) speak(now time.Time) {
	p.spoken, p.rowsWas, p.readWas = now, p.rowsRead(), p.read
}

func (p *progress) rowsRead() int64 {
	if p.rows == nil {
		return 0
	}
	return p.rows.RowsRead()
}

func (p *progress) say(en, vi string) string { return importOptions{Lang: p.lang}.say(en, vi) }

// rate is how many rows a second were read lately.
func (p *progress) rate(now time.Time) string {
	seconds := max(now.Sub(p.spoken).Seconds(), 0.001)
	return p.number(int64(float64(p.rowsRead()-p.rowsWas)/seconds)) + p.say(" rows/s", " dòng/giây")
}

// line says how far the import is and, where the size is known, how long it still takes.
func (p *progress) line(now time.Time) string {
	line := fmt.Sprintf(p.say("%s: read %s rows, %s", "%s: đã đọc %s dòng, %s"), p.name, p.number(p.rowsRead()), p.rate(now))
	if left := p.in.size - p.read; left > 0 && p.read > p.readWas {
		lately := now.Sub(p.spoken).Seconds() * float64(left) / float64(p.read-p.readWas)
		line += p.left(time.Duration(lately * float64(time.Second)))
	}
	return line
}

func (p *progress) left(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf(p.say(", about %d seconds left", ", còn khoảng %d giây"), int(d.Seconds())+1)
	}
	return fmt.Sprintf(p.say(", about %d minutes left", ", còn khoảng %d phút"), int(d.Round(time.Minute).Minutes()))
}

// number writes a number with the sign for thousands of the language.
func (p *progress) number(n int64) string {
	digits := strconv.FormatInt(max(n, 0), 10)
	var parts []string
	for ; len(digits) > 3; digits = digits[:len(digits)-3] {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
	}
	return strings.Join(append([]string{digits}, parts...), p.say(",", "."))
}

// clear takes the bar off the screen, so that a line can be written in its place.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
