package mockserver_test

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func TestBootSweepsExpiredRefreshTokens(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	st, err := store.OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Update(t.Context(), func(tx store.Writer) error {
		if err := tx.PutClient(&store.Client{ClientID: "c", IsFirstParty: true, Properties: map[string]json.RawMessage{
			"refresh_token": json.RawMessage(`{"expiration_type":"expiring","token_lifetime":1000,"infinite_idle_token_lifetime":true}`),
		}}); err != nil {
			return err
		}
		for id, age := range map[string]int64{"old": 1000, "young": 999} {
			if err := tx.PutRefreshToken(&store.RefreshToken{ID: id, ClientID: "c", CreatedAt: now.Unix() - age}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	mocktest.Start(t, mocktest.WithDataFile(path), mocktest.WithClock(func() time.Time { return now }))
	if err := st.View(t.Context(), func(tx store.Reader) error {
		if tx.RefreshToken("old") != nil {
			t.Error("the expired one is still there")
		}
		if tx.RefreshToken("young") == nil {
			t.Error("the one that has a second to live is gone")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
