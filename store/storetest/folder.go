package storetest

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// room is what a disk in memory must have left to hold a binary's servers.
const room = 1 << 30

// passable lets other accounts through a folder; what stands inside closes itself.
const passable = 0o711

// makeFolder makes a folder that other accounts may pass through: in memory where
// there is room, so that a slow disk does not show in the tests.
func makeFolder() (string, error) {
	base := ""
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && uint64(fs.Bsize)*fs.Bavail >= room {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "motcua-test-")
	if err != nil && base != "" {
		dir, err = os.MkdirTemp("", "motcua-test-")
	}
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, passable)
}

// binaryFolder is the folder of this test binary's servers. They end with the binary
// (package embedded sees to it), however that ends; the folder is then removed by
// a shell that waits for it, so that no package needs a TestMain.
var binaryFolder = sync.OnceValues(func() (string, error) {
	dir, err := makeFolder()
	if err != nil {
		return "", err
	}
	if err := removeAfterUs(dir); err != nil {
		return "", fmt.Errorf("watch over %s: %w", dir, err)
	}
	return dir, nil
})

// cleanUp waits for the end of its input, which is our end, and removes the folder.
// Where the kernel does not end the servers with us, it ends them first. A server
// may write a last file while the folder goes, hence the repetition.
const cleanUp = `cat >/dev/null
for n in 1 2 3 4 5 6 7 8 9 10; do
	pid=$(head -n 1 "$1/postgres/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
	rm -rf "$1" 2>/dev/null && exit 0
	sleep 0.2
done`

// lifeline is never closed by us: the kernel does it when the binary ends.
var lifeline *os.File //nolint:unused // it only has to be there

func removeAfterUs(dir string) error {
	in, out, err := os.Pipe()
	if err != nil {
		return err
	}
	lifeline = out
	cmd := exec.Command("/bin/sh", "-c", cleanUp, "motcua-test", dir) //nolint:noctx // it outlives us
	cmd.Stdin = in
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is not for it
	if err := cmd.Start(); err != nil {
		return err
	}
	return in.Close()
}
