package loopback

import "testing"

func TestIsHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost": true, "localhost.": true, "mock.localhost": true,
		"127.0.0.1": true, "127.8.9.1": true, "::1": true,
		"": false, "0.0.0.0": false, "10.0.0.1": false, "::": false, "[::1]": false, "127.0.0.1:80": false,
		"localhost.example.com": false, "127.0.0.1.example.com": false, "notlocalhost": false, ".localhost.": true,
	} {
		if got := IsHost(host); got != want {
			t.Errorf("%q: got %t, want %t", host, got, want)
		}
	}
}

func TestDialAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"pr-17.localhost:8080": "localhost:8080", "PR.Localhost.:80": "localhost:80", "localhost:1": "localhost:1",
		"tenant.eu.auth0.com:443": "tenant.eu.auth0.com:443", "localhost.example.com:443": "localhost.example.com:443", "[::1]:80": "[::1]:80",
	} {
		if got := DialAddress(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
