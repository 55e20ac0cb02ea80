//go:build !linux

package postgrestest

import (
	"os"
	"os/exec"
	"runtime"
)

// cannotRun returns why this user cannot run a server, or "".
func cannotRun() string {
	switch {
	case runtime.GOOS == "windows":
		return "the tests start PostgreSQL servers only on Unix"
	case os.Getuid() == 0:
		return "PostgreSQL does not run as root, and the tests change the user only on Linux"
	}
	return ""
}

func giveToServer(string) error { return nil }

func asServer(*exec.Cmd) {}

func startProcess(command *exec.Cmd) (*process, error) {
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &process{command: command, ended: make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(p.ended)
	}()
	return p, nil
}

func immediate() os.Signal { return os.Interrupt }
