package creates_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// journalIn is the journal of a process, in the folder.
func journalIn(t *testing.T, folder string) *journal.Journal {
	t.Helper()
	j := journal.New(folder, "/w", time.Now)
	t.Cleanup(j.Close)
	return j
}

// made has a process create clients, and returns their IDs and the folder of its
// journal.
func made(t *testing.T, mock *mocktest.Mock, bodies ...management.Settings) (folder string, ids []string) {
	t.Helper()
	folder = t.TempDir()
	client := managementtest.OfMock(t, mock, management.Options{Journal: journalIn(t, folder)})
	for _, body := range bodies {
		created, err := client.CreateApplication(t.Context(), body)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, created.ClientID)
	}
	return folder, ids
}

// killed copies the journal's files, as kill -9 leaves them: without locks.
func killed(t *testing.T, folder string) (after string) {
	t.Helper()
	after = t.TempDir()
	if err := os.CopyFS(after, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return after
}

// interrupted returns the journal as the next process opens it after this one was
// killed.
func interrupted(t *testing.T, folder string) *journal.Journal {
	t.Helper()
	return journalIn(t, killed(t, folder))
}

func TestAClientOfAKilledProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	body := management.Settings{"name": "c", "app_type": "non_interactive"}
	for name, c := range map[string]struct {
		// answered says that the process learned the ID before it was killed.
		answered  bool
		meanwhile func(*testing.T, *mocktest.Mock, string)
		taken     bool
		fails     string
		asked     string
	}{
		"its ID is known":            {answered: true, taken: true, asked: "GET clients"},
		"beside another of its name": {answered: true, meanwhile: another, taken: true, asked: "GET clients"},
		"the answer did not arrive":  {taken: true, asked: "GET clients"},
		"nor do names tell":          {meanwhile: another, fails: "several clients are as it would create one", asked: "GET clients"},
		"it is gone":                 {answered: true, meanwhile: remove, asked: "GET clients, POST clients"},
		"it never arrived":           {meanwhile: remove, asked: "GET clients, POST clients"},
		"it was changed": {answered: true, meanwhile: func(t *testing.T, mock *mocktest.Mock, id string) {
			mock.API(http.MethodPatch, "/clients/"+id, object{"description": "mine"}, nil)
		}, fails: "it was changed since", asked: "GET clients"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := mocktest.Start(t)
			folder, ids := made(t, mock, body)
			if !c.answered {
				forgetIDs(t, folder, 0)
			}
			if c.meanwhile != nil {
				c.meanwhile(t, mock, ids[0])
			}
			mock.Requests.Reset()
			next := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, folder)})
			got, err := next.CreateApplication(t.Context(), body)
			if asked := asked(mock); asked != c.asked {
				t.Errorf("asked %s, want %s", asked, c.asked)
			}
			if c.fails != "" {
				var lost *management.LostCreateError
				if !errors.As(err, &lost) || !strings.Contains(err.Error(), c.fails) || !strings.Contains(err.Error(), ids[0]) {
					t.Errorf("got %+v, %v; want the candidates, and %q", got, err, c.fails)
				}
				return
			}
			if err != nil || (got.ClientID == ids[0]) != c.taken || (got.Creation.Origin == management.Interrupted) != c.taken {
				t.Errorf("got %+v, %v", got, err)
			}
			if again, err := next.CreateApplication(t.Context(), body); err != nil || again.ClientID == got.ClientID {
				t.Errorf("the next of the name: got %+v, %v; want another", again, err)
			}
		})
	}
}

func TestAClientThatCouldNotBeTakenOverIsTakenOverByTheNextProcess(t *testing.T) {
	t.Parallel()
	body := management.Settings{"name": "c"}
	for name, answered := range map[string]bool{"its ID is known": true, "the answer did not arrive": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := mocktest.Start(t)
			folder, ids := made(t, mock, body)
			if !answered {
				forgetIDs(t, folder, 0)
			}
			after := killed(t, folder)
			disturbed := journalIn(t, after)
			second := managementtest.OfMock(t, mock, management.Options{Journal: disturbed, MaxRetries: -1})
			if err := mock.Faults.Set(faults.Settings{Errors: &faults.Chance{Rate: 1, Methods: []string{http.MethodGet}}}); err != nil {
				t.Fatal(err)
			}
			if got, err := second.CreateApplication(t.Context(), body); err == nil {
				t.Fatalf("got %+v, want that the lookup failed", got)
			}
			disturbed.Close()
			if err := mock.Faults.Set(faults.Settings{}); err != nil {
				t.Fatal(err)
			}
			third := managementtest.OfMock(t, mock, management.Options{Journal: journalIn(t, after)})
			if got, err := third.CreateApplication(t.Context(), body); err != nil || got.ClientID != ids[0] {
				t.Errorf("got %+v, %v; want %s", got, err, ids[0])
			}
		})
	}
}

// What was looked for in vain is not looked for again, even if the process is killed
// while it creates the client again.
func TestAClientThatIsGoneIsNotInTheWayOfTheOneInItsPlace(t *testing.T) {
	t.Parallel()
	body := management.Settings{"name": "c"}
	mock := mocktest.Start(t)
	folder, gone := made(t, mock, body)
	remove(t, mock, gone[0])
	after := killed(t, folder)
	second := managementtest.OfMock(t, mock, management.Options{Journal: journalIn(t, after)})
	created, err := second.CreateApplication(t.Context(), body)
	if err != nil {
		t.Fatal(err)
	}
	third := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, after)})
	if got, err := third.CreateApplication(t.Context(), body); err != nil || got.ClientID != created.ClientID {
		t.Errorf("got %+v, %v; want %s", got, err, created.ClientID)
	}
}

func another(t *testing.T, mock *mocktest.Mock, _ string) {
	create(t, mock, "clients", object{"name": "c", "app_type": "non_interactive"})
}

func remove(_ *testing.T, mock *mocktest.Mock, id string) {
	mock.API(http.MethodDelete, "/clients/"+id, nil, nil)
}

// forgetIDs leaves of the journal what there was before the answer to that create
// came.
func forgetIDs(t *testing.T, folder string, number int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(content), fmt.Sprintf(`{"create":%d,"id"`, number))
	if err := os.WriteFile(files[0], []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOfTwoAlikeTheOneIsTakenOverThatNoStateHolds(t *testing.T) {
	t.Parallel()
	body := management.Settings{"name": "c"}
	mock := mocktest.Start(t)
	folder, ids := made(t, mock, body, body)
	forgetIDs(t, folder, 1)
	next := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, folder)})
	next.Recorded(ids[0])
	if got, err := next.CreateApplication(t.Context(), body); err != nil || got.ClientID != ids[1] {
		t.Errorf("got %+v, %v; want %s", got, err, ids[1])
	}
}

func TestAClientThatAStateHoldsIsNotTakenOver(t *testing.T) {
	t.Parallel()
	body := management.Settings{"name": "c"}
	mock := mocktest.Start(t)
	folder, ids := made(t, mock, body)
	next := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, folder)})
	next.Recorded(ids[0])
	if got, err := next.CreateApplication(t.Context(), body); err != nil || got.ClientID == ids[0] {
		t.Errorf("got %+v, %v; want another client", got, err)
	}
}

// The client of one create, whose ID the journal has, is not lost because another
// create, whose ID it lacks, was resumed first.
func TestEachClientOfAKilledProcessIsTakenOverInWhateverOrder(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	known, unknown := management.Settings{"name": "known"}, management.Settings{"name": "unknown"}
	folder, ids := made(t, mock, known, unknown)
	forgetIDs(t, folder, 1)
	next := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, folder)})
	for i, body := range []management.Settings{unknown, known} {
		if got, err := next.CreateApplication(t.Context(), body); err != nil || got.ClientID != ids[1-i] {
			t.Errorf("%v: got %+v, %v; want %s", body["name"], got, err, ids[1-i])
		}
	}
}
