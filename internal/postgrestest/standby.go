package postgrestest

import (
	"os/exec"
	"testing"
)

// Standby returns a copy of a server that was stopped, with the same data and address: the
// server to which a failover leads. Restart starts it, while the original is stopped. It stops
// when the test ends.
func (s *Server) Standby(t testing.TB) *Server {
	t.Helper()
	standby, err := newServer(s.bin, "", s.settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(standby.remove)
	standby.port = s.port
	command := exec.CommandContext(t.Context(), "cp", "-R", s.Folder(), standby.Folder())
	asServer(command)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("copying the data of the server: %v: %s", err, output)
	}
	return standby
}
