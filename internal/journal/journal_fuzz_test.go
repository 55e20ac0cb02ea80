package journal_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// Whatever is in the file of another process: nothing is told twice, and the
// next process reads what this one wrote into it.
func FuzzTheFileOfAnotherProcess(f *testing.F) {
	f.Add("{\"create\":0,\"key\":\"ca978112ca1bbdcafac231b39a23dc4d\",\"began\":\"2026-03-01T12:00:00Z\"}\n{\"create\":0,\"id\":\"1\"}\n{\"crea")
	f.Add("\x00")
	f.Fuzz(func(t *testing.T, content string) {
		folder := t.TempDir()
		killed(t, folder, "/w", content)
		told := 0
		for range 2 {
			j := journal.New(folder, "/w", at(began))
			for range len(content) {
				left, _, err := j.Begin("a")
				if err != nil {
					t.Fatal(err)
				}
				if left == nil {
					break
				}
				left.Settled()
				told++
			}
			j.Close()
		}
		if most := len(content) / len(`{"create":0,"key":"ca978112ca1bbdcafac231b39a23dc4d"}`); told > most {
			t.Errorf("told of %d creates, of which there can be %d", told, most)
		}
	})
}
