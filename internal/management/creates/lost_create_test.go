package creates_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

type object = map[string]any

// losing is a tenant, and a client of it that waits for nothing. The answer to
// the next POST of the kind gets lost: before the write, or after it.
func losing(t *testing.T, kind string, before bool, options management.Options) (*management.Client, *mocktest.Mock) {
	t.Helper()
	mock := mocktest.Start(t)
	options.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client := managementtest.OfMock(t, mock, options)
	lose(t, mock, kind, before, 1)
	return client, mock
}

func lose(t *testing.T, mock *mocktest.Mock, kind string, before bool, times int) {
	t.Helper()
	chance := &faults.Chance{Rate: 1, Times: times, Methods: []string{http.MethodPost}, Path: "/api/v2/" + kind}
	settings := faults.Settings{LostAnswers: chance}
	if before {
		settings = faults.Settings{Errors: chance}
	}
	if err := mock.Faults.Set(settings); err != nil {
		t.Fatal(err)
	}
}

// asked are the requests to the Management API.
func asked(mock *mocktest.Mock) string {
	var lines []string
	for _, r := range mock.Requests.All() {
		if path, is := strings.CutPrefix(r.Path, "/api/v2/"); is {
			kind, _, _ := strings.Cut(path, "?")
			kind, _, _ = strings.Cut(kind, "/")
			lines = append(lines, r.Method+" "+kind)
		}
	}
	return strings.Join(lines, ", ")
}

func create(t *testing.T, mock *mocktest.Mock, kind string, body object) object {
	t.Helper()
	var out object
	mock.API(http.MethodPost, "/"+kind, body, &out)
	return out
}

func TestAnAPIWhoseCreateGotNoAnswerIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before   bool // the failure is before the write
		existing object
		settings management.Settings
		conflict bool
		asked    string
	}{
		"made": {asked: "POST resource-servers, GET resource-servers", settings: management.Settings{
			"name": "n", "token_lifetime": 3600, "enforce_policies": true, "signing_alg": "HS256", "signing_secret": "0123456789abcdef",
			"subject_type_authorization": map[string]any{"user": map[string]any{"policy": "deny_all"}},
			"authorization_details":      []any{map[string]any{"type": "b"}, map[string]any{"type": "a"}},
		}},
		"not made":                 {before: true, asked: "POST resource-servers, GET resource-servers, POST resource-servers"},
		"another's, before":        {existing: object{"name": "other"}, conflict: true, before: true, asked: "POST resource-servers, GET resource-servers, POST resource-servers, GET resource-servers"},
		"another's, of more":       {existing: object{"name": "n", "allow_offline_access": true}, conflict: true, before: true},
		"another's, of other time": {existing: object{"name": "n", "token_lifetime": 60}, conflict: true, before: true},
		"another's, with scopes":   {existing: object{"name": "n", "scopes": []object{{"value": "a"}}}, conflict: true, before: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := losing(t, "resource-servers", c.before, management.Options{})
			if c.existing != nil {
				c.existing["identifier"] = "urn:a"
				create(t, mock, "resource-servers", c.existing)
			}
			if c.settings == nil {
				c.settings = management.Settings{"name": "n"}
			}
			created, err := client.CreateResourceServer(t.Context(), "urn:a", c.settings)
			if c.conflict {
				if !management.IsConflict(err) {
					t.Errorf("got %+v, %v; want a conflict", created, err)
				}
			} else if err != nil || created.ID == "" || created.Identifier != "urn:a" || created.Settings["name"] != "n" {
				t.Errorf("got %+v, %v", created, err)
			}
			if got := asked(mock); c.asked != "" && got != c.asked {
				t.Errorf("asked: %s\nwant:  %s", got, c.asked)
			}
		})
	}
}

func TestAGrantWhoseCreateGotNoAnswerIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, conflict bool
		existing         []string
	}{
		"made":                                 {},
		"not made":                             {before: true},
		"another's, which a lost answer hides": {before: true, conflict: true, existing: []string{"b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := losing(t, "client-grants", c.before, management.Options{})
			create(t, mock, "resource-servers", object{"identifier": "urn:a", "scopes": []object{{"value": "a"}, {"value": "b"}}})
			application := create(t, mock, "clients", object{"name": "c", "app_type": "non_interactive"})
			id, _ := application["client_id"].(string)
			if c.existing != nil {
				create(t, mock, "client-grants", object{"client_id": id, "audience": "urn:a", "scope": c.existing})
			}
			granted, err := client.CreateClientGrant(t.Context(), management.GrantKey{ClientID: id, Audience: "urn:a"}, management.Settings{"scope": []string{"a"}})
			if c.conflict {
				if !management.IsConflict(err) {
					t.Errorf("got %+v, %v; want a conflict", granted, err)
				}
			} else if err != nil || granted.ID == "" || granted.SubjectType != "client" {
				t.Errorf("got %+v, %v", granted, err)
			}
		})
	}
}

func TestAClientWhoseCreateGotNoAnswerIsFound(t *testing.T) {
	t.Parallel()
	wanted := object{"name": "c", "app_type": "non_interactive"}
	for name, c := range map[string]struct {
		before   bool
		existing []object
		granted  bool // the existing ones have a grant
		read     bool // this process has read them
		several  bool
		// clients that there are in the end, and whether the one is guessed.
		clients int
		guessed bool
	}{
		"made":                         {clients: 1, guessed: true},
		"not made":                     {before: true, clients: 1},
		"of a name that is used":       {existing: []object{{"name": "c", "app_type": "spa"}, {"name": "d", "app_type": "non_interactive"}}, clients: 3, guessed: true},
		"with one that was changed":    {existing: []object{{"name": "c", "app_type": "non_interactive", "callbacks": []string{"https://a.test/"}}}, clients: 2, guessed: true},
		"with one that is read":        {existing: []object{wanted}, read: true, clients: 2, guessed: true},
		"with one that has grants":     {existing: []object{wanted}, granted: true, clients: 2, guessed: true},
		"not made, with one like it":   {existing: []object{wanted}, before: true, granted: true, clients: 2},
		"with one like it, so unknown": {existing: []object{wanted}, several: true, clients: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := losing(t, "clients", c.before, management.Options{})
			create(t, mock, "resource-servers", object{"identifier": "urn:a"})
			var others []string
			for _, existing := range c.existing {
				id, _ := create(t, mock, "clients", existing)["client_id"].(string)
				others = append(others, id)
				if c.granted {
					create(t, mock, "client-grants", object{"client_id": id, "audience": "urn:a", "scope": []string{}})
				}
				if c.read {
					if _, err := client.ReadApplication(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
			}
			created, err := client.CreateApplication(t.Context(), management.Settings{"name": "c", "app_type": "non_interactive"})
			var lost *management.LostCreateError
			switch {
			case c.several:
				if !errors.As(err, &lost) || len(lost.Candidates) != 2 || !slices.Contains(lost.Candidates, others[0]) || !strings.Contains(err.Error(), others[0]) {
					t.Errorf("got %+v, %v; want both candidates", created, err)
				}
			case err != nil || (created.Creation.Origin == management.AnswerLost) != c.guessed || slices.Contains(others, created.ClientID) || created.Settings["client_secret"] == nil:
				t.Errorf("got %+v, %v", created, err)
			}
			var all []object
			mock.API(http.MethodGet, "/clients?is_global=false", nil, &all)
			if got := len(all) - 1; got != c.clients { // without the admin
				t.Errorf("there are %d clients, want %d", got, c.clients)
			}
		})
	}
}

// Once all clients were listed, a client that is not in that list was created
// since: whether it has grants need not be asked.
func TestTheSecondLostClientTakesOneRequest(t *testing.T) {
	t.Parallel()
	client, mock := losing(t, "clients", true, management.Options{})
	create(t, mock, "clients", object{"name": "b", "app_type": "non_interactive"})
	for i, name := range []string{"a", "b"} {
		mock.Requests.Reset()
		created, err := client.CreateApplication(t.Context(), management.Settings{"name": name, "app_type": "non_interactive"})
		if err != nil || (created.Creation.Origin == management.AnswerLost) != (i == 1) {
			t.Errorf("%s: got %+v, %v", name, created, err)
		}
		lose(t, mock, "clients", false, 1)
	}
	if got := asked(mock); got != "POST clients, GET clients" {
		t.Errorf("asked: %s", got)
	}
}

func TestLostClientsOfOneNameAreEachTakenOnce(t *testing.T) {
	t.Parallel()
	const together = 6
	client, mock := losing(t, "clients", false, management.Options{})
	if err := mock.Faults.Set(faults.Settings{LostAnswers: &faults.Chance{Rate: 0.5, Methods: []string{http.MethodPost}, Path: "/api/v2/clients"}}); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	ids, failed := make([]string, together), make([]*management.LostCreateError, together)
	for i := range together {
		group.Go(func() {
			created, err := client.CreateApplication(t.Context(), management.Settings{"name": "c", "app_type": "non_interactive"})
			if err == nil {
				ids[i] = created.ClientID
			} else if !errors.As(err, &failed[i]) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	seen := map[string]bool{}
	for i, id := range ids {
		if id != "" && seen[id] || id == "" && len(failed[i].Candidates) < 2 {
			t.Errorf("got %v, %v; want each client once, or the candidates", ids, failed)
		}
		seen[id] = true
	}
}

func TestALookThatFailsIsSaid(t *testing.T) {
	t.Parallel()
	client, mock := losing(t, "clients", false, management.Options{MaxRetries: -1})
	settings := mock.Faults.Settings()
	settings.Errors = &faults.Chance{Rate: 1, Methods: []string{http.MethodGet}}
	if err := mock.Faults.Set(settings); err != nil {
		t.Fatal(err)
	}
	_, err := client.CreateApplication(t.Context(), management.Settings{"name": "c"})
	var lost *management.LostCreateError
	if !errors.As(err, &lost) || lost.Lookup == nil || !strings.Contains(err.Error(), "looking for it failed") {
		t.Errorf("got %v, want that the lookup failed", err)
	}
}

// Without retries, what was created is found too.
func TestALostCreateIsLookedForWithoutRetriesToo(t *testing.T) {
	t.Parallel()
	client, _ := losing(t, "clients", false, management.Options{MaxRetries: -1})
	if created, err := client.CreateApplication(t.Context(), management.Settings{"name": "c"}); err != nil || created.Creation.Origin != management.AnswerLost {
		t.Errorf("got %+v, %v", created, err)
	}
}

func TestAWriteThatIsUnderWayEndsWhenItsCallerIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	mock := mocktest.Start(t, mocktest.WithMiddleware(func(tenant http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/api/v2/") {
				cancel()
			}
			tenant.ServeHTTP(w, r)
		})
	}))
	client := managementtest.OfMock(t, mock, management.Options{})
	created, err := client.CreateApplication(ctx, management.Settings{"name": "c"})
	if err != nil || created.ClientID == "" {
		t.Errorf("got %+v, %v; want the client", created, err)
	}
	if _, err := client.CreateApplication(ctx, management.Settings{"name": "d"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancellation", err)
	}
	if got := asked(mock); got != "POST clients" {
		t.Errorf("asked: %s", got)
	}
}

func TestClientsThatWereLeftAreTakenOverWhereThatIsWanted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		existing   []object
		recognised bool
		failed     bool
	}{
		"none":                  {},
		"one":                   {existing: []object{{"name": "c", "app_type": "non_interactive"}}, recognised: true},
		"one of other settings": {existing: []object{{"name": "c", "app_type": "non_interactive", "description": "d"}}},
		"several":               {existing: []object{{"name": "c", "app_type": "non_interactive"}, {"name": "c", "app_type": "non_interactive"}}, failed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := mocktest.Start(t)
			client := managementtest.OfMock(t, mock, management.Options{AdoptExisting: true})
			create(t, mock, "resource-servers", object{"identifier": "urn:a"})
			for _, existing := range c.existing {
				id := create(t, mock, "clients", existing)["client_id"]
				create(t, mock, "client-grants", object{"client_id": id, "audience": "urn:a", "scope": []string{}})
			}
			// What was listed for one client may be another's.
			if _, err := client.CreateApplication(t.Context(), management.Settings{"name": "first"}); err != nil {
				t.Fatal(err)
			}
			mock.Requests.Reset()
			created, err := client.CreateApplication(t.Context(), management.Settings{"name": "c", "app_type": "non_interactive"})
			var lost *management.LostCreateError
			if c.failed {
				if !errors.As(err, &lost) || len(lost.Candidates) != 2 || strings.Contains(asked(mock), "POST") {
					t.Errorf("got %+v, %v after %s; want the candidates, and nothing created", created, err, asked(mock))
				}
			} else if err != nil || (created.Creation.Origin == management.Adopted) != c.recognised || c.recognised == strings.Contains(asked(mock), "POST") {
				t.Errorf("got %+v, %v after %s", created, err, asked(mock))
			}
			if again, err := client.CreateApplication(t.Context(), management.Settings{"name": "c", "app_type": "non_interactive"}); !c.failed && (err != nil || again.ClientID == created.ClientID) {
				t.Errorf("the second of the name: got %+v, %v; want another", again, err)
			}
		})
	}
}
