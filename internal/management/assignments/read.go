package assignments

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// pageSize is the largest page that the service answers.
	pageSize = 100
	// maxPages bounds a list whose total the service does not say: a role or a user has
	// at most 1,000 permissions.
	maxPages = 10
	// maxAge is how long a list answers reads.
	maxAge = time.Minute
)

// lists reads lists, and remembers them.
type lists struct {
	rest *rest.Client
	now  func() time.Time

	mu      sync.Mutex
	known   map[List]*knownList
	reading flight.Group[List, []Item]
	// writes counts the writes of each list, so that an answer that was overtaken by a
	// write is not remembered.
	writes map[List]int
}

// knownList is a list as the service last answered it, with what was written since.
type knownList struct {
	items []Item
	at    time.Time
}

// remembered returns a list that was read within maxAge.
func (s *lists) remembered(l List) ([]Item, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.known[l]
	if known == nil || s.now().Sub(known.at) > maxAge {
		return nil, false
	}
	return slices.Clone(known.items), true
}

func (s *lists) put(l List, items []Item, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[l] = &knownList{items: items, at: at}
}

// begin notes that a list is about to be written. done has what was added and removed,
// or err when that is not known.
func (s *lists) begin(l List) (done func(add, remove []Item, err error)) {
	s.count(l)
	return func(add, remove []Item, err error) {
		s.count(l)
		s.mu.Lock()
		defer s.mu.Unlock()
		known := s.known[l]
		if known == nil {
			return
		}
		if err != nil {
			delete(s.known, l)
			return
		}
		items := slices.DeleteFunc(slices.Clone(known.items), func(i Item) bool { return slices.Contains(remove, i) || slices.Contains(add, i) })
		s.known[l] = &knownList{items: append(items, add...), at: known.at}
	}
}

func (s *lists) count(l List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes == nil {
		s.writes = map[List]int{}
	}
	s.writes[l]++
}

func (s *lists) written(l List) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes[l]
}

func (s *lists) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.known)
}

// get returns a list that is remembered, or reads it.
func (s *lists) get(ctx context.Context, l List) ([]Item, error) {
	if items, ok := s.remembered(l); ok {
		s.rest.CountSavedReads(1)
		return items, nil
	}
	items, err := s.reading.Do(ctx, l, func(ctx context.Context) ([]Item, error) {
		asked, writes := s.now(), s.written(l)
		items, err := s.read(ctx, l)
		if err == nil && s.written(l) == writes {
			s.put(l, items, asked)
		}
		return items, err
	})
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("GET %s%s: %w", rest.BasePath, l.path(), ctx.Err())
		}
		return nil, rest.Copy(err)
	}
	return slices.Clone(items), nil
}

// read reads all pages. An item that is assigned or removed meanwhile may be in two
// pages or in none, as in any list that is paged by number.
func (s *lists) read(ctx context.Context, l List) ([]Item, error) {
	items, count := []Item{}, 0
	for number := range maxPages {
		r := rest.Request{Method: http.MethodGet, Path: l.path(), Query: url.Values{
			"per_page": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(number)}, "include_totals": {"true"},
		}}
		answer, err := s.rest.Call(ctx, r)
		if err != nil {
			return nil, err
		}
		page, length, total, err := l.Kind.decode(r, answer)
		if err != nil {
			return nil, err
		}
		items, count = append(items, page...), count+length
		if count >= total || length == 0 {
			break
		}
	}
	return slices.Compact(items), nil
}

// assigned is an entry of a page: a permission, a role or a client grant.
type assigned struct {
	ID      string `json:"id"`
	API     string `json:"resource_server_identifier"`
	Name    string `json:"permission_name"`
	Sources []struct {
		Type string `json:"source_type"`
	} `json:"sources"`
}

// direct reports whether a permission is assigned directly: the list of a user also
// has those of the user's roles (facts 9.3, inferred).
func (a assigned) direct() bool {
	return a.Sources == nil || slices.ContainsFunc(a.Sources, func(s struct {
		Type string `json:"source_type"`
	},
	) bool {
		return s.Type == "DIRECT"
	})
}

// decode reads a page. length is how many entries the service counts.
func (k Kind) decode(r rest.Request, answer []byte) (items []Item, length, total int, err error) {
	var page map[string]json.RawMessage
	if err := r.Decode(answer, &page); err != nil {
		return nil, 0, 0, err
	}
	var entries []assigned
	if err := r.Decode(page[k.items], &entries); err != nil {
		return nil, 0, 0, err
	}
	if err := r.Decode(page["total"], &total); err != nil {
		return nil, 0, 0, err
	}
	for _, each := range entries {
		switch {
		case k.items != "permissions":
			items = append(items, Item{Name: each.ID})
		case each.direct():
			items = append(items, Item{API: each.API, Name: each.Name})
		}
	}
	return items, len(entries), total, nil
}

// body is the request that adds or removes the items.
func (k Kind) body(items []Item) rest.Settings {
	entries := make([]any, len(items))
	for i, item := range items {
		if k.items != "permissions" {
			entries[i] = item.Name
			continue
		}
		entries[i] = map[string]any{"resource_server_identifier": item.API, "permission_name": item.Name}
	}
	return rest.Settings{k.items: entries}
}
