package eventlog

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// defaultSize is the size of a page, if the query does not set it.
const defaultSize = 50

type handlers struct {
	endpoint.Tenant
	log *Log
}

// Operations are those on the log's events.
func Operations(tenant endpoint.Tenant, log *Log) []endpoint.Operation {
	h := handlers{tenant, log}
	scopes := []string{"read:logs", "read:logs_users"}
	return []endpoint.Operation{
		{Method: "GET", Path: "logs", Scopes: scopes, Query: schema.LogSearch, Status: http.StatusOK, Handle: h.search},
		{Method: "GET", Path: "logs/{id}", Scopes: scopes, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
	}
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	events, err := h.log.all(r.Context, h.Now())
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.id == r.ID {
			return e.view, nil
		}
	}
	return nil, endpoint.NotFound("", "The log event does not exist.")
}

// search answers a page of the events. With "from", all other parameters but "take" have
// no effect (documented).
func (h handlers) search(r *endpoint.Request) (any, error) {
	if from, isSet := r.Query["from"].(string); isSet {
		return h.after(r.Context, from, integer(r.Query, "take", defaultSize))
	}
	matches, err := parse(r.Query["q"])
	if err != nil {
		return nil, err
	}
	all, err := h.log.all(r.Context, h.Now())
	if err != nil {
		return nil, err
	}
	events := endpoint.Keep(all, matches)
	if r.Query["sort"] != "date:1" {
		slices.Reverse(events)
	}
	number, size := integer(r.Query, "page", 0), integer(r.Query, "per_page", defaultSize)
	start := min(number, Kept) * size
	page := views(events[min(start, len(events)):min(start+size, len(events))], r.Query)
	if totals, _ := r.Query["include_totals"].(bool); totals {
		// "total" is the number of events in the page (documented).
		return map[string]any{"start": start, "limit": size, "length": len(page), "total": len(page), "logs": page}, nil
	}
	return page, nil
}

// after answers the events that follow the one with that ID, the oldest first. The Link
// header has the address of the next page, or of this one if it is empty (documented).
func (h handlers) after(ctx context.Context, from string, take int) (any, error) {
	all, err := h.log.all(ctx, h.Now())
	if err != nil {
		return nil, err
	}
	events := endpoint.Keep(all, func(e event) bool { return e.id > from })
	events = events[:min(take, len(events))]
	next := from
	if len(events) > 0 {
		next = events[len(events)-1].id
	}
	query := url.Values{"from": {next}, "take": {strconv.Itoa(take)}}
	link := fmt.Sprintf(`<%sapi/v2/logs?%s>; rel="next"`, h.Issuer, query.Encode())
	return endpoint.Answer{Status: http.StatusOK, Body: views(events, nil), Header: http.Header{"Link": {link}}}, nil
}

func views(events []event, query map[string]any) []map[string]any {
	out := make([]map[string]any, len(events))
	for i, e := range events {
		out[i] = endpoint.SelectFields(maps.Clone(e.view), query)
	}
	return out
}

// term is one term of a search: a field, and a value with or without quotes.
var term = regexp.MustCompile(`^\s*([a-z_]+):("[^"]*"|[^\s"*?()\[\]{}]+)(?:\s+AND\s+|\s*$)`)

// parse reads a search: terms with a field, joined by AND. The service knows more of
// Lucene's syntax, which the mock refuses, so that no search finds too much or too little.
func parse(q any) (matches func(event) bool, err error) {
	text, _ := q.(string)
	wanted := map[string]string{}
	for rest := text; strings.TrimSpace(rest) != ""; {
		found := term.FindStringSubmatch(rest)
		if found == nil || !slices.Contains(searchable(), found[1]) {
			return nil, endpoint.InvalidQuery("the mock tenant searches only for terms such as type:sapi or description:\"Create a role\", joined by AND; the fields are %s.",
				strings.Join(searchable(), ", "))
		}
		value := strings.Trim(found[2], `"`)
		if former, twice := wanted[found[1]]; twice && former != value {
			return func(event) bool { return false }, nil
		}
		wanted[found[1]], rest = value, rest[len(found[0]):]
	}
	return func(e event) bool {
		for field, value := range wanted {
			if has, _ := e.view[field].(string); has != value {
				return false
			}
		}
		return true
	}, nil
}

// searchable are the documented fields that an event of type "sapi" has, without date.
func searchable() []string {
	return []string{"client_id", "client_name", "description", "ip", "log_id", "type", "user_agent", "user_id"}
}

// integer returns a number of a query, which the schema has checked.
func integer(query map[string]any, name string, otherwise int) int {
	number, isNumber := query[name].(json.Number)
	if !isNumber {
		return otherwise
	}
	n, err := strconv.Atoi(string(number))
	if err != nil {
		return Kept // a page after the last one
	}
	return n
}
