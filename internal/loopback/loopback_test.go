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
