package reads

import (
	"context"
	"iter"
)

// Each yields the objects of selections as their pages come, each object once, and
// ends with the first error. Its requests are not shared with other callers.
func Each[T any](ctx context.Context, r *Reads, selections ...Selection) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[string]bool{}
		for _, s := range selections {
			for o, err := range r.pages(ctx, s) {
				if err == nil {
					err = o.check()
				}
				if err == nil && seen[o.ID] {
					continue
				}
				seen[o.ID] = true
				value := new(T)
				if err == nil {
					err = o.Decode(value)
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
func (r *Reads) pages(ctx context.Context, s Selection) iter.Seq2[Object, error] {
	if s.Kind.byCursor {
		return r.List(ctx, s.Kind, s.Filter)
	}
	return func(yield func(Object, error) bool) {
		enough := false
		take := func(page []Object) bool {
			for _, o := range page {
				if !yield(o, nil) {
					enough = true
					return false
				}
			}
			return true
		}
		for range maxRestarts + 1 {
			unchanged, err := r.pagesByNumber(ctx, s.Kind, s.Filter, take)
			if enough || unchanged {
				return
			}
			if err != nil {
				yield(Object{}, err)
				return
			}
		}
		yield(Object{}, errChanging(s.Kind))
	}
}
