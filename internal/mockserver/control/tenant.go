package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

func (a api) getClock(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, a.Clock().State())
}

func (a api) putClock(w http.ResponseWriter, r *http.Request) {
	var settings faults.ClockSettings
	if !ReadBody(w, r, &settings) {
		return
	}
	if err := a.Clock().Set(r.Context(), settings); err != nil {
		badRequest(w, err)
		return
	}
	a.getClock(w, r)
}

func (a api) reset(w http.ResponseWriter, r *http.Request) {
	if err := a.Reset(r.Context()); err != nil {
		failed(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// loggedRequest is a request of the log, in JSON.
type loggedRequest struct {
	Time     time.Time       `json:"time"`
	Method   string          `json:"method"`
	Path     string          `json:"path"`
	Route    string          `json:"route"`
	Status   int             `json:"status"`
	Duration faults.Duration `json:"duration"`
	Fault    string          `json:"fault,omitempty"`
}

func (a api) getRequests(w http.ResponseWriter, r *http.Request) {
	counts, total, err := a.Requests().Sum(r.Context(), a.Clock().Now())
	if err != nil {
		failed(w, err)
		return
	}
	entries := a.Requests().All()
	requests := make([]loggedRequest, len(entries))
	for i, e := range entries {
		requests[i] = loggedRequest{
			Time: e.Time.UTC(), Method: e.Method, Path: e.Path, Route: requestlog.Route(e.Path),
			Status: e.Status, Duration: faults.Duration(e.Duration), Fault: e.Fault,
		}
	}
	writeJSON(w, map[string]any{
		"total": total, "counts": counts, "requests": requests,
	})
}

func (a api) deleteRequests(w http.ResponseWriter, r *http.Request) {
	if err := a.Requests().ResetAll(r.Context()); err != nil {
		failed(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// change passes a request to the Management API, and answers with its response.
func (a api) change(w http.ResponseWriter, r *http.Request) {
	var change struct {
		Method string          `json:"method"`
		Path   string          `json:"path"`
		Body   json.RawMessage `json:"body"`
	}
	if !ReadBody(w, r, &change) {
		return
	}
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	if !slices.Contains(methods, change.Method) {
		badRequest(w, fmt.Errorf("method is %q; it must be one of %s", change.Method, strings.Join(methods, ", ")))
		return
	}
	if !strings.HasPrefix(change.Path, "/") {
		badRequest(w, errors.New(`path must start with a slash and be below /api/v2, such as "/clients"`))
		return
	}
	var body io.Reader
	if len(change.Body) > 0 {
		body = bytes.NewReader(change.Body)
	}
	answer, err := a.Change(r.Context(), change.Method, change.Path, body)
	if err != nil {
		failed(w, err)
		return
	}
	defer answer.Body.Close()
	if kind := answer.Header.Get("Content-Type"); kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // an error means that the client closed the connection
}

func (a api) rotateKeys(w http.ResponseWriter, r *http.Request) {
	kid, err := a.RotateKeys(r.Context())
	if err != nil {
		failed(w, err)
		return
	}
	writeJSON(w, map[string]string{"kid": kid})
}

func (a api) expireTokens(w http.ResponseWriter, r *http.Request) {
	if err := a.Faults().ExpireTokens(r.Context()); err != nil {
		failed(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a api) export(w http.ResponseWriter, r *http.Request) {
	configuration, err := a.Export(r.Context())
	if err != nil {
		failed(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(configuration)
}
