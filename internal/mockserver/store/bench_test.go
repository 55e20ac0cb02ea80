package store

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// exampleAPI is about as large as an API of a real tenant.
func exampleAPI(i int) *ResourceServer {
	read, write := "Read appointments", "Write appointments"
	return &ResourceServer{
		ID:                  fmt.Sprintf("%024x", i),
		Name:                fmt.Sprintf("Appointments %d", i),
		Identifier:          fmt.Sprintf("https://appointments-%d.example.com/", i),
		SigningAlg:          "RS256",
		SigningSecret:       fmt.Sprintf("secret-secret-secret-secret-%d", i),
		TokenLifetime:       86400,
		TokenLifetimeForWeb: 7200,
		Scopes:              []Scope{{Value: "read:appointments", Description: &read}, {Value: "write:appointments", Description: &write}},
	}
}

func putAPIs(w Writer, from, to int) error {
	for i := from; i < to; i++ {
		if err := w.PutResourceServer(exampleAPI(i)); err != nil {
			return err
		}
	}
	return nil
}

// benchStores runs a benchmark with each store. With PostgreSQL it reports the round trips to
// the database.
func benchStores(b *testing.B, run func(*testing.B, Store)) {
	b.Run("memory", func(b *testing.B) { run(b, NewMemory()) })
	b.Run("file", func(b *testing.B) {
		s, err := OpenFile(b.Context(), filepath.Join(b.TempDir(), "tenant.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		run(b, s)
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		count := &queries{}
		defer func() { b.ReportMetric(float64(count.count.Load())/float64(b.N), "trips/op") }()
		s, values, err := OpenPostgres(b.Context(), server.URL(b), PostgresOptions{Tracer: count})
		if err != nil {
			b.Fatal(err)
		}
		defer values.Close()
		defer s.Close()
		run(b, s)
	})
}

// queries counts round trips to the database, with those of the preparation and of the
// background.
type queries struct {
	count atomic.Int64
}

func (q *queries) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	q.count.Add(1)
	return ctx
}

func (*queries) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (q *queries) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	q.count.Add(1)
	return ctx
}

func (*queries) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (*queries) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func BenchmarkRead(b *testing.B) {
	benchStores(b, func(b *testing.B, s Store) {
		if err := s.Update(b.Context(), func(w Writer) error { return putAPIs(w, 0, 10_000) }); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				identifier := exampleAPI(i % 10_000).Identifier
				if err := s.View(b.Context(), func(r Reader) error {
					if r.ResourceServerByIdentifier(identifier) == nil {
						return fmt.Errorf("%s is missing", identifier)
					}
					return nil
				}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

func BenchmarkList10000(b *testing.B) {
	benchStores(b, func(b *testing.B, s Store) {
		if err := s.Update(b.Context(), func(w Writer) error { return putAPIs(w, 0, 10_000) }); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if err := s.View(b.Context(), func(r Reader) error {
				if n := r.ResourceServers().Len(); n != 10_000 {
					return fmt.Errorf("%d APIs", n)
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkUpdate(b *testing.B) {
	benchStores(b, func(b *testing.B, s Store) {
		if err := s.Update(b.Context(), func(w Writer) error { return putAPIs(w, 0, 10_000) }); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := s.Update(b.Context(), func(w Writer) error { return w.PutResourceServer(exampleAPI(i % 10_000)) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen10000(b *testing.B) {
	path := filepath.Join(b.TempDir(), "tenant.db")
	s, err := OpenFile(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Update(b.Context(), func(w Writer) error { return putAPIs(w, 0, 10_000) }); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := OpenFile(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFootprint reports the bytes of the heap that an object takes.
func BenchmarkFootprint(b *testing.B) {
	const objects = 100_000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := NewMemory()
		if err := s.Update(b.Context(), func(w Writer) error { return putAPIs(w, 0, objects) }); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/objects, "B/object")
		runtime.KeepAlive(s)
	}
}
