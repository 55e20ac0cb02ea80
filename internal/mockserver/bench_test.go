package mockserver_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// many is how many APIs the tenant of a benchmark has.
const many = 10_000

// Clients per core. Tokens are for throughput, and the cores must not wait for
// the client, which they are shared with; the Management API is for the time
// that an answer takes, not that of a queue.
const (
	tokenClients      = 4
	managementClients = 1
)

// BenchmarkSignRS256 is the yardstick for BenchmarkToken: nothing but
// signatures, on one core and on all.
func BenchmarkSignRS256(b *testing.B) {
	b.Run("one core", func(b *testing.B) {
		sign := signer(b)
		for b.Loop() {
			if err := sign(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
	})
	b.Run("all cores", func(b *testing.B) {
		sign := signer(b)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := sign(); err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
	})
}

// signer makes one RS256 signature with each call.
func signer(b *testing.B) func() error {
	b.Helper()
	pair, err := keys.Generate(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	digest := sha256.Sum256([]byte("token"))
	return func() error {
		_, err := rsa.SignPKCS1v15(rand.Reader, pair.Key, crypto.SHA256, digest[:])
		return err
	}
}

// BenchmarkToken gets tokens over HTTP for the client credentials grant. For
// RS256 it also reports which share of the rate of mere signing that is,
// measured before and after, because the cores may be busy with other things.
func BenchmarkToken(b *testing.B) {
	for _, alg := range []string{"RS256", "PS256", "HS256"} {
		b.Run(alg, func(b *testing.B) {
			mock := mocktest.Start(b)
			const audience = "https://bench.test/"
			mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": audience, "signing_alg": alg, "scopes": []any{map[string]any{"value": "read:all"}}}, nil)
			mock.API(http.MethodPost, "/client-grants", map[string]any{"client_id": mock.ClientID, "audience": audience, "scope": []string{"read:all"}}, nil)
			form := tokenForm(mock.ClientID, mock.ClientSecret, audience)
			var before float64
			if alg == "RS256" {
				before = signingRate(b)
			}
			parallel(b, tokenClients, "tokens/s", func(client *http.Client, _ int) error {
				_, err := exchange(client, formRequest(mock.URL, form))
				return err
			})
			if alg == "RS256" {
				b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds()*2/(before+signingRate(b)), "%-of-signing")
			}
		})
	}
}

// signingRate counts the RS256 signatures per second that all cores make
// together, in half a second.
func signingRate(b *testing.B) float64 {
	b.Helper()
	sign := signer(b)
	var signatures atomic.Int64
	var group errgroup.Group
	start := time.Now()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for time.Since(start) < time.Second/2 {
				if err := sign(); err != nil {
					return err
				}
				signatures.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return float64(signatures.Load()) / time.Since(start).Seconds()
}

// BenchmarkManagementRead reads one API of 10,000 over HTTP.
func BenchmarkManagementRead(b *testing.B) {
	onFile(b, func(b *testing.B, mock *mocktest.Mock, token string) {
		parallel(b, managementClients, "reads/s", func(client *http.Client, i int) error {
			_, err := exchange(client, managementRequest(mock, token, http.MethodGet, "/resource-servers/"+url.PathEscape(identifier(i%many)), ""))
			return err
		})
	})
}

// BenchmarkManagementList lists a page of 50 of 10,000 APIs over HTTP.
func BenchmarkManagementList(b *testing.B) {
	onFile(b, func(b *testing.B, mock *mocktest.Mock, token string) {
		parallel(b, managementClients, "lists/s", func(client *http.Client, _ int) error {
			_, err := exchange(client, managementRequest(mock, token, http.MethodGet, "/resource-servers?per_page=50", ""))
			return err
		})
	})
}

// BenchmarkManagementWrite renames one API of 10,000 over HTTP.
func BenchmarkManagementWrite(b *testing.B) {
	onFile(b, func(b *testing.B, mock *mocktest.Mock, token string) {
		parallel(b, managementClients, "writes/s", func(client *http.Client, i int) error {
			_, err := exchange(client, managementRequest(mock, token, http.MethodPatch, "/resource-servers/"+url.PathEscape(identifier(i%many)), fmt.Sprintf(`{"name":"API %d"}`, i)))
			return err
		})
	})
}

// BenchmarkBoot opens a data file with 10,000 APIs, its keys made.
func BenchmarkBoot(b *testing.B) {
	path := dataFile(b)
	options := mockserver.Options{Issuer: "https://tenant.test/", DataFile: path}
	first, err := mockserver.New(b.Context(), options)
	if err != nil {
		b.Fatal(err)
	}
	if err := first.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		server, err := mockserver.New(b.Context(), options)
		if err != nil {
			b.Fatal(err)
		}
		if err := server.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/boot")
}

// parallel runs do with some clients per core, each time with the number of the request, and
// reports the rate and the 99th percentile of the time that one takes.
func parallel(b *testing.B, clients int, unit string, do func(client *http.Client, i int) error) {
	b.Helper()
	var (
		mu    sync.Mutex
		times []time.Duration
		next  atomic.Int64
	)
	b.SetParallelism(clients)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		wire := &wire{}
		defer wire.close()
		client := &http.Client{Transport: wire}
		var mine []time.Duration
		for pb.Next() {
			start := time.Now()
			if err := do(client, int(next.Add(1))); err != nil {
				b.Error(err)
				return
			}
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		defer mu.Unlock()
		times = append(times, mine...)
	})
	b.StopTimer()
	slices.Sort(times)
	if len(times) > 0 {
		b.ReportMetric(float64(times[(len(times)-1)*99/100].Microseconds())/1000, "p99-ms")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), unit)
}

// onFile runs a benchmark on a tenant in memory and on one in a data file, both
// with 10,000 APIs.
func onFile(b *testing.B, run func(b *testing.B, mock *mocktest.Mock, token string)) {
	b.Helper()
	b.Run("memory", func(b *testing.B) {
		mock := mocktest.Start(b)
		token := adminToken(b, mock)
		client := &http.Client{Transport: mock.Server.Transport()}
		for i := range many {
			body := fmt.Sprintf(`{"identifier":%q}`, identifier(i))
			if _, err := exchange(client, managementRequest(mock, token, http.MethodPost, "/resource-servers", body)); err != nil {
				b.Fatal(err)
			}
		}
		run(b, mock, token)
	})
	b.Run("file", func(b *testing.B) {
		mock := mocktest.Start(b, mocktest.WithDataFile(dataFile(b)))
		run(b, mock, adminToken(b, mock))
	})
}

// dataFile makes a data file with 10,000 APIs.
func dataFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "tenant.db")
	st, err := store.OpenFile(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	err = st.Update(b.Context(), func(tx store.Writer) error {
		for i := range many {
			if err := tx.PutResourceServer(&store.ResourceServer{
				ID: fmt.Sprintf("%024x", i), Identifier: identifier(i), Name: fmt.Sprintf("API %d", i),
				SigningAlg: "RS256", TokenLifetime: 86400, TokenLifetimeForWeb: 7200,
				Scopes: []store.Scope{{Value: "read:all"}, {Value: "write:all"}},
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, st.Close()); err != nil {
		b.Fatal(err)
	}
	return path
}

func identifier(i int) string { return fmt.Sprintf("https://api-%d.test/", i) }

func adminToken(b *testing.B, mock *mocktest.Mock) string {
	b.Helper()
	body, err := exchange(http.DefaultClient, formRequest(mock.URL, tokenForm(mock.ClientID, mock.ClientSecret, mock.Server.Issuer()+"api/v2/")))
	if err != nil {
		b.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &token); err != nil {
		b.Fatal(err)
	}
	return token.AccessToken
}

func tokenForm(id, secret, audience string) string {
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "audience": {audience}}.Encode()
}

func formRequest(base, form string) *http.Request {
	req, err := http.NewRequest(http.MethodPost, base+"/oauth/token", strings.NewReader(form))
	if err != nil {
		panic(err) // only the port of the URL varies
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

func managementRequest(mock *mocktest.Mock, token, method, path, body string) *http.Request {
	req, err := http.NewRequest(method, mock.URL+"/api/v2"+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	return req
}

// exchange sends a request, and answers the body of a 2xx.
func exchange(client *http.Client, req *http.Request) ([]byte, error) {
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode > 299 {
		err = fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, res.Status, body)
	}
	return body, err
}
