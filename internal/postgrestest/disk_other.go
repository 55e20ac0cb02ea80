//go:build !linux

package postgrestest

import "testing"

// Disk returns the folder of a small disk. It skips the test, except on Linux.
func Disk(t testing.TB, _ int) string {
	t.Helper()
	t.Skip("the tests mount a small disk only on Linux")
	return ""
}

// Resize changes the size of a disk.
func Resize(testing.TB, string, int) {}
