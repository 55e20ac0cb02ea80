package postgres_test

import (
	"bytes"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A proxy passes connections on to a server, and breaks them on demand.
type proxy struct {
	listener net.Listener
	server   string

	mu sync.Mutex
	// marker is a part of what a client sends. When a client sends it, the connection breaks:
	// before the server gets it, or after the server has answered, which the client does not
	// get.
	marker []byte
	after  bool
	broken int
}

// startProxy starts a proxy, and returns the URL of the database through it.
func startProxy(t *testing.T, text string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{server: u.Host}
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.listener.Close() })
	go func() {
		for {
			client, err := p.listener.Accept()
			if err != nil {
				return
			}
			go p.pass(client)
		}
	}()
	return p, strings.Replace(text, "@"+u.Host+"/", "@"+p.listener.Addr().String()+"/", 1)
}

// breakOn breaks the connection on which a client next sends the marker.
func (p *proxy) breakOn(marker string, after bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marker, p.after = []byte(marker), after
}

// hits reports whether to break the connection, and how.
func (p *proxy) hits(sent []byte) (hit, after bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.marker == nil || !bytes.Contains(sent, p.marker) {
		return false, false
	}
	p.marker = nil
	p.broken++
	return true, p.after
}

func (p *proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	answers := make(chan []byte)
	swallow := make(chan struct{})
	go func() {
		defer close(answers)
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if err != nil {
				return
			}
			select {
			case <-swallow:
				return
			default:
				if _, err := client.Write(buffer[:n]); err != nil {
					return
				}
			}
		}
	}()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		hit, after := p.hits(buffer[:n])
		if hit && !after {
			return
		}
		if hit {
			close(swallow)
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
		if hit {
			for range answers {
			}
			return
		}
	}
}
