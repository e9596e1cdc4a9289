package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"syscall"
)

// serveCmd answers citizens until it is told to stop.
type serveCmd struct {
	settings
	HTTPAddr string `name:"http-addr" env:"HTTP_ADDR" default:":8080" help:"Address to listen on."`
}

// Run opens the stores, listens and serves.
func (c *serveCmd) Run(ctx context.Context, std streams) error {
	log := slog.New(slog.NewJSONHandler(std.err, &slog.HandlerOptions{Level: c.LogLevel}))
	c.useZone()
	useMemory()
	ln, err := listen(ctx, c.HTTPAddr)
	if err != nil {
		return err
	}
	c.here = addressOf(ln)
	a, err := openApp(ctx, c.settings, "motcua", log)
	if err != nil {
		_ = ln.Close()
		return err
	}
	defer a.close()
	for _, note := range a.notes {
		log.Info("a private store", "what", note)
	}
	if c.OperatorName == "" {
		log.Warn("OPERATOR_NAME is unset: the greeting cannot say who runs the assistant; set it before citizens come")
	}
	log.Info("serving", "addr", ln.Addr().String())
	err = a.serve(ctx, ln)
	log.Info("stopped")
	return err
}

// listen claims the address before anything else starts, so that a second
// server on it is told at once.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("HTTP_ADDR %s is taken by another program: stop it, or choose another with --http-addr 127.0.0.1:8081", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("HTTP_ADDR %s: %w", addr, err)
	}
	return ln, nil
}

// textLog is the log of a command that a person watches.
func textLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
