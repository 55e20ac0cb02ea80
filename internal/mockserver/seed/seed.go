// Package seed reads seed files, and applies them to a mock tenant. A seed file declares what
// the tenant contains before Terraform runs: users, roles, organizations, APIs of other
// teams, and custom claims. Its format is that of [Schema].
package seed

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// maxBytes limits the size of a seed file.
const maxBytes = 8 << 20

// The sections of a seed file.
const (
	sectionAPIs          = "resource_servers"
	sectionRoles         = "roles"
	sectionUsers         = "users"
	sectionOrganizations = "organizations"
	sectionClaims        = "custom_claims"
)

// Seed is the content of a seed file that has no errors of its own. [Seed.Apply] finds what
// contradicts the tenant.
type Seed struct {
	file string
	tree *tree
}

// Read reads a seed file: YAML or JSON, at most 8 MiB. See [Parse] for its errors.
func Read(path string) (*Seed, error) {
	file, err := os.Open(path) //nolint:gosec // the file that the user named
	if err != nil {
		return nil, fmt.Errorf("reading the seed file: %w", err)
	}
	defer file.Close() //nolint:errcheck // only opened for reading
	text, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the seed file: %w", err)
	}
	if len(text) > maxBytes {
		return nil, fmt.Errorf("reading the seed file %s: it has more than %d MiB, which is the limit", path, maxBytes>>20)
	}
	return Parse(path, text)
}

// Parse parses the text of a seed file of that name. The error joins an [*Error] for each
// problem: the file is not YAML, violates the schema, declares an object twice, or has a
// claim that the service refuses.
func Parse(file string, text []byte) (*Seed, error) {
	schema, err := compile()
	if err != nil {
		return nil, err
	}
	p := &problems{file: file}
	t := parseTree(text, p)
	if t == nil {
		return nil, p.err()
	}
	if err := schema.Validate(t.value); err != nil {
		invalid, is := errors.AsType[*jsonschema.ValidationError](err)
		if !is {
			return nil, fmt.Errorf("checking the seed file %s: %w", file, err)
		}
		t.violations(schema, invalid, p)
		return nil, p.err()
	}
	s := &Seed{file: file, tree: t}
	s.check(p)
	if err := p.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// object is an object of a section, with its JSON pointer.
type object struct {
	path       string
	properties map[string]any
}

// text returns a property, or "" if it is not set.
func (o object) text(name string) string {
	text, _ := o.properties[name].(string)
	return text
}

// objects returns the objects of a list property, whose elements the schema has checked.
func objects(properties map[string]any, path, name string) []object {
	list, _ := properties[name].([]any)
	all := make([]object, len(list))
	for i, each := range list {
		all[i].path = path + "/" + name + "/" + strconv.Itoa(i)
		all[i].properties, _ = each.(map[string]any)
	}
	return all
}

// section returns the objects of a section.
func (s *Seed) section(name string) []object {
	root, _ := s.tree.value.(map[string]any)
	return objects(root, "", name)
}
