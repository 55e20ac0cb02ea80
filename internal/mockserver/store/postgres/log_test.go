package postgres_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
)

// A state that says that it missed deletions is made again from all rows.
func TestAStateThatMissedDeletionsIsMadeAgain(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	openLog := func(apply func(base []string, rows []postgres.Row) ([]string, bool, error)) *postgres.Log[[]string] {
		log, err := postgres.Open(t.Context(), connect(t, url, postgres.Options{}), postgres.LogOptions[[]string]{
			Empty: func() []string { return nil }, Apply: apply,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = log.Close() })
		return log
	}
	ids := func(base []string, rows []postgres.Row) []string {
		next := slices.Clone(base)
		for _, r := range rows {
			next = append(next, r.ID)
		}
		return next
	}
	// The writer deletes nothing. The reader says that its state, once it has any, is behind.
	writer := openLog(func(base []string, rows []postgres.Row) ([]string, bool, error) { return ids(base, rows), false, nil })
	reader := openLog(func(base []string, rows []postgres.Row) ([]string, bool, error) {
		return append(ids(base, rows), fmt.Sprintf("from %d", len(base))), len(base) > 0, nil
	})
	for i := range 2 {
		if refused, err := writer.Update(t.Context(), func(base []string, seq int64) ([]string, postgres.Write, error) {
			id := fmt.Sprint(i)
			return append(slices.Clone(base), id), postgres.Write{Rows: []postgres.Row{{Seq: seq + 1, Kind: "k", ID: id, Data: []byte("{}")}}}, nil
		}); refused != nil || err != nil {
			t.Fatal(refused, err)
		}
		if _, err := reader.Latest(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := reader.Latest(t.Context()); err != nil || !slices.Equal(got, []string{"0", "1", "from 0"}) {
		t.Errorf("%q, %v", got, err)
	}
}
