package postgres_test

import (
	"bytes"
	"errors"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A proxy passes connections on to a server, and breaks or silences them on demand.
type proxy struct {
	listener net.Listener
	server   string

	mu sync.Mutex
	// on has what to do when a client next sends a marker.
	on *fault
	// broken counts the faults that happened, and dialed the connections.
	broken, dialed int
	// silent says that new connections are silent.
	silent bool
	links  []*link
}

// A fault happens to the connection on which a client sends the marker.
type fault struct {
	marker []byte
	// after says that the server gets what the client sent, and only its answer is lost.
	after bool
	// silent says that the connection stays open, and that nothing comes back.
	silent bool
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
	t.Cleanup(p.close)
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

// breakOn breaks the connection on which a client next sends the marker: before the server gets
// it, or after the server has answered, which the client does not get.
func (p *proxy) breakOn(marker string, after bool) {
	p.set(&fault{marker: []byte(marker), after: after})
}

// silenceOn makes the connection silent on which a client next sends the marker.
func (p *proxy) silenceOn(marker string, after bool) {
	p.set(&fault{marker: []byte(marker), after: after, silent: true})
}

func (p *proxy) set(f *fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = f
}

// silence makes all connections silent, as a network does that drops packets: what is sent on
// them is lost, and so is the closing of one. until ends it for new connections.
func (p *proxy) silence() (until func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = true
	for _, l := range p.links {
		l.silence()
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.silent = false
	}
}

// counts returns how many faults happened, and how many connections there were.
func (p *proxy) counts() (broken, dialed int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.broken, p.dialed
}

// hit returns the fault that happens now, or nil.
func (p *proxy) hit(sent []byte) *fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on == nil || !bytes.Contains(sent, p.on.marker) {
		return nil
	}
	f := p.on
	p.on = nil
	p.broken++
	return f
}

// pass passes a connection on until either end closes it. The server does not notice that the
// client has closed a silent connection.
func (p *proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	l := &link{proxy: p, client: client, server: server, muted: make(chan struct{}), lost: make(chan struct{}), ended: make(chan struct{})}
	p.mu.Lock()
	p.dialed++
	p.links = append(p.links, l)
	if p.silent {
		l.silence()
	}
	p.mu.Unlock()
	go l.answers()
	switch f := l.requests(); {
	case f != nil && f.after:
		<-l.lost // until the server has done what it was sent
	case f == nil && l.isMuted():
		<-l.ended
	}
}

func (p *proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		_ = errors.Join(l.client.Close(), l.server.Close())
	}
}

// A link is a connection through a proxy.
type link struct {
	proxy          *proxy
	client, server net.Conn

	mute  sync.Once
	muted chan struct{} // closed when nothing more reaches the client
	lose  sync.Once
	lost  chan struct{} // closed when an answer was lost, or the server has closed the connection
	ended chan struct{} // closed when the server has closed the connection
}

func (l *link) silence() { l.mute.Do(func() { close(l.muted) }) }

func (l *link) isMuted() bool {
	select {
	case <-l.muted:
		return true
	default:
		return false
	}
}

// answers passes on what the server sends.
func (l *link) answers() {
	defer close(l.ended)
	defer l.lose.Do(func() { close(l.lost) })
	buffer := make([]byte, 1<<16)
	for {
		n, err := l.server.Read(buffer)
		if err != nil {
			return
		}
		if l.isMuted() {
			l.lose.Do(func() { close(l.lost) })
			continue
		}
		if _, err := l.client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// requests passes on what the client sends, and returns the fault that breaks the connection, or
// nil if the client closed it.
func (l *link) requests() *fault {
	buffer := make([]byte, 1<<20)
	for {
		n, err := l.client.Read(buffer)
		if err != nil {
			return nil
		}
		if l.isMuted() {
			continue
		}
		f := l.proxy.hit(buffer[:n])
		if f != nil && (f.after || f.silent) {
			l.silence()
		}
		if f == nil || f.after {
			if _, err := l.server.Write(buffer[:n]); err != nil {
				return nil
			}
		}
		if f != nil && !f.silent {
			return f
		}
	}
}
