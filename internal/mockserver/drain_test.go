package mockserver

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serveWith serves a handler until stop, and returns what Serve returned.
func serveWith(t *testing.T, drain Drain, handler http.HandlerFunc) (url string, stop func(), served <-chan error) {
	t.Helper()
	l, err := Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Drain = drain
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	result := make(chan error, 1)
	go func() { result <- l.Serve(ctx, handler) }()
	return l.URL(), cancel, result
}

func TestADrainingListenerAcceptsRequestsDuringItsDelay(t *testing.T) {
	t.Parallel()
	began := make(chan struct{})
	url, stop, served := serveWith(t, Drain{Delay: 300 * time.Millisecond, Begin: func() { close(began) }}, func(http.ResponseWriter, *http.Request) {})
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	get := func() (closes bool, err error) {
		res, err := client.Get(url)
		if err != nil {
			return false, err
		}
		return res.Close, res.Body.Close()
	}
	if closes, err := get(); err != nil || closes {
		t.Errorf("before: the connection closes: %t, %v", closes, err)
	}
	stop()
	<-began
	// One request on the connection that is open, and one on another.
	for range 2 {
		if closes, err := get(); err != nil || !closes {
			t.Errorf("during the delay: the connection closes: %t, %v", closes, err)
		}
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := get(); err == nil {
		t.Error("a request after the drain was answered")
	}
}

func TestADrainingListenerFinishesTheRequestsInProgress(t *testing.T) {
	t.Parallel()
	arrived, finish := make(chan struct{}), make(chan struct{})
	began := make(chan struct{})
	url, stop, served := serveWith(t, Drain{Begin: func() { close(began) }}, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-finish
		_, _ = io.WriteString(w, "whole")
	})
	body := make(chan string, 1)
	go func() {
		res, err := http.Get(url)
		if err != nil {
			body <- err.Error()
			return
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		body <- string(text)
	}()
	<-arrived
	stop()
	<-began
	close(finish)
	if got := <-body; got != "whole" {
		t.Errorf("the response is %q", got)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestADrainThatTakesTooLongIsEnded(t *testing.T) {
	t.Parallel()
	arrived, finish := make(chan struct{}), make(chan struct{})
	defer close(finish)
	url, stop, served := serveWith(t, Drain{Delay: time.Millisecond, Timeout: 50 * time.Millisecond}, func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-finish
	})
	failed := make(chan error, 1)
	go func() {
		res, err := http.Get(url)
		if err == nil {
			res.Body.Close()
		}
		failed <- err
	}()
	<-arrived
	stop()
	if err := <-served; err == nil || !strings.Contains(err.Error(), "50ms after the signal to stop") {
		t.Errorf("Serve: %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("the request was answered, although its handler never ended")
	}
}
