package reads

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// pageSize is the largest page that the service answers.
	pageSize = 100
	// maxPages bounds a list whose cursors do not end; it is far above what a tenant
	// may hold.
	maxPages = 10_000
)

// List yields the objects of a kind that is paged by cursor (clients and client
// grants), in the service's order, and ends with the first error. An object that
// is created or deleted meanwhile may be missing or not.
func (r *Reads) List(ctx context.Context, k Kind, filter url.Values) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		seen := map[string]bool{}
		query := url.Values{"take": {strconv.Itoa(pageSize)}}
		maps.Copy(query, filter)
		for {
			page, err := r.fetchPage(ctx, k, query)
			if err != nil {
				yield(Object{}, err)
				return
			}
			for _, o := range page.objects {
				if !yield(o, nil) {
					return
				}
			}
			if page.next == "" {
				return
			}
			if seen[page.next] || len(seen) == maxPages {
				yield(Object{}, fmt.Errorf("GET %s/%s: the service's list does not end: after %d pages it points to a page that was read before, or to yet another", rest.BasePath, k.segment, len(seen)+1))
				return
			}
			seen[page.next] = true
			query.Set("from", page.next)
		}
	}
}

// page is one answer of a list.
type page struct {
	objects      []Object
	total, limit int
	next         string
}

// malformedError says that the answer to a list is not a list.
type malformedError struct{ error }

// Unwrap returns what is wrong with the answer.
func (e malformedError) Unwrap() error { return e.error }

func isMalformed(err error) bool {
	_, malformed := errors.AsType[malformedError](err)
	return malformed
}

// fetchPage requests a part of a kind's list.
func (r *Reads) fetchPage(ctx context.Context, k Kind, query url.Values) (page, error) {
	request := rest.Request{Method: http.MethodGet, Path: rest.Path(k.segment), Query: maps.Clone(query)}
	answer, err := r.rest.Call(ctx, request)
	if err != nil {
		return page{}, err
	}
	return k.decodePage(request, answer)
}

// decodePage decodes a page.
func (k Kind) decodePage(request rest.Request, answer []byte) (page, error) {
	var body struct {
		ResourceServers []item `json:"resource_servers"`
		Clients         []item `json:"clients"`
		ClientGrants    []item `json:"client_grants"`
		Roles           []item `json:"roles"`
		Total           int    `json:"total"`
		Limit           int    `json:"limit"`
		Next            string `json:"next"`
	}
	items := map[string]*[]item{
		rest.ResourceServers: &body.ResourceServers, rest.Clients: &body.Clients, rest.ClientGrants: &body.ClientGrants, rest.Roles: &body.Roles,
	}[k.segment]
	*items = []item{{absent: true}}
	if err := request.Decode(answer, &body); err != nil {
		if mistyped, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && mistyped.Field != "" {
			err = fmt.Errorf("%w (in %s)", err, mistyped.Field)
		}
		return page{}, malformedError{err}
	}
	if len(*items) == 1 && (*items)[0].absent {
		return page{}, malformedError{fmt.Errorf("%s: the answer is not what the service answers (check the domain): there is no list (in %s)", request, strings.ReplaceAll(k.segment, "-", "_"))}
	}
	p := page{objects: make([]Object, len(*items)), total: body.Total, limit: body.Limit, next: body.Next}
	for i, one := range *items {
		p.objects[i] = k.identify(one.properties, one.raw)
	}
	return p, nil
}
