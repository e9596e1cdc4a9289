package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who a server runs as. Postgres refuses to be root, so for root it is
// user postgres, else nobody; the zero account is ourselves.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount finds the account for a server that must not be root.
func serverAccount() (account, error) {
	if os.Getuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and this machine has no account named postgres or nobody to run it as")
}

// own makes a file or folder the account's.
func (a account) own(path string) error {
	if a == (account{}) {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid)) // #nosec G703 -- under the folder that the operator chose
}

// credential is what a child needs to run as the account.
func (a account) credential() *syscall.Credential {
	if a == (account{}) {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// canReach refuses a folder under one that is closed to the account: the server
// itself would only say "Permission denied".
func (a account) canReach(dir string) error {
	if a == (account{}) {
		return nil
	}
	for p := dir; ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		if !a.mayEnter(info) {
			return fmt.Errorf("DATA_DIR: the database runs as user %s, who cannot enter %s: choose another folder, or run: chmod o+x %s", a.name, p, p)
		}
		if p == filepath.Dir(p) {
			return nil
		}
	}
}

func (a account) mayEnter(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return true
	case st.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case st.Gid == a.gid:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}
