// Package nodetest helps tests that run Node.js programs.
package nodetest

import (
	"bytes"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// major is the oldest release of Node.js that the packages of the tests support.
const major = 20

// Require skips the test if Node.js or npm is missing, or Node.js is too old.
func Require(tb testing.TB) {
	tb.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			tb.Skipf("needs Node.js %d or later with npm: %v", major, err)
		}
	}
	version, err := exec.CommandContext(tb.Context(), "node", "--version").Output()
	if err != nil {
		tb.Fatalf("node --version: %v", err)
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(string(version), "v"), ".")
	if number, err := strconv.Atoi(first); err != nil || number < major {
		tb.Skipf("needs Node.js %d or later; found %s", major, bytes.TrimSpace(version))
	}
}
