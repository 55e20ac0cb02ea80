// Package property_test drives the real CLI through random sequences of what
// people do with Terraform and the tenant behind it. After each apply the next
// plan has to be empty, and the tenant to hold what a simple model says.
package property_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// The environment sets how many sequences are tried, and the seed of the first.
const (
	envSequences = "AUTH0API_SEQUENCES"
	envFirst     = "AUTH0API_FIRST_SEQUENCE"
)

func TestMain(m *testing.M) {
	if acctest.StartedByCLI() {
		if err := provider.Serve(context.Background(), "test", false); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

func TestAccProperty_eachApplyMakesWhatIsDeclared(t *testing.T) {
	t.Parallel()
	freshAPI, freshClient := fresh(t)
	slots := make(chan struct{}, 2)
	first := number(t, envFirst, 1)
	for seed := first; seed < first+number(t, envSequences, 4); seed++ {
		t.Run(fmt.Sprint("sequence ", seed), func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			try := func(steps []step) *failure {
				return run(t, &world{freshAPI: freshAPI, freshClient: freshClient}, steps)
			}
			steps := sequence(seed)
			found := try(steps)
			if found == nil {
				return
			}
			steps, found = shrink(steps, found, try)
			t.Fatalf("sequence %d, of which %d steps are left:\n%s", seed, len(steps), found)
		})
	}
}

func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// sequence draws the steps. The first ones make something to work on.
func sequence(seed uint64) []step {
	dice := rand.New(rand.NewPCG(seed, 1))
	kinds := acts()
	steps := []step{}
	for _, name := range []string{"add an API", "add a scope", "add a scope", "add a client", "add a grant", "add a role",
		"change the roles of a user", "change the permissions of a user", "change a grant of an organization"} {
		kind := slices.IndexFunc(kinds, func(a act) bool { return a.name == name })
		steps = append(steps, step{kind, dice.Uint64()})
	}
	steps = append(steps, step{kind: applies})
	for range 4 + dice.IntN(4) {
		kind := dice.IntN(len(kinds))
		steps = append(steps, step{kind, dice.Uint64()})
		for !kinds[kind].alone && dice.IntN(2) == 0 {
			if more := dice.IntN(len(kinds)); !kinds[more].alone {
				steps = append(steps, step{more, dice.Uint64()})
			}
		}
		steps = append(steps, step{kind: applies})
	}
	return steps
}

// applies is the kind of a step that applies what was done.
const applies = -1

// failure is the first thing that was not as promised.
type failure struct {
	trace         []string
	before, after string
	what          string
}

func (f *failure) String() string {
	return fmt.Sprintf("%s\n\n%s\n\n--- configuration before\n%s\n--- and after\n%s", strings.Join(f.trace, "\n"), f.what, f.before, f.after)
}

// run does the steps on a tenant of their own; nil where all was as promised.
func run(t *testing.T, w *world, steps []step) *failure {
	t.Helper()
	m := tenant{acctest.NewTenant(t)}
	cli := acctest.NewCLI(t)
	kinds := acts()
	var f failure
	r := &round{world: w, tenant: m, foreign: m.prepare(w), cli: cli, parted: map[string]bool{}}
	pending := false
	for _, s := range append(slices.Clone(steps), step{kind: applies}) {
		if s.kind != applies {
			if kinds[s.kind].alone && pending {
				continue // an apply before it was shrunk away
			}
			r.dice = rand.New(rand.NewPCG(s.seed, 2))
			if done := kinds[s.kind].do(r); done != "" {
				f.trace = append(f.trace, done)
				pending = true
			}
			w.tidy()
			continue
		}
		if !pending {
			continue
		}
		pending = false
		clear(r.parted)
		f.trace = append(f.trace, "apply")
		f.before, f.after = f.after, w.hcl()
		cli.Config(m.Config(f.after))
		if code, output := cli.Run("apply", "-auto-approve", "-no-color"); code != 0 {
			f.what = fmt.Sprintf("the apply ended with %d:\n%s", code, output)
			return &f
		}
		w.apply()
		if code, output := cli.Run("plan", "-detailed-exitcode", "-no-color"); code != 0 {
			f.what = fmt.Sprintf("the plan after it ended with %d:\n%s", code, output)
			return &f
		}
		if got, want := m.facts(), w.expected(); !slices.Equal(got, want) {
			f.what = fmt.Sprintf("the tenant holds\n  %s\nand should hold\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			return &f
		}
	}
	return nil
}
