package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// readyCmd asks a running serve whether citizens can be answered, for a machine that has no curl.
type readyCmd struct {
	HTTPAddr string `name:"http-addr" env:"HTTP_ADDR" default:":8080" help:"Address that serve listens on."`
}

// Run prints what /readyz says; the exit status is 1 unless it is well.
func (c *readyCmd) Run(ctx context.Context, std streams) error {
	host, port, err := net.SplitHostPort(c.HTTPAddr)
	if err != nil {
		return fmt.Errorf("HTTP_ADDR %q is no address: it looks like 127.0.0.1:8080", c.HTTPAddr)
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("serve does not answer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(std.out, string(body)); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return exitError(1)
	}
	return nil
}
