package embedded

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// Redis starts the private Redis of the folder, or joins the one that is up. It is
// the machine's redis-server where there is one; else one inside this process,
// slower, and empty again after a restart.
func Redis(ctx context.Context, dir string) (*Server, error) {
	h, err := makeHome(dir, "redis", account{}) // unlike Postgres it runs as whoever we are
	if err != nil {
		return nil, err
	}
	return open(ctx, h, answersPing, func(ctx context.Context) (*Server, error) {
		if program, err := exec.LookPath("redis-server"); err == nil {
			return startRedis(ctx, h, program)
		}
		return startMiniredis()
	})
}

func startRedis(ctx context.Context, h home, program string) (*Server, error) {
	version, err := versionOf(ctx, program)
	if err != nil {
		return nil, err
	}
	folder, err := h.socketFolder()
	if err != nil {
		return nil, err
	}
	if err := h.folder(h.path("data")); err != nil {
		return nil, err
	}
	socket := filepath.Join(folder, "redis.sock")
	freshLog(h.path("log"))
	server := &child{
		name: program, log: h.path("log"),
		// What it has written is with the kernel, so a kill costs nothing; asked to
		// end it would remove the socket, which may be the next one's by then.
		death: syscall.SIGKILL,
		args: []string{
			"--port", "0", "--unixsocket", socket, "--unixsocketperm", "700",
			"--dir", h.path("data"), "--appendonly", "yes", "--save", "",
			"--maxmemory-policy", "noeviction", "--daemonize", "no",
		},
	}
	n := note{URL: "unix://" + socket, Kind: "redis-server " + version, Lasting: true, Socket: folder}
	err = runUntil(ctx, server, func(ctx context.Context) error { return answersAs(ctx, n.URL, server) })
	if err != nil {
		return nil, err
	}
	return &Server{note: n, stop: func() error { return server.end(syscall.SIGTERM) }}, nil
}

// startMiniredis starts the one inside the process. It listens on loopback, where
// the whole machine can knock, hence the password. Its keys do not age by
// themselves, hence the ticker.
func startMiniredis() (*Server, error) {
	password := rand.Text()
	mini := miniredis.NewMiniRedis()
	mini.RequireAuth(password)
	if err := mini.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start miniredis: %w", err)
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		age(mini, end)
	}()
	address := url.URL{Scheme: "redis", User: url.UserPassword("default", password), Host: mini.Addr(), Path: "/0"}
	stop := func() error {
		close(end)
		<-ended
		mini.Close()
		return nil
	}
	return &Server{note: note{URL: address.String(), Kind: "miniredis"}, stop: stop}, nil
}

// age lets time pass for the keys until the end.
func age(mini *miniredis.Miniredis, end <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-end:
			return
		case now := <-tick.C:
			mini.FastForward(now.Sub(last))
			last = now
		}
	}
}

// ask runs one question on a connection of its own.
func ask(ctx context.Context, address string, question func(*redis.Client) error) error {
	opts, err := redis.ParseURL(address)
	if err != nil {
		return err
	}
	// Nobody there is no news while we wait for a start, but the client logs it.
	knock, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, opts.Network, opts.Addr)
	if err != nil {
		return err
	}
	_ = knock.Close() // it was only a knock
	opts.DisableIdentity, opts.Protocol = true, 2
	opts.DialTimeout, opts.DialerRetries, opts.MaxRetries = time.Second, 1, -1
	client := redis.NewClient(opts)
	defer func() { _ = client.Close() }() // it only asked
	if err := client.Ping(ctx).Err(); err != nil {
		return err
	}
	return question(client)
}

func answersPing(ctx context.Context, address string) error {
	return ask(ctx, address, func(*redis.Client) error { return nil })
}

// answersAs is true when it is this child that answers, with its data loaded.
func answersAs(ctx context.Context, address string, c *child) error {
	return ask(ctx, address, func(client *redis.Client) error {
		info, err := client.Info(ctx, "server").Result()
		if err == nil && !strings.Contains(info, "process_id:"+strconv.Itoa(c.pid())+"\r\n") {
			err = fmt.Errorf("another redis-server answers at %s", address)
		}
		return err
	})
}
