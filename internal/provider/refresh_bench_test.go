//go:build unix

package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// BenchmarkRefresh measures what the provider costs Terraform's user when a
// state is refreshed: a tenth of the resources are APIs with seven scopes each,
// the rest clients and grants. The tenant answers with prepared texts, so that
// nearly all of the CPU time (cpu-ms/op, user and system) is the provider's and
// the encoding of the protocol.
func BenchmarkRefresh(b *testing.B) {
	for _, resources := range []int{1_000, 10_000} {
		b.Run(strconv.Itoa(resources), func(b *testing.B) {
			tenant := newCannedTenant(b, resources/10, resources/20, resources*3/20)
			roots, leaves := tenant.instances()
			started := func() *acctest.Plugin {
				p := plugin(b)
				p.MustConfigure(acctest.Values{"domain": tenant.url, "api_token": "canned", "reserve": 0})
				return p
			}
			// The first refresh completes what an import knows.
			imports := started()
			for _, all := range [][]*instance{roots, leaves} {
				for _, one := range all {
					one.state = imports.Import(one.resource, one.id).Value
				}
				refreshAll(b, imports, all)
			}
			before := processorTime(b)
			b.ResetTimer()
			for range b.N {
				p := started()
				refreshAll(b, p, roots)
				refreshAll(b, p, leaves)
			}
			b.ReportMetric((processorTime(b)-before)*1e3/float64(b.N), "cpu-ms/op")
		})
	}
}

// processorTime is what the process has used so far, in seconds.
func processorTime(b *testing.B) float64 {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

// cannedTenant serves objects that never change. Each is made of a text that
// the mock answered, with another ID.
type cannedTenant struct {
	url     string
	objects map[string][]cannedObject // by the path of their list
}

type cannedObject struct {
	// names are the ID and the identifier, by which the object can be read.
	names []string
	text  json.RawMessage
}

func newCannedTenant(b *testing.B, apis, clients, grants int) *cannedTenant {
	b.Helper()
	mock := acctest.NewTenant(b)
	scopes := make([]acctest.Object, 7)
	for i := range scopes {
		scopes[i] = acctest.Object{"value": fmt.Sprint("scope:", i)}
	}
	api := mock.Create("resource-servers", acctest.Object{"identifier": "urn:model", "name": "model", "scopes": scopes})
	client := mock.Create("clients", acctest.Object{"name": "model", "app_type": "non_interactive"})
	grant := mock.Create("client-grants", acctest.Object{"client_id": client["client_id"], "audience": "urn:model", "scope": []any{"scope:1"}})
	c := &cannedTenant{objects: map[string][]cannedObject{}}
	for i := range apis {
		c.add(b, "resource-servers", api, acctest.Object{"id": fmt.Sprint("api", i), "identifier": fmt.Sprintf("https://api%d.example.test/", i)})
	}
	for i := range clients {
		c.add(b, "clients", client, acctest.Object{"client_id": fmt.Sprint("client", i), "name": fmt.Sprint("client ", i)})
	}
	for i := range grants {
		c.add(b, "client-grants", grant, acctest.Object{
			"id": fmt.Sprint("grant", i), "client_id": fmt.Sprint("client", i%clients), "audience": fmt.Sprintf("https://api%d.example.test/", i%apis),
		})
	}
	server := httptest.NewServer(c)
	b.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *cannedTenant) add(b *testing.B, list string, model, own acctest.Object) {
	b.Helper()
	object := acctest.Object{}
	for _, part := range []acctest.Object{model, own} {
		for name, value := range part {
			object[name] = value
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		b.Fatal(err)
	}
	var names []string
	for _, name := range []string{"id", "client_id", "identifier"} {
		if value, has := object[name].(string); has {
			names = append(names, value)
		}
	}
	c.objects[list] = append(c.objects[list], cannedObject{names, text})
}

// instances are the resources that manage the objects: those that others refer
// to, and the others.
func (c *cannedTenant) instances() (roots, leaves []*instance) {
	for _, api := range c.objects["resource-servers"] {
		roots = append(roots, &instance{resource: "auth0api_resource_server", id: api.names[0]})
		for i := range 7 {
			leaves = append(leaves, &instance{resource: "auth0api_resource_server_scope", id: fmt.Sprintf("%s::scope:%d", api.names[1], i)})
		}
	}
	for _, client := range c.objects["clients"] {
		roots = append(roots, &instance{resource: "auth0api_client", id: client.names[0]})
	}
	for _, grant := range c.objects["client-grants"] {
		leaves = append(leaves, &instance{resource: "auth0api_client_grant", id: grant.names[0]})
	}
	return roots, leaves
}

// ServeHTTP answers a read of an object, and a list: by page, by cursor, or by
// identifiers.
func (c *cannedTenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	list, name, single := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/v2/"), "/")
	all, query := c.objects[list], r.URL.Query()
	w.Header().Set("Content-Type", "application/json")
	if wanted := query["identifiers"]; single || len(wanted) > 0 {
		all = slices.DeleteFunc(slices.Clone(all), func(o cannedObject) bool {
			return !slices.ContainsFunc(append(wanted, name), func(n string) bool { return slices.Contains(o.names, n) })
		})
	}
	if single && len(all) == 1 {
		_, _ = w.Write(all[0].text)
		return
	}
	if single {
		http.Error(w, `{"statusCode":404,"error":"Not Found","message":"There is none."}`, http.StatusNotFound)
		return
	}
	const size = 100
	page, _ := strconv.Atoi(query.Get("page"))
	from, _ := strconv.Atoi(query.Get("from"))
	first := min(page*size+from, len(all))
	end := min(first+size, len(all))
	next := ""
	if query.Has("take") && end < len(all) {
		next = fmt.Sprintf(`"next":"%d",`, end)
	}
	texts := make([][]byte, 0, size)
	for _, o := range all[first:end] {
		texts = append(texts, o.text)
	}
	fmt.Fprintf(w, `{%s"total":%d,"start":%d,"limit":%d,%q:[%s]}`, next, len(all), first, size, strings.ReplaceAll(list, "-", "_"), bytes.Join(texts, []byte(",")))
}
