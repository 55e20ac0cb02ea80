package tenants

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/seed"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// collection is the path of the tenants, below control.Prefix.
const collection = "tenants"

// Info describes a tenant, as the API answers it.
type Info struct {
	Name   string `json:"name"`
	Issuer string `json:"issuer"`
	// Domain is the tenant's domain for the provider: a URL, or without a scheme for https.
	Domain string `json:"domain"`
	// ClientID and ClientSecret are the credentials of the client that may manage the
	// tenant. A list has none.
	ClientID     string `json:"client_id,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"`
	// Control is the URL of the tenant's control API.
	Control  string    `json:"control"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"last_used"`
	// Objects is the number of objects; absent for a stored tenant that was not used since
	// the process started.
	Objects *int `json:"objects,omitempty"`
	// Bytes is their size; see [mockserver.Options].MaxBytes. It is absent as Objects is.
	Bytes *int64 `json:"bytes,omitempty"`
	// Expires is when the tenant is deleted if it is not used again; absent means never.
	Expires time.Time `json:"expires,omitzero"`
}

func (r *Registry) endpoints() []control.Endpoint {
	return []control.Endpoint{
		{Method: http.MethodGet, Path: collection, Does: "lists the tenants", Serve: r.list},
		{Method: http.MethodPost, Path: collection, Does: `creates a tenant: {"name": "pr-17", "from": "main", "seed": {…}, "expires_after": "24h", "idle_after": "1h"}, all optional`, Serve: r.post},
		{Method: http.MethodGet, Path: collection + "/{name}", Does: "a tenant, with the credentials of its administrator", Serve: r.get},
		{Method: http.MethodDelete, Path: collection + "/{name}", Does: "deletes a tenant with its data", Serve: r.remove},
	}
}

// List describes the tenants, sorted by name.
func (r *Registry) List(ctx context.Context) ([]Info, error) {
	if err := errors.Join(r.refresh(ctx), r.expire(ctx)); err != nil {
		return nil, err
	}
	r.mu.Lock()
	all := make([]*tenant, 0, len(r.tenants))
	for _, t := range r.tenants {
		all = append(all, t)
	}
	r.mu.Unlock()
	infos := make([]Info, len(all))
	for i, t := range all {
		infos[i] = r.describe(ctx, t)
	}
	slices.SortFunc(infos, func(a, b Info) int { return cmp.Compare(a.Name, b.Name) })
	return infos, nil
}

// describe describes a tenant without its credentials, and does not open it.
func (r *Registry) describe(ctx context.Context, t *tenant) Info {
	issuer := r.issuer(t.name)
	info := Info{
		Name: t.name, Issuer: issuer, Domain: strings.TrimPrefix(strings.TrimSuffix(issuer, "/"), "https://"), Control: r.controlURL(t.name),
		Created: t.record.Created, LastUsed: t.used(), Expires: t.expires(),
	}
	if server := t.server.Load(); server != nil {
		if objects, bytes, err := server.Size(ctx); err == nil { // it may be deleted at this moment
			info.Objects, info.Bytes = &objects, &bytes
		}
	}
	return info
}

func (r *Registry) list(w http.ResponseWriter, req *http.Request) {
	infos, err := r.List(req.Context())
	if err != nil {
		fail(w, err)
		return
	}
	control.WriteJSON(w, http.StatusOK, map[string]any{"tenants": infos})
}

// body is the body of a POST.
type body struct {
	Name         string           `json:"name"`
	From         string           `json:"from"`
	Seed         json.RawMessage  `json:"seed"`
	ExpiresAfter *faults.Duration `json:"expires_after"`
	IdleAfter    *faults.Duration `json:"idle_after"`
}

func (r *Registry) post(w http.ResponseWriter, req *http.Request) {
	var sent body
	if req.ContentLength != 0 && !control.ReadBody(w, req, &sent) {
		return
	}
	request, err := sent.request()
	if err != nil {
		management.WriteError(w, http.StatusBadRequest, "", err.Error())
		return
	}
	_, name, err := r.Create(req.Context(), request)
	if err != nil {
		fail(w, err)
		return
	}
	r.answer(w, req, http.StatusCreated, name)
}

// request returns what a body asks for.
func (b body) request() (Request, error) {
	request := Request{Name: b.Name, From: b.From}
	if b.Name != "" {
		if err := CheckName(b.Name); err != nil {
			return request, fmt.Errorf("name: %w", err)
		}
	}
	for name, each := range map[string]struct {
		sent *faults.Duration
		into *time.Duration
	}{"expires_after": {b.ExpiresAfter, &request.ExpiresAfter}, "idle_after": {b.IdleAfter, &request.IdleAfter}} {
		if each.sent == nil {
			continue
		}
		if *each.sent <= 0 {
			return request, fmt.Errorf("%s must be longer than 0, such as \"1h\"", name)
		}
		*each.into = time.Duration(*each.sent)
	}
	if len(b.Seed) == 0 || bytes.Equal(b.Seed, []byte("null")) {
		return request, nil
	}
	text := []byte(b.Seed) // JSON is YAML
	var yaml string
	if json.Unmarshal(b.Seed, &yaml) == nil {
		text = []byte(yaml)
	}
	var err error
	request.Seed, err = seed.Parse("seed", text)
	return request, err
}

func (r *Registry) get(w http.ResponseWriter, req *http.Request) {
	r.answer(w, req, http.StatusOK, req.PathValue("name"))
}

// answer answers with a tenant and its credentials.
func (r *Registry) answer(w http.ResponseWriter, req *http.Request, status int, name string) {
	server, release, err := r.use(req.Context(), name)
	if err != nil {
		fail(w, err)
		return
	}
	defer release()
	r.mu.Lock()
	t := r.tenants[name]
	r.mu.Unlock()
	if t == nil { // it was deleted at this moment
		fail(w, ErrUnknown)
		return
	}
	info := r.describe(req.Context(), t)
	info.ClientID, info.ClientSecret = server.ClientID(), server.ClientSecret()
	control.WriteJSON(w, status, info)
}

func (r *Registry) remove(w http.ResponseWriter, req *http.Request) {
	if err := r.Delete(req.Context(), req.PathValue("name")); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// fail answers with the status that an error means.
func fail(w http.ResponseWriter, err error) {
	if management.IsUnavailable(err) {
		management.WriteFailure(w, err)
		return
	}
	status, code := http.StatusInternalServerError, ""
	switch {
	case errors.Is(err, ErrUnknown):
		status = http.StatusNotFound
	case errors.Is(err, ErrExists):
		status = http.StatusConflict
	case errors.Is(err, ErrTooMany), isLimitError(err):
		status, code = http.StatusForbidden, "too_many_entities"
	case isSeedError(err):
		status = http.StatusBadRequest
	}
	management.WriteError(w, status, code, err.Error())
}

func isLimitError(err error) bool {
	_, is := errors.AsType[*store.LimitError](err)
	return is
}

func isSeedError(err error) bool {
	_, is := errors.AsType[*mockserver.SeedError](err)
	return is
}
