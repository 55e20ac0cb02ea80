package postgrestest

import (
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"strconv"
	"syscall"
)

// serverUser returns the user of the server: PostgreSQL refuses to run as root.
func serverUser() (uid, gid int, found bool) {
	for _, name := range []string{"postgres", "daemon"} {
		if u, err := user.Lookup(name); err == nil {
			uid, errUID := strconv.Atoi(u.Uid)
			gid, errGID := strconv.Atoi(u.Gid)
			if errUID == nil && errGID == nil {
				return uid, gid, true
			}
		}
	}
	return 0, 0, false
}

// cannotRun returns why this user cannot run a server, or "".
func cannotRun() string {
	if _, _, found := serverUser(); os.Getuid() == 0 && !found {
		return "PostgreSQL does not run as root, and there is no other user to run it as"
	}
	return ""
}

func giveToServer(folder string) error {
	if os.Getuid() != 0 {
		return nil
	}
	uid, gid, _ := serverUser()
	return os.Chown(folder, uid, gid)
}

// asServer has a command run as the user of the server.
func asServer(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		uid, gid, _ := serverUser()
		command.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

// startProcess starts a server that ends when this process does, even if it is killed.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{command: command, ended: make(chan struct{})}
	command.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	started := make(chan error)
	go func() {
		// The signal is sent when the thread that started the process ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait()
			close(p.ended)
		}
	}()
	return p, <-started
}

func immediate() os.Signal { return syscall.SIGQUIT }
