package journal_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// For any content of another process's file: no create is returned twice, and the
// next process reads what this process wrote into the file.
func FuzzTheFileOfAnotherProcess(f *testing.F) {
	f.Add("{\"create\":0,\"key\":\"ca978112ca1bbdcafac231b39a23dc4d\",\"began\":\"2026-03-01T12:00:00Z\"}\n{\"create\":0,\"id\":\"1\"}\n{\"crea")
	f.Add("\x00")
	f.Fuzz(func(t *testing.T, content string) {
		folder := t.TempDir()
		killed(t, folder, "/w", content)
		returned := 0
		for range 2 {
			j := journal.New(folder, "/w", at(began))
			for range len(content) {
				interrupted, _, err := j.Begin("a")
				if err != nil {
					t.Fatal(err)
				}
				if interrupted == nil {
					break
				}
				interrupted.Resolve()
				returned++
			}
			j.Close()
		}
		if most := len(content) / len(`{"create":0,"key":"ca978112ca1bbdcafac231b39a23dc4d"}`); returned > most {
			t.Errorf("Begin returned %d creates; there are at most %d", returned, most)
		}
	})
}
