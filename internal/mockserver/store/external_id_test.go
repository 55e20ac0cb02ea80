package store

import (
	"encoding/json"
	"errors"
	"testing"
)

func externalClient(clientID, url string) *Client {
	client := &Client{ClientID: clientID, Properties: map[string]json.RawMessage{}}
	if url != "" {
		client.Properties["external_client_id"] = json.RawMessage(`"` + url + `"`)
	}
	return client
}

// A client is found by its external id, which one client has, until it changes or goes.
func TestAClientIsFoundByItsExternalID(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		const url, other = "https://app.example.test/client.json", "https://app.example.test/other.json"
		holds := func(id, want string) {
			t.Helper()
			view(t, s, func(r Reader) {
				got := ""
				if client := r.ClientByExternalID(id); client != nil {
					got = client.ClientID
				}
				equal(t, "the client of "+id, got, want)
			})
		}
		put := func(client *Client) func(Writer) error {
			return func(w Writer) error { return w.PutClient(client) }
		}
		update(t, s, put(externalClient("c1", url)))
		update(t, s, put(externalClient("c2", "")))
		holds(url, "c1")
		holds("", "")
		if err := s.Update(t.Context(), put(externalClient("c2", url))); !errors.Is(err, ErrConflict) {
			t.Errorf("a second client of the URL: %v", err)
		}
		update(t, s, put(externalClient("c1", other)))
		holds(url, "")
		holds(other, "c1")
		update(t, s, put(externalClient("c2", url)))
		holds(url, "c2")
		update(t, s, func(w Writer) error { return w.DeleteClient("c2") })
		holds(url, "")
		view(t, s, func(r Reader) {
			equal(t, "the public id", r.Client("c1").PublicID(), other)
			equal(t, "the public id of another client", externalClient("c3", "").PublicID(), "c3")
		})
	})
}
