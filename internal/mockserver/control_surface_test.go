package mockserver_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// caller is a client of a tenant, over HTTP or in process.
type caller struct {
	*mocktest.Mock
	t     *testing.T
	http  *http.Client
	slept atomic.Int64 // nanoseconds that the tenant would have slept
	token string
}

// both runs the test with a tenant reached over HTTP and with one in process.
func both(t *testing.T, test func(*caller), opts ...mocktest.Option) {
	t.Helper()
	for _, way := range []string{"over HTTP", "in process"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			c := &caller{t: t}
			noted := mocktest.WithSleep(func(_ context.Context, d time.Duration) error {
				c.slept.Add(int64(d))
				return nil
			})
			c.Mock = mocktest.Start(t, append(opts, noted)...)
			// No connection is used twice: Go's client would send a GET
			// again if the connection was closed.
			transport := http.RoundTripper(&http.Transport{DisableKeepAlives: true})
			if way == "in process" {
				transport = c.Server.Transport()
			}
			c.http = &http.Client{Transport: transport}
			test(c)
		})
	}
}

// answer is a complete response, or the error of the request.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

func (c *caller) send(req *http.Request) answer {
	c.t.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body), err}
}

// call asks the Management API with the token that authenticate got.
func (c *caller) call(method, path, body string) answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.URL+"/api/v2"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	return c.send(req)
}

// authenticate gets a new token.
func (c *caller) authenticate() answer {
	c.t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.ClientID},
		"client_secret": {c.ClientSecret}, "audience": {c.URL + "/api/v2/"},
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.URL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := c.send(req)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if a.status == http.StatusOK {
		if err := json.Unmarshal([]byte(a.body), &token); err != nil {
			c.t.Fatal(err)
		}
		c.token = token.AccessToken
	}
	return a
}

// apis counts the tenant's APIs, behind everybody's back.
func (c *caller) apis() int {
	c.t.Helper()
	var list []any
	c.API(http.MethodGet, "/resource-servers", nil, &list)
	return len(list)
}

func (c *caller) set(s faults.Settings) {
	c.t.Helper()
	if err := c.Faults.Set(s); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) wantStatus(what string, a answer, want int) {
	c.t.Helper()
	if a.err != nil || a.status != want {
		c.t.Errorf("%s: status %d, error %v, want %d: %s", what, a.status, a.err, want, a.body)
	}
}

const newAPI = `{"identifier":"https://a.test/"}`

func TestRateLimitRefusesUntilTheBucketFills(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.Clock.Freeze()
		c.authenticate()
		for i, want := range []struct {
			status    int
			remaining string
		}{{200, "1"}, {200, "0"}, {429, "0"}} {
			a := c.call(http.MethodGet, "/clients", "")
			c.wantStatus("request "+strconv.Itoa(i), a, want.status)
			if a.header.Get("X-RateLimit-Limit") != "2" || a.header.Get("X-RateLimit-Remaining") != want.remaining || a.header.Get("X-RateLimit-Reset") == "" {
				c.t.Errorf("request %d: headers %v", i, a.header)
			}
			if want.status == 429 && a.body != `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}` {
				c.t.Errorf("body %s", a.body)
			}
		}
		c.wantStatus("a token", c.authenticate(), http.StatusOK)
		c.apis() // behind the back, there is no limit
		c.Clock.Advance(time.Second)
		c.wantStatus("a second later", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
	}, mocktest.WithFaults(faults.Settings{RateLimit: &faults.RateLimit{Rate: 1, Burst: 2}}))
}

func TestErrorLeavesTheTenantAsItWas(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.authenticate()
		before := c.apis()
		c.set(faults.Settings{Errors: &faults.Chance{Rate: 1}})
		c.wantStatus("create", c.call(http.MethodPost, "/resource-servers", newAPI), http.StatusInternalServerError)
		c.wantStatus("token", c.authenticate(), http.StatusInternalServerError)
		if n := c.apis(); n != before {
			c.t.Errorf("%d APIs, were %d", n, before)
		}
		if all := c.Requests.All(); all[len(all)-1].Fault != faults.ErrorFault {
			c.t.Errorf("logged %+v", all)
		}
	})
}

func TestLostAnswerLeavesTheWorkDone(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.authenticate()
		before := c.apis()
		c.set(faults.Settings{LostAnswers: &faults.Chance{Rate: 1, Times: 1, Methods: []string{"POST"}}})
		if a := c.call(http.MethodPost, "/resource-servers", newAPI); a.err == nil {
			c.t.Errorf("answer %d: %s", a.status, a.body)
		}
		if n := c.apis(); n != before+1 {
			c.t.Errorf("%d APIs, were %d", n, before)
		}
		c.wantStatus("again", c.call(http.MethodPost, "/resource-servers", newAPI), http.StatusConflict)
		if e := c.Requests.All()[1]; e.Fault != faults.LostAnswerFault || e.Status != http.StatusCreated || e.Panic != "" {
			c.t.Errorf("logged %+v", e)
		}
	})
}

func TestLatencyAndSlowAnswersTakeTheirTime(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.authenticate()
		plain := c.call(http.MethodGet, "/clients", "")
		c.set(faults.Settings{Latency: faults.Duration(time.Second), SlowAnswers: faults.Duration(4 * time.Second)})
		slow := c.call(http.MethodGet, "/clients", "")
		c.wantStatus("slow", slow, http.StatusOK)
		if slow.body != plain.body || slow.header.Get("X-RateLimit-Limit") == "" || slow.header.Get("Content-Type") != plain.header.Get("Content-Type") {
			c.t.Errorf("slow answer: headers %v, body %s", slow.header, slow.body)
		}
		if got := time.Duration(c.slept.Load()); got != 5*time.Second {
			c.t.Errorf("slept %s", got)
		}
	})
}

func TestExpiredManagementTokenIsRefusedAndANewOneIsNot(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*faults.Clock){"running": func(*faults.Clock) {}, "frozen": (*faults.Clock).Freeze} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(c *caller) {
				prepare(c.Clock)
				c.authenticate()
				_ = c.Faults.ExpireTokens(context.Background())
				a := c.call(http.MethodGet, "/clients", "")
				c.wantStatus("old", a, http.StatusUnauthorized)
				if !strings.Contains(a.body, `"errorCode":"invalid_token"`) || !strings.Contains(a.body, "expired") || a.header.Get("WWW-Authenticate") == "" {
					c.t.Errorf("answer %v %s", a.header, a.body)
				}
				c.authenticate()
				c.wantStatus("new", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
				c.apis()
			})
		})
	}
}

func TestTokensExpireAfterANumberOfRequests(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.authenticate()
		c.wantStatus("second request", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
		c.wantStatus("third request", c.call(http.MethodGet, "/clients", ""), http.StatusUnauthorized)
	}, mocktest.WithFaults(faults.Settings{ExpireTokens: &faults.Moment{After: 2}}))
}

func TestKeysRotateAtTheirMomentAndOldTokensStayGood(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		kid := func() string {
			var keys []struct {
				Kid     string `json:"kid"`
				Current bool   `json:"current"`
			}
			c.API(http.MethodGet, "/keys/signing", nil, &keys)
			for _, key := range keys {
				if key.Current {
					return key.Kid
				}
			}
			return ""
		}
		first := kid()
		c.authenticate()
		c.wantStatus("before", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
		if kid() != first {
			c.t.Error("rotated early")
		}
		c.wantStatus("after", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
		if kid() == first {
			c.t.Error("not rotated")
		}
	}, mocktest.WithFaults(faults.Settings{RotateKeys: &faults.Moment{After: 2}}))
}

func TestTokenLivesByTheTenantsClock(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.Clock.Freeze()
		c.authenticate()
		c.Clock.Advance(24*time.Hour - time.Second)
		c.wantStatus("in its last second", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
		c.Clock.Advance(time.Second)
		c.wantStatus("then", c.call(http.MethodGet, "/clients", ""), http.StatusUnauthorized)
	})
}

func TestResetReturnsToTheStart(t *testing.T) {
	t.Parallel()
	both(t, func(c *caller) {
		c.authenticate()
		var before, made, after json.RawMessage
		c.API(http.MethodGet, "/resource-servers", nil, &before)
		c.API(http.MethodPost, "/resource-servers", json.RawMessage(newAPI), &made)
		c.Clock.Advance(240 * time.Hour)
		_ = c.Faults.ExpireTokens(context.Background())
		c.set(faults.Settings{LostAnswers: &faults.Chance{Rate: 1}})
		c.Reset()
		c.API(http.MethodGet, "/resource-servers", nil, &after)
		if string(before) != string(after) {
			c.t.Errorf("APIs %s, were %s", after, before)
		}
		if state := c.Clock.State(); state.Offset > faults.Duration(time.Second) {
			c.t.Errorf("clock %+v", state)
		}
		if c.Requests.Total() != 0 {
			c.t.Errorf("requests:\n%s", c.Requests)
		}
		c.wantStatus("the first token", c.call(http.MethodGet, "/clients", ""), http.StatusOK)
		if now := c.Faults.Settings(); now.Errors == nil || now.LostAnswers != nil {
			c.t.Errorf("faults %+v", now)
		}
	}, mocktest.WithFaults(faults.Settings{Errors: &faults.Chance{Rate: 1, Path: "/elsewhere"}}))
}

// A client and an API that were there at the start survive the reset, so only
// the memory of the code can be what is gone.
func TestResetForgetsCodes(t *testing.T) {
	t.Parallel()
	const audience, callback = "https://api.test/", "https://app.test/callback"
	path := filepath.Join(t.TempDir(), "tenant.db")
	var app struct {
		ClientID string `json:"client_id"`
		Secret   string `json:"client_secret"`
	}
	before := mocktest.Start(t, mocktest.WithDataFile(path))
	before.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": audience}, nil)
	before.API(http.MethodPost, "/clients", map[string]any{
		"name": "App", "app_type": "regular_web", "callbacks": []string{callback}, "grant_types": []string{"authorization_code"},
		"token_endpoint_auth_method": "client_secret_post",
	}, &app)

	mock := mocktest.Start(t, mocktest.WithDataFile(path))
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	code := func() string {
		query := url.Values{
			"response_type": {"code"}, "client_id": {app.ClientID}, "redirect_uri": {callback}, "audience": {audience},
			"prompt": {"none"}, "login_hint": {"alice@example.com"},
		}
		res, err := browser.Get(mock.URL + "/authorize?" + query.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		location, err := res.Location()
		if err != nil || location.Query().Get("code") == "" {
			t.Fatalf("no code: %s to %s (%v)", res.Status, location, err)
		}
		return location.Query().Get("code")
	}
	exchange := func(code string) int {
		res, err := http.PostForm(mock.URL+"/oauth/token", url.Values{
			"grant_type": {"authorization_code"}, "client_id": {app.ClientID}, "client_secret": {app.Secret},
			"code": {code}, "redirect_uri": {callback},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if status := exchange(code()); status != http.StatusOK {
		t.Fatalf("without a reset: %d", status)
	}
	forgotten := code()
	mock.Reset()
	if status := exchange(forgotten); status != http.StatusForbidden {
		t.Errorf("a code of before the reset: %d", status)
	}
	if status := exchange(code()); status != http.StatusOK {
		t.Errorf("a code of afterwards: %d", status)
	}
}
