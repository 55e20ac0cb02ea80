package cluster

import (
	"encoding/json"
	"net/http"
	"net/url"
	"syscall"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// replicas is how many processes are one tenant.
const replicas = 3

// A deployment is replicas of one tenant behind a load balancer, and their database.
type deployment struct {
	*balancer
	database *postgrestest.Server
	url      string // of the tenant's schema in the database
	replicas []*replica
}

func deploy(tb testing.TB, database *postgrestest.Server) *deployment {
	tb.Helper()
	d := &deployment{balancer: newBalancer(tb), database: database}
	d.url = database.URL(tb)
	var addresses []string
	for range replicas {
		r := startReplica(tb, d.URL, d.url)
		d.replicas = append(d.replicas, r)
		addresses = append(addresses, r.address)
	}
	d.use(addresses...)
	return d
}

// expectEachServed checks that the load balancer used every replica, so that the test is not
// one of a single process.
func (d *deployment) expectEachServed(tb testing.TB) {
	tb.Helper()
	for _, r := range d.replicas {
		if d.shares()[r.address] == 0 {
			tb.Errorf("the replica %s served no request: %v", r.address, d.shares())
		}
	}
}

// token gets a token for the audience by client credentials.
func (d *deployment) token(tb testing.TB, audience string) string {
	tb.Helper()
	res, err := http.PostForm(d.URL+"/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {adminID}, "client_secret": {adminSecret}, "audience": {audience},
	})
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Token == "" {
		tb.Fatalf("getting a token: %s, %v", res.Status, err)
	}
	return answer.Token
}

// count returns how many objects a list of the Management API has in all.
func (d *deployment) count(tb testing.TB, path string) int {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, d.URL+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token(tb, d.URL+"/api/v2/"))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Total int `json:"total"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != http.StatusOK {
		tb.Fatalf("GET %s: %s, %v", path, res.Status, err)
	}
	return answer.Total
}

// restartDatabase ends the database as an administrator does, and starts it again.
func (d *deployment) restartDatabase(tb testing.TB) {
	tb.Helper()
	d.database.Stop(tb, syscall.SIGINT)
	d.database.Restart(tb)
}
