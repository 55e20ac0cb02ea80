package postgres_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// Each URL has the password, in a form that a library might quote, and a mistake.
func TestNoErrorHasThePassword(t *testing.T) {
	t.Parallel()
	const password = "s3cr3t/p@ss:word%20?"
	encoded, host := url.QueryEscape(password), strings.TrimPrefix(server.URL(t), "postgres://")
	host = host[strings.LastIndex(host, "@")+1:]
	host = host[:strings.Index(host, "/")]
	for name, text := range map[string]string{
		"not encoded":             "postgres://u:" + password + "@127.0.0.1:1/d",
		"no server":               "postgres://u:" + encoded + "@127.0.0.1:1/d",
		"as a parameter":          "postgres:///d?host=127.0.0.1&port=1&user=u&password=" + encoded,
		"unknown host":            "postgres://u:" + encoded + "@host.invalid/d",
		"bad port":                "postgres://u:" + encoded + "@h:port/d",
		"bad escape":              "postgres://u:" + password + "%zz@h/d",
		"bad parameter":           "postgres://u:" + encoded + "@h/d?pool_max_conns=" + encoded,
		"bad sslmode":             "postgres://u:" + encoded + "@h/d?sslmode=" + encoded,
		"no certificate":          "postgres://u:" + encoded + "@h/d?sslmode=verify-full&sslrootcert=/none/" + encoded,
		"keywords":                "host=h user=u password='" + password + "'",
		"wrong password":          "postgres://" + postgrestest.User + ":wrong" + encoded + "@" + host + "/postgres",
		"unknown user":            "postgres://stranger:" + encoded + "@" + host + "/postgres",
		"unknown database":        "postgres://" + postgrestest.User + ":" + encoded + "@" + host + "/none",
		"no TLS":                  "postgres://" + postgrestest.User + ":" + encoded + "@" + host + "/postgres?sslmode=require",
		"a schema that is absent": "postgres://" + postgrestest.User + ":" + encoded + "@" + host + "/postgres?search_path=none",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := postgres.Connect(t.Context(), text, postgres.Options{Patience: 300 * time.Millisecond})
			if err == nil {
				_ = d.Close()
				t.Fatal("no error")
			}
			for each := err; each != nil; each = errors.Unwrap(each) {
				for _, form := range []string{password, encoded, url.PathEscape(password), url.UserPassword("", password).String()[1:], "s3cr3t", "p@ss:word"} {
					if said := fmt.Sprintf("%v %+v %s", each, each, each.Error()); strings.Contains(said, form) {
						t.Errorf("the error has the password as %q: %s", form, said)
					}
				}
			}
		})
	}
}
