package provider_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const parityGuide = "../../docs/guides/parity.md"

// parityRow is a line of the guide's tables. A dash stands for nothing.
type parityRow struct{ official, ours, note string }

var (
	parityHeading = regexp.MustCompile("^## `(auth0_\\w+)`")
	parityLine    = regexp.MustCompile("^\\| (?:`([\\w.]+)`|–) \\| (?:`([\\w.]+)`|–) \\| ?(.*?) ?\\|$")
)

// parityTables reads the guide.
func parityTables(t *testing.T) map[string][]parityRow {
	t.Helper()
	text, err := os.ReadFile(parityGuide)
	if err != nil {
		t.Fatal(err)
	}
	tables, resource := map[string][]parityRow{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if heading := parityHeading.FindStringSubmatch(line); heading != nil {
			resource = heading[1]
			tables[resource] = nil
		}
		if row := parityLine.FindStringSubmatch(line); row != nil {
			tables[resource] = append(tables[resource], parityRow{row[1], row[2], row[3]})
		} else if strings.HasPrefix(line, "| `") || strings.HasPrefix(line, "| –") {
			t.Errorf("the guide has a line that is no row: %s", line)
		}
	}
	return tables
}

// officialAttributes maps the official provider's resources to their attributes.
func officialAttributes(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/official_attributes.json")
	if err != nil {
		t.Fatal(err)
	}
	var fixture struct {
		Resources map[string]struct{ Attributes []string }
	}
	if err := json.Unmarshal(text, &fixture); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for name, resource := range fixture.Resources {
		all[name] = resource.Attributes
	}
	return all
}

// ownAttributes maps our resources to their attributes; those inside of another
// are written with a dot. The timeouts, which all have, are left out.
func ownAttributes(t *testing.T) map[string][]string {
	t.Helper()
	schema, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for name, resource := range schema.ResourceSchemas {
		attributes := slices.DeleteFunc(slices.Clone(resource.Block.Attributes), func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "timeouts" })
		names := attributesWithin("", attributes)
		for _, block := range resource.Block.BlockTypes {
			names = append(names, block.TypeName)
			names = append(names, attributesWithin(block.TypeName+".", block.Block.Attributes)...)
		}
		all[name] = names
	}
	return all
}

func attributesWithin(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	var names []string
	for _, a := range attributes {
		names = append(names, prefix+a.Name)
		if a.NestedType != nil {
			names = append(names, attributesWithin(prefix+a.Name+".", a.NestedType.Attributes)...)
		}
	}
	return names
}

func TestTheParityGuideIsTrue(t *testing.T) {
	t.Parallel()
	tables, official, own := parityTables(t), officialAttributes(t), ownAttributes(t)
	for resource := range tables {
		if official[resource] == nil {
			t.Errorf("the guide has %s, of which testdata/official_attributes.json knows nothing", resource)
		}
	}
	for resource, attributes := range official {
		ours := strings.Replace(resource, "auth0_", "auth0api_", 1)
		rows, described := tables[resource]
		if own[ours] == nil {
			if described {
				t.Errorf("the guide has %s, but the provider has no %s", resource, ours)
			}
			continue
		}
		var left, right []string
		for _, row := range rows {
			if row.official != "" {
				left = append(left, row.official)
			}
			if row.ours != "" {
				right = append(right, row.ours)
			}
			if row.official != row.ours && row.note == "" {
				t.Errorf("%s: the row of %q and %q needs a note that says why they differ", resource, row.official, row.ours)
			}
		}
		expectSame(t, resource, "attributes of the official provider", left, attributes)
		expectSame(t, ours, "attributes of ours", right, own[ours])
	}
	// auth0_tenant has other settings besides; the official provider registers no documents,
	// and manages grants one by one.
	withoutCounterpart := []string{"auth0api_tenant_settings", "auth0api_client_cimd", "auth0api_resource_server_grants"}
	for name := range own {
		if slices.Contains(withoutCounterpart, name) {
			continue
		}
		if _, known := official[strings.Replace(name, "auth0api_", "auth0_", 1)]; !known {
			t.Errorf("the provider has %s, which testdata/official_attributes.json has no counterpart for", name)
		}
	}
}

// expectSame checks that a column of the guide has what it must have, once each.
func expectSame(t *testing.T, resource, what string, rows, want []string) {
	t.Helper()
	counts := map[string]int{}
	for _, name := range rows {
		counts[name]++
	}
	for _, name := range want {
		if counts[name] != 1 {
			t.Errorf("%s: the guide has %q %d times among the %s, want once", resource, name, counts[name], what)
		}
		delete(counts, name)
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Errorf("%s: the guide has %q among the %s, which it is not", resource, name, what)
	}
}
