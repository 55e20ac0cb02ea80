package deploycli_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

type object = map[string]any

func of(properties ...object) []deploycli.Object {
	objects := make([]deploycli.Object, len(properties))
	for i, each := range properties {
		objects[i] = deploycli.Object{Source: "file " + string(rune('a'+i)), Properties: each}
	}
	return objects
}

// load answers a line for each object; IDs of clients are their names in it.
func load(t *testing.T, mock *mocktest.Mock, c deploycli.Configuration) string {
	t.Helper()
	var lines []string
	err := c.Load(t.Context(), mock.Server, func(r deploycli.Result) {
		detail := r.Detail
		if id, ok := strings.CutPrefix(detail, "client_id "); ok {
			id, notes, more := strings.Cut(id, "; ")
			var client object
			mock.API(http.MethodGet, "/clients/"+id, nil, &client)
			detail = "ID of " + client["name"].(string)
			if more {
				detail += "; " + notes
			}
		}
		lines = append(lines, strings.TrimSuffix(string(r.Outcome)+" "+r.Object+": "+detail, ": "))
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, got string, want ...string) {
	t.Helper()
	if want := strings.Join(want, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATenantIsMadeAsTheFilesSayAndOnlyOnce(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	configuration := deploycli.Configuration{
		APIs: of(
			object{"identifier": "urn:a b", "name": "A", "token_lifetime": json.Number("3600"), "scopes": []any{object{"value": "read", "description": "Read"}, object{"value": "write"}}, "id": "x", "is_system": false, "client_id": "y"},
			object{"identifier": "urn:hs", "name": "H", "signing_alg": "HS256", "signing_secret": "0123456789abcdef0123456789abcdef"},
		),
		Clients: of(
			object{"name": "Two words", "app_type": "non_interactive", "client_secret": strings.Repeat("s", 64), "client_metadata": object{"k": "v"}, "tenant": "x", "global": false, "callback_url_template": false},
			object{"name": "spa", "app_type": "spa", "client_id": "inTheFile", "jwt_configuration": object{"alg": "RS256"}},
		),
		Grants: of(
			object{"client_id": "Two words", "audience": "urn:a b", "scope": []any{"read"}, "id": "cgr_x"},
			object{"client_id": "inTheFile", "audience": "urn:a b", "scope": []any{}, "subject_type": "user"},
			object{"client_id": mock.ClientID, "audience": "urn:hs", "scope": []any{}},
			object{"default_for": "third_party_clients", "audience": "urn:hs", "scope": []any{}},
		),
	}
	expect(t, load(t, mock, configuration),
		`created API "urn:a b"`, "created API urn:hs",
		`created client "Two words": ID of Two words`, "created client spa: ID of spa",
		`created grant of "Two words" on "urn:a b"`, `created grant of inTheFile on "urn:a b"`,
		"created grant of "+mock.ClientID+" on urn:hs", "created grant of third_party_clients on urn:hs",
	)
	var clients []object
	mock.API(http.MethodGet, "/clients?app_type=non_interactive", nil, &clients)
	for _, client := range clients {
		if client["name"] == "Two words" && client["client_secret"] != strings.Repeat("s", 64) {
			t.Errorf("the client's secret is not the file's: %v", client)
		}
	}
	// In another process, which knows of the IDs in the files nothing.
	configuration.Grants[1].Properties["client_id"] = "spa"
	expect(t, load(t, mock, configuration),
		`unchanged API "urn:a b"`, "unchanged API urn:hs",
		`unchanged client "Two words"`, "unchanged client spa",
		`unchanged grant of "Two words" on "urn:a b"`, `unchanged grant of spa on "urn:a b"`,
		"unchanged grant of "+mock.ClientID+" on urn:hs", "unchanged grant of third_party_clients on urn:hs",
	)
}

func TestWhatDiffersIsChangedAndTheRestLeftAlone(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	load(t, mock, deploycli.Configuration{
		APIs:    of(object{"identifier": "urn:a", "name": "A", "token_lifetime": 60, "scopes": []any{object{"value": "read"}, object{"value": "write"}}}),
		Clients: of(object{"name": "c", "description": "mine", "client_metadata": object{"k": "v"}}),
		Grants:  of(object{"client_id": "c", "audience": "urn:a", "scope": []any{"read"}}),
	})
	expect(t, load(t, mock, deploycli.Configuration{
		APIs:    of(object{"identifier": "urn:a", "name": "B", "token_lifetime": 61}),
		Clients: of(object{"name": "c", "client_metadata": object{"k": "w"}, "client_secret": strings.Repeat("t", 64)}),
		Grants:  of(object{"client_id": "c", "audience": "urn:a", "scope": []any{"read", "write"}}),
	}), "updated API urn:a: name, token_lifetime", "updated client c: client_metadata, client_secret", "updated grant of c on urn:a: scope")
	var api struct {
		Name          string
		TokenLifetime int `json:"token_lifetime"`
		Scopes        []object
	}
	mock.API(http.MethodGet, "/resource-servers/urn:a", nil, &api)
	if api.Name != "B" || api.TokenLifetime != 61 || len(api.Scopes) != 2 {
		t.Errorf("got %+v", api)
	}
}

func TestObjectsAreFoundByWhatIsTheirsAlone(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	load(t, mock, deploycli.Configuration{
		APIs:    of(object{"identifier": "urn:a", "name": "A", "scopes": []any{object{"value": "read"}}}),
		Clients: of(object{"name": "c"}),
		Grants: of(
			object{"client_id": "c", "audience": "urn:a", "scope": []any{"read"}, "subject_type": "user"},
			object{"client_id": "c", "audience": "urn:a", "scope": []any{}},
		),
	})
	var clients []object
	mock.API(http.MethodGet, "/clients?is_global=false", nil, &clients)
	id := clients[len(clients)-1]["client_id"]
	expect(t, load(t, mock, deploycli.Configuration{
		Clients: of(object{"name": "renamed", "client_id": id}),
		Grants: of(
			object{"client_id": "renamed", "audience": "urn:a", "scope": []any{}},
			object{"client_id": id, "audience": "urn:a", "scope": []any{"read"}, "subject_type": "user"},
		),
	}), "updated client renamed: name", "unchanged grant of renamed on urn:a", "unchanged grant of "+id.(string)+" on urn:a")
}

func TestWhatFailsOrIsSkippedIsSaidAndTheRestIsLoaded(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	for range 2 {
		mock.API(http.MethodPost, "/clients", object{"name": "twice there"}, nil)
	}
	got := load(t, mock, deploycli.Configuration{
		APIs: of(
			object{"name": "Auth0 Management API", "identifier": "https://tenant.example/api/v2/"},
			object{"identifier": "urn:system", "is_system": true},
			object{"name": "no identifier"},
			object{"identifier": 1},
			object{"identifier": "urn:a", "signing_alg": "none"},
			object{"identifier": "urn:a", "surprise": true},
			object{"identifier": "urn:a", "name": "A"},
		),
		Clients: of(
			object{"name": "All Applications", "global": true},
			object{"name": "g", "global": true},
			object{"description": "no name"},
			object{"name": "<b>"},
			object{"name": "twice there"},
			object{"name": "c", "client_secret": ""},
			object{"name": "c"},
			object{"name": "d", "client_id": "1"}, object{"name": "d", "client_id": "2", "description": "the same"},
			object{"name": "line\nbreak", "app_type": "spa"},
		),
		Grants: of(
			object{"client_id": "c", "audience": "urn:a", "is_system": true},
			object{"client_id": "c", "audience": "https://tenant.example/api/v2/", "scope": []any{}},
			object{"client_id": "nobody", "audience": "urn:a", "scope": []any{}},
			object{"client_id": "twice there", "audience": "urn:a", "scope": []any{}},
			object{"client_id": "c", "audience": "urn:a", "scope": []any{"read"}},
			object{"client_id": "c", "scope": []any{}},
		),
	})
	lines := strings.Split(got, "\n")
	for i, want := range []string{
		"skipped API https://tenant.example/api/v2/: each tenant has its own",
		"skipped API urn:system: each tenant has its own",
		`failed API "": file c: it has no identifier`,
		`failed API "": file d: it has no identifier`,
		"failed API urn:a: file e: 400 invalid_body: Payload validation error: 'No enum match for: none' on property signing_alg",
		"failed API urn:a: file f: 400 invalid_body: Payload validation error: 'Additional properties not allowed: surprise'",
		"created API urn:a",
		`skipped client "All Applications": each tenant has its own`,
		"skipped client g: each tenant has its own",
		`failed client "": file c: it has no name`,
		"failed client <b>: file d: 400 invalid_body: ",
		`failed client "twice there": file e: the tenant has several clients with the name "twice there"`,
		"failed client c: file f: it was created as ",
		"failed client c: file g: the files have another client of this name",
		"created client d: ID of d",
		"updated client d: description",
		`created client "line\nbreak": ID of line`,
		"break",
		"skipped grant of c on urn:a: each tenant has its own",
		"skipped grant of c on https://tenant.example/api/v2/: the Management API of another tenant",
		"skipped grant of nobody on urn:a: neither the files nor the tenant have its client",
		`failed grant of "twice there" on urn:a: file d: its client "twice there" failed`,
		"created grant of c on urn:a",
		`failed grant of c on "": file f: 400 invalid_body: Payload validation error: 'Missing required property: audience'`,
	} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("line %d is not %q:\n%s", i, want, got)
		}
	}
}

func TestGrantsOnTheTenantsOwnManagementAPIAreLoaded(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	audience := mock.URL + "/api/v2/"
	expect(t, load(t, mock, deploycli.Configuration{
		Clients: of(object{"name": "c"}),
		Grants:  of(object{"client_id": "c", "audience": audience, "scope": []any{"read:clients"}}),
	}), "created client c: ID of c", "created grant of c on "+audience)
}

func TestClientsBeyondOnePageAreFoundByName(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	many := deploycli.Configuration{}
	for i := range 120 {
		many.Clients = append(many.Clients, of(object{"name": strings.Repeat("c", i+1)})...)
	}
	load(t, mock, many)
	if got := load(t, mock, many); strings.Count(got, "unchanged ") != 120 {
		t.Errorf("got %s", got)
	}
}

// failing is a tenant that cannot be asked.
type failing struct{ err error }

func (f failing) Change(context.Context, string, string, io.Reader) (*http.Response, error) {
	return nil, f.err
}

func TestATenantThatCannotBeAskedIsAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	err := (&deploycli.Configuration{}).Load(t.Context(), failing{broken}, nil)
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "reading the tenant's clients") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	mock := mocktest.Start(t)
	told := 0
	err = (&deploycli.Configuration{APIs: of(object{"identifier": "urn:a"}, object{"identifier": "urn:b"})}).Load(ctx, mock.Server, func(deploycli.Result) {
		told++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("told of %d, then %v", told, err)
	}
}
