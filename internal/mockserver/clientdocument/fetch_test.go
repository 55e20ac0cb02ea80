package clientdocument_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
)

// site is a server on this machine that counts connections.
type site struct {
	*httptest.Server
	accepted atomic.Int64
}

func newSite(t *testing.T, handle http.HandlerFunc) *site {
	t.Helper()
	s := &site{}
	s.Server = httptest.NewUnstartedServer(handle)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.accepted.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// document is a valid document at a URL, changed.
func document(address string, changes map[string]any) []byte {
	members := map[string]any{
		"client_id": address, "client_name": "App", "redirect_uris": []string{"https://app.example.test/callback"},
		"grant_types": []string{"authorization_code", "refresh_token"}, "token_endpoint_auth_method": "none",
	}
	for name, value := range changes {
		members[name] = value
		if value == nil {
			delete(members, name)
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return text
}

// serveDocument serves a valid document, whatever its URL.
func serveDocument(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write(document("http://"+r.Host+r.URL.Path, nil))
}

func TestADocumentIsFetched(t *testing.T) {
	t.Parallel()
	server := newSite(t, serveDocument)
	got, err := (&clientdocument.Fetcher{AllowLoopback: true}).Fetch(t.Context(), server.URL+"/client.json")
	if err != nil || !got.Valid() || got.Fields.Name != "App" {
		t.Fatalf("%+v, %v", got, err)
	}
}

// Nothing is fetched from this machine or a private network, however the URL names
// it (facts 7.3: no localhost, 127.0.0.1, ::1; the rest protects who runs the mock).
func TestNothingIsFetchedFromAnAddressThatIsNotPublic(t *testing.T) {
	t.Parallel()
	server := newSite(t, serveDocument)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "app.localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1",
		"0.0.0.0", "[::]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
		"[::127.0.0.1]", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "[2001:db8::1]", "[ff02::1]",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			fetcher := &clientdocument.Fetcher{Resolver: nameserver(t, func() [4]byte { return [4]byte{127, 0, 0, 1} })}
			got, err := fetcher.Fetch(t.Context(), "https://"+host+":"+port+"/client.json")
			if err == nil && got.Valid() {
				t.Errorf("it was fetched: %+v", got)
			}
			if server.accepted.Load() > 0 {
				t.Error("it was connected to")
			}
		})
	}
}

// nameserver is a resolver that answers each question with the address of that time.
func nameserver(t *testing.T, address func() [4]byte) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var query dnsmessage.Message
			if query.Unpack(buffer[:n]) != nil || len(query.Questions) == 0 {
				continue
			}
			reply := dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true, Authoritative: true, RecursionAvailable: true}, Questions: query.Questions}
			if question := query.Questions[0]; question.Type == dnsmessage.TypeA {
				reply.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
					Body:   &dnsmessage.AResource{A: address()},
				}}
			}
			packed, err := reply.Pack()
			if err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// A name that resolves to another address each time (DNS rebinding) is checked when it
// is connected to.
func TestANameThatResolvesToThisMachineIsRefused(t *testing.T) {
	t.Parallel()
	server := newSite(t, serveDocument)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var questions atomic.Int64
	fetcher := &clientdocument.Fetcher{Resolver: nameserver(t, func() [4]byte {
		if questions.Add(1)%2 == 1 {
			return [4]byte{192, 0, 2, 1} // of a block for documentation
		}
		return [4]byte{127, 0, 0, 1}
	})}
	for range 6 {
		if got, err := fetcher.Fetch(t.Context(), "https://rebinding.example.test:"+port+"/client.json"); err == nil || !strings.Contains(err.Error(), "is not public") {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if questions.Load() < 6 || server.accepted.Load() > 0 {
		t.Errorf("%d questions, %d connections", questions.Load(), server.accepted.Load())
	}
	// The same name is fetched where this machine is allowed, so the resolver works.
	allowed := &clientdocument.Fetcher{AllowLoopback: true, Resolver: nameserver(t, func() [4]byte { return [4]byte{127, 0, 0, 1} })}
	if _, err := allowed.Fetch(t.Context(), "https://rebinding.example.test:"+port+"/client.json"); err == nil || strings.Contains(err.Error(), "is not public") {
		t.Errorf("a TLS error is expected: %v", err)
	}
	if server.accepted.Load() == 0 {
		t.Error("the server was not connected to")
	}
}

// Facts 7.3: no redirects, 5 KB. The rest is bounded too.
func TestFetchingIsBounded(t *testing.T) {
	t.Parallel()
	secret := newSite(t, serveDocument)
	for name, test := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, secret.URL+"/client.json", http.StatusFound)
		}, "302"},
		"another status":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, "404"},
		"a large answer":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat(" ", 5<<10+1))) }, "more than 5120 bytes"},
		"a large header":  {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 64<<10)) }, "header"},
		"an endless body": {endless, "more than 5120 bytes"},
		"a slow answer":   {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "deadline exceeded"},
		"a slow body": {func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, "deadline exceeded"},
		"a body that is compressed": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = packed.Write(make([]byte, 1<<20))
			_ = packed.Close()
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newSite(t, test.handle)
			fetcher := &clientdocument.Fetcher{AllowLoopback: true}
			if test.want == "deadline exceeded" { // the others may take their time on a busy machine
				fetcher.Timeout = time.Second / 4
			}
			got, err := fetcher.Fetch(t.Context(), server.URL+"/client.json")
			if test.want == "" && (err != nil || got.Valid()) || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%+v, %v; want %q", got, err, test.want)
			}
		})
	}
	t.Cleanup(func() {
		if secret.accepted.Load() > 0 {
			t.Error("a redirect was followed")
		}
	})
}

func endless(w http.ResponseWriter, _ *http.Request) {
	for {
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			return
		}
	}
}

// A proxy of the environment would connect to any address for the mock. The variable is
// read once a process, so it is the transport that must have no proxy.
func TestFetchingUsesNoProxy(t *testing.T) {
	proxy := newSite(t, serveDocument)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	_, _ = (&clientdocument.Fetcher{AllowLoopback: true, Timeout: time.Second / 4}).Fetch(t.Context(), "https://192.0.2.1/client.json")
	if proxy.accepted.Load() > 0 {
		t.Error("the proxy was connected to")
	}
}

// FuzzFetch: whatever the URL is, nothing is fetched from this machine.
func FuzzFetch(f *testing.F) {
	for _, seed := range []string{
		"https://127.0.0.1/a", "https://localhost/a", "https://[::1]/a", "https://user@127.0.0.1/a", "https://a.example.test@127.0.0.1/a", "http://127.0.0.1/a",
		"https://127.0.0.1:0/a", "https://①27.0.0.1/a", "https://127。0。0。1/a", "file:///etc/passwd", "https:/\\127.0.0.1/a", "https://a/%2e%2e/b", "https://a/b?c#d", "//x", "",
	} {
		f.Add(seed)
	}
	refused := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, fmt.Errorf("no names here") }}
	f.Fuzz(func(t *testing.T, address string) {
		fetcher := &clientdocument.Fetcher{Resolver: refused, Timeout: time.Millisecond}
		wrong := fetcher.CheckURL(address)
		if u, err := url.Parse(address); wrong == nil && (err != nil || u.Scheme != "https" || len(address) > 120 || u.RawQuery != "" || u.User != nil) {
			t.Errorf("%q is accepted", address)
		}
		if host := hostOf(address); wrong == nil && net.ParseIP(host) != nil && !net.ParseIP(host).IsLoopback() {
			t.Skip() // an address of the internet would be connected to
		}
		if got, err := fetcher.Fetch(t.Context(), address); err == nil && got.Valid() {
			t.Errorf("%q was fetched", address)
		}
	})
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
