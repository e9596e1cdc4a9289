package embedded

import "syscall"

// locale of a new cluster: letters beyond ASCII sort by code point and fold case.
const locale = "C.UTF-8"

// tie makes the kernel send sig to the child when the thread that started it ends.
func tie(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }
