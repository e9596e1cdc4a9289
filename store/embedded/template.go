package embedded

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// fromTemplate fills a Scratch cluster from a copy that an earlier one left in the
// user's cache: copying takes a tenth of the time of initdb. The first one makes
// the copy; others that begin meanwhile wait for it.
func (c *cluster) fromTemplate(ctx context.Context, dir string) error {
	template, err := c.templateFolder()
	if err != nil {
		return err
	}
	if _, err := os.Stat(template); errors.Is(err, fs.ErrNotExist) {
		if made, err := c.makeTemplate(ctx, template, dir); made || err != nil {
			return err
		}
	}
	return copyFolder(ctx, template, dir)
}

// makeTemplate runs initdb in dir, where the server's account can work, and keeps a
// copy as the template. It returns false when another process was faster.
func (c *cluster) makeTemplate(ctx context.Context, template, dir string) (bool, error) {
	lock, err := waitLock(template + ".lock")
	if err != nil {
		return false, err
	}
	made, err := c.makeLocked(ctx, template, dir)
	return made, closing(lock, err)
}

func (c *cluster) makeLocked(ctx context.Context, template, dir string) (bool, error) {
	if _, err := os.Stat(template); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err := c.initdb(ctx, dir); err != nil {
		return false, err
	}
	half := template + ".new"
	if err := os.RemoveAll(half); err != nil {
		return false, err
	}
	if err := copyFolder(ctx, dir, half); err != nil {
		return false, err
	}
	return true, os.Rename(half, template)
}

// templateFolder is named after all that the content depends on.
func (c *cluster) templateFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil { // no home: not remembered longer than this folder
		cache = c.dir
	}
	uid := os.Getuid()
	if c.acc != (account{}) {
		uid = int(c.acc.uid)
	}
	sum := sha256.Sum256([]byte(strings.Join(c.initdbArgs(), " ")))
	name := fmt.Sprintf("postgres-%s-%d-%x", c.progs.version, uid, sum[:4])
	dir := filepath.Join(cache, "motcua-test")
	return filepath.Join(dir, name), os.MkdirAll(dir, 0o700)
}

// copyFolder copies with owners and modes.
func copyFolder(ctx context.Context, from, to string) error {
	if out, err := exec.CommandContext(ctx, "cp", "-Rp", from, to).CombinedOutput(); err != nil { // #nosec G204 -- our own folders
		return fmt.Errorf("copy %s: %w: %s", from, err, out)
	}
	return nil
}
