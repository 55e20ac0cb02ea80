package postgrestest

import (
	"fmt"
	"os"
	"syscall"
	"testing"
)

// Disk returns the folder of a small disk, in memory, for the data or a tablespace of a server.
// It skips the test where this user may not mount one.
func Disk(t testing.TB, bytes int) string {
	t.Helper()
	find(t)
	folder, err := os.MkdirTemp("", "pgdisk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(folder) })
	if err := mount(folder, 0, bytes); err != nil {
		t.Skipf("a full disk needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	if err := giveToServer(folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// Resize changes the size of a disk.
func Resize(t testing.TB, disk string, bytes int) {
	t.Helper()
	if err := mount(disk, syscall.MS_REMOUNT, bytes); err != nil {
		t.Fatal(err)
	}
}

func mount(folder string, flags uintptr, bytes int) error {
	return syscall.Mount("tmpfs", folder, "tmpfs", flags, fmt.Sprintf("size=%d,mode=0700", bytes))
}
