package command

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// reviewing runs mock-server access.
func reviewing(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), append([]string{accessName}, args...), &out, &errs, "1.2.3")
	return code, out.String(), errs.String()
}

func TestAccessOfADataFile(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	tenant, err := store.OpenFile(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	err = tenant.Update(t.Context(), func(tx store.Writer) error {
		for _, err := range []error{
			tx.PutResourceServer(&store.ResourceServer{ID: "1", Identifier: "urn:a", Scopes: []store.Scope{{Value: "read"}, {Value: "write"}}}),
			tx.PutClient(&store.Client{ClientID: "c", Name: "Reader", IsFirstParty: true, GrantTypes: []string{"client_credentials"}}),
			tx.PutClientGrant(&store.ClientGrant{ID: "cgr_1", ClientID: "c", Audience: "urn:a", SubjectType: "client", Scope: []string{"read"}}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := tenant.Close(); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := reviewing(t, "--data", data)
	want := "API    CLIENT      TOKENS OF  SCOPES  REASONS\n" +
		"urn:a  Reader (c)  client     read    client policy require_client_grant, client grant cgr_1\n"
	if code != 0 || stdout != want || stderr != "" {
		t.Errorf("exit code %d, stdout\n%swant\n%s%s", code, stdout, want, stderr)
	}
	code, stdout, _ = reviewing(t, "--data", data, "--audience", "urn:a", "--client", "c", "--scope", "write", "--json")
	var answer access.Answer
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil || code != 0 || len(answer.Access) != 0 || len(answer.Denied) != 2 {
		t.Errorf("exit code %d, %v, stdout %s", code, err, stdout)
	}
	for says, args := range map[string][]string{
		`no API with the identifier "urn:b"`: {"--audience", "urn:b"},
		`no client with the ID "d"`:          {"--client", "d"},
		`no user "auth0|1"`:                  {"--user", "auth0|1"},
		`no organization with the ID "org"`:  {"--organization", "org"},
	} {
		if code, _, stderr := reviewing(t, append([]string{"--data", data}, args...)...); code != 1 || !strings.Contains(stderr, says) {
			t.Errorf("%q: exit code %d, %s", args, code, stderr)
		}
	}
	for _, args := range [][]string{nil, {"--data", data, "now"}, {"--date", data}} {
		if code, _, _ := reviewing(t, args...); code != 2 {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
	if code, _, stderr := reviewing(t, "--data", data+".missing"); code != 1 || !strings.Contains(stderr, "opening the data file") {
		t.Errorf("a missing file: exit code %d, %s", code, stderr)
	}
}
