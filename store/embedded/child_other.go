//go:build unix && !linux

package embedded

import "syscall"

// locale of a new cluster; C.UTF-8 is not everywhere.
const locale = "en_US.UTF-8"

// tie has no counterpart here: after a kill of ours the server stays up, and the
// next start meets its lock until it is ended by hand.
func tie(*syscall.SysProcAttr, syscall.Signal) {}
