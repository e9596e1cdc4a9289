package push_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/push"
	"motcua/internal/chat"
)

// browser is one that subscribed: it can read what is sent to it, and nobody else can.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newBrowser(t *testing.T) browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	auth := make([]byte, 16)
	_, _ = rand.Read(auth)
	return browser{key, auth}
}

var text = base64.RawURLEncoding.EncodeToString

func (b browser) at(endpoint string) chat.Subscription {
	return chat.Subscription{Endpoint: endpoint, P256dh: text(b.key.PublicKey().Bytes()), Auth: text(b.auth)}
}

// open decrypts a message as RFC 8291 and RFC 8188 say, by the standard library alone.
func (b browser) open(t *testing.T, body []byte) []byte {
	t.Helper()
	salt, size, n := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	sender, sealed := body[21:21+n], body[21+n:]
	if len(sealed) > int(size) {
		t.Fatalf("%d bytes in a record of %d", len(sealed), size)
	}
	theirs, err := ecdh.P256().NewPublicKey(sender)
	must(t, err)
	shared, err := b.key.ECDH(theirs)
	must(t, err)
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	secret := derive(t, shared, b.auth, info, 32)
	block, err := aes.NewCipher(derive(t, secret, salt, "Content-Encoding: aes128gcm\x00", 16))
	must(t, err)
	gcm, err := cipher.NewGCM(block)
	must(t, err)
	plain, err := gcm.Open(nil, derive(t, secret, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	must(t, err)
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 {
		t.Fatal("not the last record")
	}
	return plain[:len(plain)-1]
}

func derive(t *testing.T, secret, salt []byte, info string, n int) []byte {
	t.Helper()
	key, err := hkdf.Key(sha256.New, secret, salt, info, n)
	must(t, err)
	return key
}

// service is a push service that keeps what it is sent.
type service struct {
	got    []*http.Request
	bodies [][]byte
	status int
	retry  string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.got, s.bodies = append(s.got, r), append(s.bodies, body)
	if s.retry != "" {
		w.Header().Set("Retry-After", s.retry)
	}
	w.WriteHeader(s.status)
}

// start gives a client for which every name leads to the service.
func (s *service) start(t *testing.T) *http.Client {
	t.Helper()
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}}
}

// shelf keeps one browser.
type shelf struct {
	sub     chat.Subscription
	none    bool
	away    error
	dropped []string
}

func (s *shelf) PushOf(context.Context, string) (chat.Subscription, bool, error) {
	return s.sub, !s.none, s.away
}

func (s *shelf) DropPush(_ context.Context, chatID, endpoint string) error {
	s.dropped = append(s.dropped, chatID+" "+endpoint)
	return nil
}

const endpoint = "https://push.example/send/abc-token"

var now = time.Date(2026, 12, 7, 9, 12, 0, 0, time.UTC)

func channel(t *testing.T, subs push.Subscriptions, client *http.Client) (*push.Channel, push.Key) {
	t.Helper()
	key, err := push.KeyFrom([]byte("a secret of the tests"))
	must(t, err)
	c, err := push.New(push.Config{
		Subscriptions: subs, Key: key, Subject: "https://hoso.example", HTTP: client,
		Title: func(lang string) string { return "Trợ lý " + lang }, Now: func() time.Time { return now },
	})
	must(t, err)
	return c, key
}

var notice = chat.Reply{Sign: "✅", Text: "Hồ sơ “má” đã có kết quả.\nTheo dữ liệu lúc 08:40.", Topic: "f12", Lang: "vi"}

// What arrives can be read by the browser alone, says the Notice word for word, and is
// signed by the key that the page handed to the browser.
func TestSend(t *testing.T) {
	t.Parallel()
	b, s := newBrowser(t), &service{status: http.StatusCreated}
	c, key := channel(t, &shelf{sub: b.at(endpoint)}, s.start(t))
	must(t, c.Send(t.Context(), "chat-1", notice))
	if len(s.got) != 1 {
		t.Fatalf("%d requests", len(s.got))
	}
	var said struct{ Title, Body, Tag, Lang string }
	must(t, json.Unmarshal(b.open(t, s.bodies[0]), &said))
	if said.Title != "Trợ lý vi" || said.Body != "✅ "+notice.Text || said.Lang != "vi" || said.Tag == "" {
		t.Errorf("%+v", said)
	}
	if bytes.Contains(s.bodies[0], []byte("kết quả")) {
		t.Error("the push service can read it")
	}
	h := s.got[0].Header
	if s.got[0].URL.Path != "/send/abc-token" || h.Get("TTL") != "86400" || h.Get("Urgency") != "normal" || h.Get("Content-Encoding") != "aes128gcm" {
		t.Errorf("%s %v", s.got[0].URL.Path, h)
	}
	if got := h.Get("Topic"); got != said.Tag || len(got) > 32 || strings.Contains(got, "f12") {
		t.Errorf("topic %q, tag %q", got, said.Tag)
	}
	claims := signedBy(t, h.Get("Authorization"), key.Public)
	if claims.Aud != "https://push.example" || claims.Sub != "https://hoso.example" || time.Until(time.Unix(claims.Exp, 0)) > 24*time.Hour {
		t.Errorf("%+v", claims)
	}
	must(t, c.Send(t.Context(), "chat-2", notice))
	must(t, c.Send(t.Context(), "chat-1", chat.Reply{Text: "x", Lang: "en"}))
	if s.got[1].Header.Get("Topic") == h.Get("Topic") || s.got[2].Header.Get("Topic") != "" {
		t.Error("a topic is one chat's, and none where nothing gets old")
	}
}

type claims struct {
	Aud, Sub string
	Exp      int64
}

// signedBy checks the signature as RFC 8292 says and gives what is signed.
func signedBy(t *testing.T, header, public string) claims {
	t.Helper()
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, key, ok2 := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	if !ok || !ok2 || key != public || len(parts) != 3 {
		t.Fatalf("authorization %q", header)
	}
	point, signature, said := decode(t, key), decode(t, parts[2]), decode(t, parts[1])
	if len(signature) != 64 {
		t.Fatalf("a signature of %d bytes", len(signature))
	}
	pub, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	must(t, err)
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(pub, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("signed by another key")
	}
	var c claims
	must(t, json.Unmarshal(said, &c))
	return c
}

func decode(t *testing.T, s string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(s)
	must(t, err)
	return raw
}

// What a push service answers decides what becomes of the message and of the browser.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		retry  string
		kind   bot.SendKind
		after  time.Duration
		drops  bool
	}{
		{status: http.StatusOK}, {status: http.StatusCreated}, {status: http.StatusAccepted},
		{status: http.StatusGone, kind: bot.SendNever, drops: true},
		{status: http.StatusNotFound, kind: bot.SendNever, drops: true},
		{status: http.StatusTooManyRequests, retry: "7", kind: bot.SendLater, after: 7 * time.Second},
		{status: http.StatusServiceUnavailable, retry: "Mon, 07 Dec 2026 09:13:00 GMT", kind: bot.SendLater, after: time.Minute},
		{status: http.StatusServiceUnavailable, retry: "999999999", kind: bot.SendLater, after: time.Hour},
		{status: http.StatusBadGateway, retry: "-5", kind: bot.SendLater},
		{status: http.StatusForbidden, kind: bot.SendRefused},
		{status: http.StatusFound, kind: bot.SendRefused},
	} {
		subs, s := &shelf{sub: newBrowser(t).at(endpoint)}, &service{status: test.status, retry: test.retry}
		c, _ := channel(t, subs, s.start(t))
		err := c.Send(t.Context(), "chat-1", notice)
		var f *bot.SendError
		switch {
		case test.kind == "" && err != nil, test.kind != "" && !errors.As(err, &f):
			t.Errorf("%d: %v", test.status, err)
		case test.kind != "" && (f.Kind != test.kind || f.After != test.after):
			t.Errorf("%d: %s after %s", test.status, f.Kind, f.After)
		}
		if drops := len(subs.dropped) == 1 && subs.dropped[0] == "chat-1 "+endpoint; drops != test.drops {
			t.Errorf("%d: dropped %v", test.status, subs.dropped)
		}
		if err != nil && strings.Contains(err.Error(), "abc-token") {
			t.Errorf("%d: the error tells the address", test.status)
		}
	}
}

func TestNobodyToSendTo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		subs *shelf
		kind bot.SendKind
	}{
		{&shelf{none: true}, bot.SendNever},
		{&shelf{away: chat.ErrAway}, bot.SendLater},
	} {
		c, _ := channel(t, test.subs, http.DefaultClient)
		var f *bot.SendError
		if err := c.Send(t.Context(), "chat-1", notice); !errors.As(err, &f) || f.Kind != test.kind {
			t.Errorf("%s: %v", test.kind, err)
		}
	}
}

// A name that leads into our own network is not asked, and the address stays out of the error.
func TestOnlyPublicAddresses(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	s := &service{status: http.StatusCreated}
	server := httptest.NewTLSServer(s)
	defer server.Close()
	c, _ := channel(t, &shelf{sub: newBrowser(t).at("https://localhost:" + strings.Split(server.Listener.Addr().String(), ":")[1] + "/abc-token")}, nil)
	var f *bot.SendError
	err := c.Send(t.Context(), "chat-1", notice)
	if !errors.As(err, &f) || f.Kind != bot.SendRefused || strings.Contains(err.Error(), "abc-token") || len(s.got) != 0 {
		t.Errorf("%v, %d requests", err, len(s.got))
	}
}

// A Notice is far shorter; whatever is not is cut between letters, and still arrives.
func TestLongWords(t *testing.T) {
	t.Parallel()
	b, s := newBrowser(t), &service{status: http.StatusCreated}
	c, _ := channel(t, &shelf{sub: b.at(endpoint)}, s.start(t))
	must(t, c.Send(t.Context(), "chat-1", chat.Reply{Text: strings.Repeat("ế\"\n", 2000), Lang: "vi"}))
	var said struct{ Body string }
	must(t, json.Unmarshal(b.open(t, s.bodies[0]), &said))
	if !strings.HasSuffix(said.Body, "…") || strings.ContainsRune(said.Body, '�') {
		t.Errorf("ends with %q", said.Body[max(0, len(said.Body)-8):])
	}
}

// The key is the same for all who have the secret, another for another one, and stays out of logs.
func TestKey(t *testing.T) {
	t.Parallel()
	a, err := push.KeyFrom([]byte("one secret of sixteen"))
	must(t, err)
	again, err := push.KeyFrom([]byte("one secret of sixteen"))
	must(t, err)
	other, err := push.KeyFrom([]byte("another of sixteen..."))
	must(t, err)
	if a != again || a.Public == other.Public || len(decode(t, a.Public)) != 65 {
		t.Errorf("%v %v %v", a, again, other)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", a)
	if strings.Count(log.String(), a.Public) != 1 || len(log.String()) > 250 {
		t.Errorf("%s", &log)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
