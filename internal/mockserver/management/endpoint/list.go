package endpoint

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultPageSize = 50
	// maxOffset is how many records paging by number reaches.
	maxOffset = 1000
)

// Page is which part of a list is asked for.
type Page struct {
	number, size int
	totals       bool
	// checkpoint pages by a cursor instead of by number.
	checkpoint bool
	from       string
}

// PageOf reads the paging parameters, which the schema has checked. take or
// from asks for checkpoint paging, whatever else is there.
func PageOf(query map[string]any) (Page, error) {
	p := Page{number: integerOf(query, "page", 0), size: integerOf(query, "per_page", defaultPageSize)}
	p.totals, _ = query["include_totals"].(bool)
	_, takes := query["take"]
	p.from, p.checkpoint = query["from"].(string)
	if takes || p.checkpoint {
		p.checkpoint, p.size = true, integerOf(query, "take", defaultPageSize)
		return p, nil
	}
	if p.number >= maxOffset || (p.number+1)*p.size > maxOffset {
		return p, Refuse(http.StatusBadRequest, "invalid_paging",
			"Requesting page %d exceeds the allowed maximum of %d records. To fetch results beyond %d, use the checkpoint pagination method.",
			p.number, maxOffset, maxOffset)
	}
	return p, nil
}

// Checkpoint returns the page for a list that is only paged by checkpoint.
func (p Page) Checkpoint() Page {
	p.checkpoint = true
	return p
}

func integerOf(query map[string]any, name string, otherwise int) int {
	number, isNumber := query[name].(json.Number)
	if !isNumber {
		return otherwise
	}
	// The schema bounds page sizes; a page number beyond int is past the end.
	n, err := strconv.Atoi(string(number))
	if err != nil {
		return maxOffset
	}
	return n
}

// Records are what a page is cut out of; a store.List has all of a kind.
type Records[T any] interface {
	Len() int
	// Slice answers the records from one position up to, but without, another.
	Slice(from, to int) []T
	// Index answers the position of the record with that id, or -1.
	Index(id string) int
}

// Selection is the records that a filter left.
type Selection[T any] struct {
	Items []T
	ID    func(T) string
}

// Len implements Records.
func (s Selection[T]) Len() int { return len(s.Items) }

// Slice implements Records.
func (s Selection[T]) Slice(from, to int) []T { return s.Items[from:to] }

// Index implements Records.
func (s Selection[T]) Index(id string) int {
	return slices.IndexFunc(s.Items, func(item T) bool { return s.ID(item) == id })
}

// Paginate cuts the page out of a list and wraps it the way that was asked for.
// key is what the service calls the items, id what identifies one.
func Paginate[T any](all Records[T], p Page, key string, id func(T) string, view func(T) (any, error)) (any, error) {
	start := p.number * p.size
	if p.checkpoint {
		var err error
		if start, err = resume(all, p.from); err != nil {
			return nil, err
		}
	}
	start = min(start, all.Len())
	end := min(start+p.size, all.Len())
	shown := all.Slice(start, end)
	items := make([]any, 0, len(shown))
	for _, item := range shown {
		item, err := view(item)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	switch {
	case p.checkpoint && end < all.Len():
		return map[string]any{key: items, "next": cursor(end, id(shown[len(shown)-1]))}, nil
	case p.checkpoint:
		return map[string]any{key: items}, nil
	case p.totals:
		return map[string]any{"total": all.Len(), "start": p.number * p.size, "limit": p.size, key: items}, nil
	}
	return items, nil
}

// cursor says where a checkpoint page ended: after which object, and how many
// came before, should that object be gone when the next page is asked for.
func cursor(count int, lastID string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(count) + " " + lastID))
}

func resume[T any](all Records[T], from string) (int, error) {
	if from == "" {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(from)
	if err != nil {
		return 0, badCursor()
	}
	number, last, _ := strings.Cut(string(text), " ")
	count, err := strconv.Atoi(number)
	if err != nil || count < 0 {
		return 0, badCursor()
	}
	if i := all.Index(last); i >= 0 {
		return i + 1, nil
	}
	return count, nil
}

func badCursor() error {
	return InvalidQuery("'Object didn't pass validation for format checkpoint' on property from.")
}

// Keep returns the items that are wanted.
func Keep[T any](all []T, wanted func(T) bool) []T {
	out := make([]T, 0, len(all))
	for _, item := range all {
		if wanted(item) {
			out = append(out, item)
		}
	}
	return out
}
