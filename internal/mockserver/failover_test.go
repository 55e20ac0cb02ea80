package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// A worker creates clients, one after the other, and counts the answers.
type worker struct {
	created, refused atomic.Int32
	mu               sync.Mutex
	acknowledged     []string
}

// work creates clients until done is closed. The database is away for some time: then the answer
// is 503.
func (w *worker) work(t *testing.T, mock *mocktest.Mock, token string, done <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		status, header, body := request(t, http.MethodPost, mock.URL+"/api/v2/clients", token, fmt.Sprintf(`{"name": "client %p %d"}`, w, i))
		switch status {
		case http.StatusCreated:
			var made struct {
				ID string `json:"client_id"`
			}
			if err := json.Unmarshal([]byte(body), &made); err != nil {
				t.Error(err)
				return
			}
			w.mu.Lock()
			w.acknowledged = append(w.acknowledged, made.ID)
			w.mu.Unlock()
			w.created.Add(1)
		case http.StatusServiceUnavailable:
			if header.Get("Retry-After") != "1" || !strings.Contains(body, `"statusCode":503,"error":"Service Unavailable"`) {
				t.Errorf("Retry-After %q: %s", header.Get("Retry-After"), body)
			}
			w.refused.Add(1)
		default:
			t.Errorf("%d %s", status, body)
			return
		}
	}
}

// managementToken returns an access token for the Management API.
func managementToken(t *testing.T, mock *mocktest.Mock) string {
	t.Helper()
	_, _, body := request(t, http.MethodPost, mock.URL+"/oauth/token", "", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {mock.ClientID}, "client_secret": {mock.ClientSecret},
		"audience": {mock.Server.Issuer() + "api/v2/"},
	}.Encode())
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.AccessToken
}

// The database fails over while requests continue: it refuses connections, until another server
// with the same data has its address. Requests get 503, and then continue by themselves. Each
// object whose creation was answered is there.
func TestAFailoverLosesNothing(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, "fsync=on", "full_page_writes=on")
	database := primary.URL(t)
	start := func() *mocktest.Mock {
		return mocktest.Start(t, mocktest.WithDataFile(database), mocktest.WithIssuer("https://tenant.test/"))
	}
	replicas := []*mocktest.Mock{start(), start()}
	token := managementToken(t, replicas[0])
	done := make(chan struct{})
	workers := make([]*worker, 4)
	var working sync.WaitGroup
	for i := range workers {
		workers[i] = &worker{}
		mock := replicas[i%2]
		working.Go(func() { workers[i].work(t, mock, token, done) })
	}
	await := func(what string, count func(w *worker) int32) {
		t.Helper()
		before := make([]int32, len(workers))
		for i, w := range workers {
			before[i] = count(w)
		}
		for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
			all := true
			for i, w := range workers {
				all = all && count(w) > before[i]
			}
			if all || t.Failed() {
				return
			}
			if time.Now().After(end) {
				t.Errorf("no answer is %s", what)
				return
			}
		}
	}
	created, refused := func(w *worker) int32 { return w.created.Load() }, func(w *worker) int32 { return w.refused.Load() }
	await("201", created)
	primary.Stop(t, os.Interrupt)
	await("503", refused)
	standby := primary.Standby(t)
	standby.Restart(t)
	await("201 again", created)
	close(done)
	working.Wait()
	fresh := start()
	for _, w := range workers {
		for _, id := range w.acknowledged {
			fresh.API(http.MethodGet, "/clients/"+id, nil, nil)
		}
	}
}
