package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"motcua/internal/procedure"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// searchCmd is `motcua search`.
type searchCmd struct {
	Procedures searchProceduresCmd `cmd:"" help:"Find the procedure that a question means."`
	Missed     searchMissedCmd     `cmd:"" help:"List what was asked for in vain."`
}

type searchProceduresCmd struct {
	storeSettings

	Question string `arg:""                                        help:"The question, as people type it."                            optional:""`
	File     string `help:"Read one question a line; each line of the answer begins with its number. - is standard input." placeholder:"FILE"`
	Explain  bool   `help:"Show why: how each word was read, which names fitted, and what was weighed."`
	Limit    int    `default:"5"                                   help:"Most procedures a question."`
}

// Run answers one question, or a file of them.
func (c *searchProceduresCmd) Run(ctx context.Context, std streams) error {
	if (c.Question == "") == (c.File == "") {
		return errors.New(`name a question or --file: motcua search procedures "làm giấy khai sinh"`)
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		index, err := store.Search(ctx)
		if err != nil {
			return err
		}
		if index.Len() == 0 {
			return errors.New("there are no procedures yet: motcua import procedures FILE")
		}
		out := bufio.NewWriter(std.out)
		err = c.answer(index, std.in, out)
		return errors.Join(err, out.Flush())
	})
}

func (c *searchProceduresCmd) answer(index *procedure.Index, stdin io.Reader, out io.Writer) error {
	if c.File == "" {
		return c.one(index, c.Question, "", out)
	}
	in := stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		question := strings.TrimPrefix(lines.Text(), "\ufeff")
		if err := c.one(index, question, fmt.Sprintf("%d\t", n), out); err != nil {
			return err
		}
	}
	return lines.Err()
}

// least is the score of what is not worth a line.
const least = 0.01

func (c *searchProceduresCmd) one(index *procedure.Index, question, lead string, out io.Writer) error {
	for _, hit := range index.Search(question, c.Limit) {
		if hit.Score < least {
			break
		}
		if _, err := fmt.Fprintf(out, "%s%s\t%.3f\t%s\n", lead, hit.Code, hit.Score, strings.Join(strings.Fields(hit.Name), " ")); err != nil {
			return err
		}
	}
	if c.Explain {
		return index.Explain(out, question, c.Limit)
	}
	return nil
}

type searchMissedCmd struct {
	storeSettings

	Since importTime `help:"From this day on (default: the last 30 days)."                             placeholder:"DATE"`
	Least int        `default:"3"                                              help:"Leave out what came up less often; it may be one person's."`
	Limit int        `default:"100"                                            help:"Most lines."`
}

// Run lists pairs of words, with how often questions with them found nothing and how
// often they were asked again in other words.
func (c *searchMissedCmd) Run(ctx context.Context, std streams) error {
	since := c.Since.Time
	if since.IsZero() {
		since = time.Now().In(workday.Zone).AddDate(0, 0, -30)
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Misses(ctx, since, c.Least, c.Limit)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			if _, err := fmt.Fprintln(std.out, "words\tnothing\trephrased"); err != nil {
				return err
			}
		}
		for _, m := range all {
			if _, err := fmt.Fprintf(std.out, "%s\t%d\t%d\n", m.Term, m.Nothing, m.Rephrased); err != nil {
				return err
			}
		}
		return nil
	})
}
