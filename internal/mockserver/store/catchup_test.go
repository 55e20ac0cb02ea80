package store

import (
	"errors"
	"path/filepath"
	"testing"
)

// TestAStoreThatLagsBehindFollowsReusedNaturalKeys lets natural keys move on
// while a store sleeps. It then finds only the newest row of each object, and
// for a moment two objects with one key.
func TestAStoreThatLagsBehindFollowsReusedNaturalKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	writer, sleeper := openFile(t, path), openFile(t, path)
	seed(t, writer)
	view(t, sleeper, func(r Reader) { equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2 api1") })

	api := func(id, identifier string) *ResourceServer {
		return &ResourceServer{ID: id, Identifier: identifier}
	}
	for _, step := range []func(w Writer) error{
		func(w Writer) error {
			return errors.Join(w.PutResourceServer(api("api2", "urn:moved")), w.PutClientGrant(grant("g22", "c2", "urn:moved")))
		},
		func(w Writer) error { // take over what the step before gave up
			return errors.Join(w.PutResourceServer(api("api1", "urn:2")), w.PutClientGrant(grant("g21", "c2", "urn:2")))
		},
		func(w Writer) error { // so that the rows of the first step are replaced
			return errors.Join(w.PutResourceServer(api("api2", "urn:again")), w.PutClientGrant(grant("g22", "c2", "urn:again")))
		},
	} {
		update(t, writer, step)
	}
	for name, s := range map[string]Store{"writer": writer, "sleeper": sleeper, "new": openFile(t, path)} {
		view(t, s, func(r Reader) {
			for identifier, id := range map[string]string{"urn:2": "api1", "urn:again": "api2"} {
				if found := r.ResourceServerByIdentifier(identifier); found == nil || found.ID != id {
					t.Errorf("%s: %s is %v, not %s", name, identifier, found, id)
				}
			}
			if found := r.ClientGrantFor("c2", "urn:2", "client"); found == nil || found.ID != "g21" {
				t.Errorf("%s: the grant of c2 on urn:2 is %v, not g21", name, found)
			}
			equal(t, name+": nobody's identifier", r.ResourceServerByIdentifier("urn:moved"), nil)
			equal(t, name+": grants of c2", grantIDs(r.ClientGrantsOfClient("c2")), "g22 g21")
			equal(t, name+": grants on urn:2", grantIDs(r.ClientGrantsOfAudience("urn:2")), "g21 g12")
		})
	}
}

func TestAnOlderVersionIsNeverPublishedOverANewerOne(t *testing.T) {
	t.Parallel()
	f := openFile(t, filepath.Join(t.TempDir(), "tenant.db")).(*file)
	old := f.current.Load()
	update(t, f, func(w Writer) error { return w.SetSetting("a", "b") })
	view(t, f, func(Reader) {}) // so that the next one does not read the file again
	f.publish(old)
	view(t, f, func(r Reader) { equal(t, "a", r.Setting("a"), "b") })
}

func TestARowOfAnUnknownKindIsAnError(t *testing.T) {
	t.Parallel()
	f := openFile(t, filepath.Join(t.TempDir(), "tenant.db")).(*file)
	if _, err := f.insert.Exec(1, "hook", "h1", 1, false, "{}"); err != nil {
		t.Fatal(err)
	}
	if err := f.View(t.Context(), func(Reader) error { return nil }); err == nil {
		t.Error("no error")
	}
}

// FuzzApply checks that no content of a row makes reading panic.
func FuzzApply(f *testing.F) {
	for _, k := range []kind{kindResourceServer, kindClient, kindClientGrant, kindRefreshToken, kindSigningKey, kindSetting, "other"} {
		f.Add(string(k), false, []byte(`{"id":"1","Properties":{"a":[1]},"scopes":[{"value":"a"}]}`))
		f.Add(string(k), true, []byte(nil))
		f.Add(string(k), false, []byte(`null`))
		f.Add(string(k), false, []byte(`{"id":`))
	}
	f.Fuzz(func(t *testing.T, k string, deleted bool, data []byte) {
		m := newImage().next()
		change, err := storedRow{kind: kind(k), id: "1", created: 1, deleted: deleted, data: data}.decode()
		if err != nil {
			return
		}
		change(&m)
		_ = m.ResourceServers().All()
		_ = m.ClientGrantsOfAudience("")
	})
}
