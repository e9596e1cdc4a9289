package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"motcua/store/postgres"
	"motcua/store/storetest"
)

// desking runs `motcua desk ...` on one database.
type desking struct {
	t   *testing.T
	url string
}

func (d desking) run(args ...string) (string, string, int) {
	d.t.Helper()
	args = append(append([]string{"desk"}, args...), "--database-url", d.url, "--data-dir", d.t.TempDir(),
		"--secret-key", strings.Repeat("k", 32), "--public-url", "https://hoso.example.gov.vn/")
	var out, errs bytes.Buffer
	exit := run(d.t.Context(), args, streams{strings.NewReader(""), &out, &errs})
	return out.String(), errs.String(), exit
}

var deskLink = regexp.MustCompile(`https://hoso\.example\.gov\.vn/desk/sign-in/[A-Z2-7]{26}\n`)

// The first evening: nobody is there; an invitation makes the first team and its
// coordinator, who can then be given another link.
func TestDeskFirstEvening(t *testing.T) {
	t.Parallel()
	d := desking{t, storetest.DB(t)}
	out, _, exit := d.run("list")
	if exit != 0 {
		t.Errorf("list: exit %d", exit)
	}
	contains(t, "an empty list", out, "motcua desk invite")
	out, _, exit = d.run("invite")
	if link := deskLink.FindString(out); exit != 0 || link == "" {
		t.Fatalf("invite: exit %d\n%s", exit, out)
	}
	out, _, _ = d.run("list")
	contains(t, "the list", out, "Tổ công nghệ số cộng đồng")
	if again, _, _ := d.run("invite", "--role", "volunteer"); !deskLink.MatchString(again) {
		t.Errorf("the only team is not taken: %s", again)
	}
	if out, _, _ := d.run("list"); strings.Count(out, "Tổ công nghệ") != 1 {
		t.Errorf("a second team was made:\n%s", out)
	}
}

func TestDeskSignInNamesWhoIsMeant(t *testing.T) {
	t.Parallel()
	url := storetest.DB(t)
	store, err := postgres.Open(t.Context(), url, []byte(strings.Repeat("k", 32)))
	noError(t, err)
	t.Cleanup(store.Close)
	storetest.Team(t, store)
	d := desking{t, url}
	if out, _, exit := d.run("sign-in", "lan"); exit != 0 || !deskLink.MatchString(out) {
		t.Errorf("sign-in: exit %d\n%s", exit, out)
	}
	_, errs, exit := d.run("sign-in", "Tèo")
	if exit != 1 {
		t.Errorf("a stranger: exit %d", exit)
	}
	contains(t, "a stranger", errs, `"Tèo" is nobody here`, "motcua desk list")
	_, errs, exit = d.run("invite")
	if exit != 1 {
		t.Errorf("which team: exit %d", exit)
	}
	contains(t, "several teams", errs, "--team")
	_, errs, _ = d.run("invite", "--team", "Không có")
	contains(t, "an unknown team", errs, `"Không có" is not known`)
}

// A made-up citizen asks for a human in the way of a real one, and the link of the
// demonstration signs a volunteer in who sees the question.
func TestDemoDeskHasSomebodyAsking(t *testing.T) {
	t.Parallel()
	a, err := openApp(t.Context(), settings{
		storeSettings: storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      storetest.RedisURL(t), LookupLimits: "off", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, "motcua-test", slog.New(slog.DiscardHandler))
	noError(t, err)
	t.Cleanup(a.close)
	link, err := a.openDesk(t.Context())
	noError(t, err)
	again, err := a.openDesk(t.Context())
	noError(t, err)
	if people, err := a.store.Volunteers(t.Context()); err != nil || len(people) != 3 || link == again {
		t.Errorf("started twice: %d people, %v, the same link: %v", len(people), err, link == again)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	news, end := a.redis.Listen(ctx, "desk")
	defer end()
	asking := make(chan struct{})
	go func() { a.askNowAndThen(ctx, 0, 1<<40); close(asking) }()
	for {
		waiting, err := a.store.WaitingTickets(ctx)
		noError(t, err)
		if len(waiting) == 1 && strings.Contains(waiting[0].Excerpt, "làm khai sinh") {
			break
		}
		<-news
	}
	stop()
	<-asking
	rec := get(a.handler(), strings.TrimPrefix(link, "http://127.0.0.1:8080"))
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "<form method=\"post\"") {
		t.Errorf("the link shows %d", rec.Code)
	}
}
