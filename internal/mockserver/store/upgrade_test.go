package store

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/sqlite"
)

// formatOne is what a program that knew only format 1 wrote, and must never
// change.
const formatOne = `
CREATE TABLE rows (
	seq     INTEGER PRIMARY KEY,
	kind    TEXT    NOT NULL,
	id      TEXT    NOT NULL,
	created INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	data    BLOB,
	UNIQUE (kind, id)
);
PRAGMA application_id = 0x41306d74;
PRAGMA user_version = 1;
INSERT INTO rows VALUES (1, 'signing_key', 'k1', 1, 0, '{"kid":"k1","private_key":"private","cert":"cert","state":"current"}');
INSERT INTO rows VALUES (2, 'resource_server', 'a1', 2, 0, '{"id":"a1","identifier":"https://a.test/","signing_alg":"RS256","token_lifetime":60}');
INSERT INTO rows VALUES (3, 'client', 'c1', 3, 0, '{"ClientID":"c1","Name":"One","ClientSecret":"secret"}');
INSERT INTO rows VALUES (5, 'client_grant', 'g1', 4, 0, '{"id":"g1","client_id":"c1","audience":"https://a.test/","scope":["read:all"],"subject_type":"client"}');
INSERT INTO rows VALUES (6, 'client_grant', 'g2', 0, 1, NULL);
INSERT INTO rows VALUES (7, 'setting', 'domain', 0, 0, '"tenant.test"');`

// fileVersion reads the number of the format apart from this package.
func fileVersion(t *testing.T, path string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

func TestAFileOfFormat1IsUpgraded(t *testing.T) {
	t.Parallel()
	path := sqliteFile(t, formatOne)
	first, second := openFile(t, path), openFile(t, path)
	equal(t, "format", fileVersion(t, path), sqlite.FormatVersion)
	update(t, first, func(w Writer) error {
		return w.PutRefreshToken(&RefreshToken{ID: "r1", ClientID: "c1", Audience: "https://a.test/"})
	})
	for name, s := range map[string]Store{"upgraded": first, "opened with it": second, "opened afterwards": openFile(t, path)} {
		view(t, s, func(r Reader) {
			equal(t, name+": key", r.SigningKeys()[0].PrivateKeyPEM, "private")
			equal(t, name+": API", r.ResourceServerByIdentifier("https://a.test/").TokenLifetime, 60)
			equal(t, name+": client", r.Client("c1").ClientSecret, "secret")
			equal(t, name+": grants", grantIDs(r.ClientGrantsOfClient("c1")), "g1")
			equal(t, name+": domain", r.Setting("domain"), "tenant.test")
			equal(t, name+": refresh tokens", r.RefreshTokens().Len(), 1)
		})
	}
}

func TestKeysOfFormat2AreCredentials(t *testing.T) {
	t.Parallel()
	two := strings.Replace(formatOne, "user_version = 1", "user_version = 2", 1)
	two = strings.Replace(two, `"ClientSecret":"secret"}`, `"ClientSecret":"secret","PublicKeys":[{"id":"cred_1","kid":"k","alg":"RS256","pem":"p"}]}`, 1)
	path := sqliteFile(t, two)
	view(t, openFile(t, path), func(r Reader) {
		equal(t, "credentials", fmt.Sprint(r.Client("c1").Credentials), fmt.Sprint([]Credential{{ID: "cred_1", Type: "public_key", Kid: "k", Alg: "RS256", PEM: "p"}}))
	})
	equal(t, "format", fileVersion(t, path), sqlite.FormatVersion)
}

func TestANewFileIsOfTheNewestFormat(t *testing.T) {
	t.Parallel()
	path := sqliteFile(t, "")
	openFile(t, path)
	equal(t, "format", fileVersion(t, path), sqlite.FormatVersion)
}

func TestAFileOfTheNextFormatIsRefused(t *testing.T) {
	t.Parallel()
	path := sqliteFile(t, strings.Replace(formatOne, "user_version = 1", fmt.Sprintf("user_version = %d", sqlite.FormatVersion+1), 1))
	_, err := OpenFile(t.Context(), path)
	if says := fmt.Sprintf("format %d; this one knows up to %d", sqlite.FormatVersion+1, sqlite.FormatVersion); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
		t.Errorf("have %v, want an error with the path and %q", err, says)
	}
	equal(t, "format", fileVersion(t, path), sqlite.FormatVersion+1)
}
