package management

import (
	"context"
	"encoding/json"
	"iter"
)

// each yields the objects of selections as their pages come, each object once,
// and ends with the first error. Nobody shares the requests.
func each[T any](ctx context.Context, c *Client, selections ...selection) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[string]bool{}
		for _, s := range selections {
			for raw, err := range s.pages(ctx, c) {
				var o object
				if err == nil {
					o, err = s.kind.object(raw)
				}
				if err == nil && seen[o.id] {
					continue
				}
				seen[o.id] = true
				value := new(T)
				if err == nil {
					err = o.decode(s.kind, value)
				}
				if err != nil {
					yield(nil, err)
					return
				}
				if !yield(value, nil) {
					return
				}
			}
		}
	}
}

// pages yields the objects of a selection as their pages come. Where the service
// pages by number, a list that changes meanwhile is read again, and objects come
// twice.
func (s selection) pages(ctx context.Context, c *Client) iter.Seq2[json.RawMessage, error] {
	if s.kind.checkpoint {
		return list(ctx, c, s.kind, s.filter)
	}
	return func(yield func(json.RawMessage, error) bool) {
		enough := false
		take := func(page []json.RawMessage) bool {
			for _, raw := range page {
				if !yield(raw, nil) {
					enough = true
					return false
				}
			}
			return true
		}
		for range maxRestarts + 1 {
			steady, err := readByNumber(ctx, c, s.kind, s.filter, take)
			if enough || steady {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		yield(nil, errUnsteady(s.kind))
	}
}
