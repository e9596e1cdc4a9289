package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"motcua/bot/mail"
	"motcua/bot/telegram"
	"motcua/internal/doctor"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/redis"
)

// Times of looks. A private PostgreSQL may first have to start, and to recover.
const (
	lookTime  = 3 * time.Second
	startTime = 20 * time.Second
	lookGrace = 500 * time.Millisecond // for a look to end by itself
)

// look gathers the facts. Nothing that hangs holds up the rest, or the whole for long.
func (c *doctorCmd) look(ctx context.Context, now time.Time) *doctor.Facts {
	f := &doctor.Facts{Now: now, Calendar: workday.Default()}
	dir, noDir := c.dataDir("motcua")
	database := lookAt(ctx, c.databaseTime(), func(ctx context.Context) doctor.Database { return c.lookAtDatabase(ctx, dir, now) },
		func(why string) doctor.Database { return doctor.Database{Server: doctor.Server{Err: why}} })
	conversations := lookAt(ctx, lookTime, c.lookAtRedis, func(why string) doctor.Redis { return doctor.Redis{Err: why} })
	messenger := lookAt(ctx, lookTime, c.lookAtTelegram, func(why string) doctor.Telegram { return doctor.Telegram{Err: why} })
	letters := lookAt(ctx, lookTime, func(ctx context.Context) doctor.Mail { return mail.Check(ctx, c.config()) },
		func(why string) doctor.Mail { return doctor.Mail{Err: why} })
	folder := lookAt(ctx, lookTime, func(context.Context) doctor.Folder { return c.lookAtFolder(dir) },
		func(why string) doctor.Folder { return doctor.Folder{Dir: dir, Err: why} })
	backup := lookAt(ctx, lookTime, func(context.Context) doctor.Backup { return lookAtBackup(dir) },
		func(why string) doctor.Backup { return doctor.Backup{Err: why} })
	f.Database, f.Redis, f.Telegram, f.Mail, f.Folder, f.Backup = <-database, <-conversations, <-messenger, <-letters, <-folder, <-backup
	if noDir != nil {
		f.Folder = doctor.Folder{Err: noDir.Error(), Key: f.Folder.Key}
	}
	f.Database.Private, f.Database.Log = c.DatabaseURL == "", filepath.Join(dir, "postgres", "postgres", "log")
	f.Settings = c.lookAtSettings(f.Folder.Key)
	c.hide(f)
	return f
}

// lookAt begins one look, and gives what came of it: a look that panics or does not end says so.
func lookAt[T any](ctx context.Context, limit time.Duration, look func(context.Context) T, failed func(why string) T) <-chan T {
	got, out := make(chan T, 1), make(chan T, 1)
	ctx, cancel := context.WithTimeout(ctx, limit)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				got <- failed(fmt.Sprint("a fault of motcua: ", p))
			}
		}()
		got <- look(ctx)
	}()
	go func() {
		defer cancel()
		timer := time.NewTimer(limit + lookGrace)
		defer timer.Stop()
		select {
		case v := <-got:
			out <- v
		case <-timer.C:
			out <- failed(fmt.Sprintf("no answer within %v", limit))
		}
	}()
	return out
}

func (c *doctorCmd) databaseTime() time.Duration {
	if c.DatabaseURL == "" {
		return startTime + lookTime
	}
	return lookTime
}

// lookAtDatabase looks at DATABASE_URL, or the private one. One that was never made is not
// made for a look.
func (c *doctorCmd) lookAtDatabase(ctx context.Context, dir string, now time.Time) doctor.Database {
	if c.DatabaseURL == "" {
		_, err := os.Stat(filepath.Join(dir, "postgres", "postgres", "data"))
		if errors.Is(err, fs.ErrNotExist) {
			return doctor.Database{Unborn: true}
		}
	}
	var d doctor.Database
	err := c.withDatabase(ctx, dir, func(url string, _ bool) error {
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		defer cancel()
		d = postgres.Examine(ctx, url, now)
		return nil
	})
	if err != nil && d.Server.Version == 0 {
		d.Server.Err = err.Error()
	}
	return d
}

func (c *doctorCmd) lookAtRedis(ctx context.Context) doctor.Redis {
	if c.RedisURL == "" {
		_, err := exec.LookPath("redis-server")
		return doctor.Redis{Private: true, Lasting: err == nil}
	}
	store, err := redis.Open(c.RedisURL)
	if err != nil {
		return doctor.Redis{Err: err.Error()}
	}
	defer store.Close()
	return store.Examine(ctx)
}

func (c *doctorCmd) lookAtTelegram(ctx context.Context) doctor.Telegram {
	return telegram.Check(ctx, telegram.Config{
		Token: c.TelegramBotToken, API: c.TelegramAPIURL,
		WebhookURL: c.TelegramWebhookURL, WebhookSecret: c.TelegramWebhookSecret,
	})
}

// lookAtSettings takes what can be told of them. A key that stands in a file and is that
// of before as well is not found out here.
func (c *doctorCmd) lookAtSettings(key doctor.Key) doctor.Settings {
	s := doctor.Settings{
		PublicURL: c.PublicURL, OperatorName: c.OperatorName, Hotline: c.Hotline,
		OldKey: c.SecretKeyOld != "", TrustedProxies: c.TrustedProxies,
	}
	if u, err := url.Parse(c.PublicURL); err == nil {
		s.PublicURL = u.Redacted()
	}
	wrong := []error{c.check()}
	if key.Given {
		_, err := c.key("") // no file is read
		wrong = append(wrong, err)
	}
	_, err := c.oldKeys([]byte(c.SecretKey))
	wrong = append(wrong, err)
	for _, err := range wrong {
		if err != nil {
			s.Wrong = append(s.Wrong, err.Error())
		}
	}
	limits, err := c.limits()
	s.LimitsOff = err == nil && limits.Off
	s.QuietOff = c.QuietHours == quietOff
	return s
}

func (c *doctorCmd) lookAtFolder(dir string) doctor.Folder {
	d := doctor.Folder{Dir: dir, Key: doctor.Key{Given: c.SecretKey != "", File: filepath.Join(dir, "secret-key")}}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.Missing, d.Key.Missing = true, true
		return d
	case err != nil:
		d.Err = err.Error()
		return d
	case !info.IsDir():
		d.Err = "it is a file"
		return d
	}
	d.Mode = info.Mode()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err == nil {
		d.Free = disk.Bavail * uint64(disk.Bsize)
	}
	if err := tryToWrite(dir); err != nil {
		d.Err = err.Error()
	}
	if !d.Key.Given {
		lookAtKey(&d.Key, info)
	}
	return d
}

func tryToWrite(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("motcua doctor looks whether DATA_DIR can be written\n")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// lookAtKey looks at the file, and does not keep what it holds.
func lookAtKey(k *doctor.Key, dir fs.FileInfo) {
	info, err := os.Stat(k.File)
	if errors.Is(err, fs.ErrNotExist) {
		k.Missing = true
		return
	}
	if err != nil {
		k.Err = err.Error()
		return
	}
	k.Mode, k.Size = info.Mode(), info.Size()
	owner, known := ownerOf(info)
	above, _ := ownerOf(dir)
	us := uint32(os.Geteuid()) // as root we read what serve may not
	k.Foreign = known && owner != above && (us == 0 || owner != us)
	f, err := os.Open(k.File)
	if err != nil {
		k.Err = err.Error()
		return
	}
	_ = f.Close() // whether it opens is all
}

func ownerOf(info fs.FileInfo) (uint32, bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return s.Uid, true
}

func lookAtBackup(dir string) doctor.Backup {
	text, err := os.ReadFile(filepath.Join(dir, lastBackup))
	if errors.Is(err, fs.ErrNotExist) {
		return doctor.Backup{Missing: true}
	}
	var told backupTold
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	if err != nil {
		return doctor.Backup{Err: err.Error()}
	}
	return doctor.Backup{At: told.At, File: told.File, Verified: told.Verified}
}

// passwordWords are passwords in an address of the form "host=... password=...".
var passwordWords = regexp.MustCompile(`password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)`)

// secrets is all that must never be printed.
func (c *doctorCmd) secrets() []string {
	all := []string{string(c.TelegramBotToken), string(c.TelegramWebhookSecret), string(c.SecretKey), string(c.SecretKeyOld)}
	for _, address := range []string{c.DatabaseURL, c.RedisURL, string(c.SMTPURL)} {
		u, err := url.Parse(address)
		if err != nil { // it will be named as wrong, and may be all password
			all = append(all, address)
			continue
		}
		if password, ok := u.User.Password(); ok {
			all = append(all, password, url.PathEscape(password), url.QueryEscape(password))
		}
		all = append(all, u.Query()["password"]...)
		for _, found := range passwordWords.FindAllStringSubmatch(address, -1) {
			all = append(all, strings.Trim(found[1], "'"))
		}
	}
	return all
}

// hide takes secrets out of what others wrote. None of them should be there; this is the
// last door.
func (c *doctorCmd) hide(f *doctor.Facts) {
	d := &f.Database
	said := []*string{
		&d.Server.Err, &d.Data.Err, &d.Sources.Err, &d.Team.Err, &d.Work.Err, &d.Mails.Err, &f.Mail.Err,
		&f.Redis.Err, &f.Telegram.Err, &f.Telegram.LastError, &f.Folder.Err, &f.Folder.Key.Err, &f.Backup.Err,
	}
	for i := range f.Settings.Wrong {
		said = append(said, &f.Settings.Wrong[i])
	}
	for _, s := range c.secrets() {
		if s == "" {
			continue
		}
		for _, text := range said {
			*text = strings.ReplaceAll(*text, s, "[hidden]")
		}
	}
}
