package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// TestMain lets the test binary be the provider when a CLI starts it as one.
func TestMain(m *testing.M) {
	if acctest.StartedByCLI() {
		if err := provider.Serve(context.Background(), "test", false); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// document parses the JSON of a schema, and returns what it has of the one
// provider in it.
func document(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var parsed struct {
		FormatVersion string                    `json:"format_version"`
		Schemas       map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	if parsed.FormatVersion != "1.0" || len(parsed.Schemas) != 1 {
		t.Fatalf("the format is %q, with %d providers", parsed.FormatVersion, len(parsed.Schemas))
	}
	for _, schema := range parsed.Schemas {
		return schema
	}
	return nil
}

func ourDocument(t *testing.T) map[string]any {
	t.Helper()
	text, err := schemaJSON(t.Context(), providerserver.NewProtocol6(provider.New("test")())(), name)
	if err != nil {
		t.Fatal(err)
	}
	return document(t, text)
}

// What Terraform prints of a provider is what we make of it. Of what versions
// after 1.11 print, see TestTheSchemaHasWhatOlderCLIsDoNotPrint.
func TestAccSchema_isWhatTerraformPrints(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.NeedsTerraform(1, 11)
	cli.Config("")
	theirs, ours := document(t, []byte(cli.Must("providers", "schema", "-json"))), ourDocument(t)
	for _, part := range []string{"provider", "resource_schemas", "data_source_schemas", "ephemeral_resource_schemas", "functions"} {
		if theirs[part] == nil {
			t.Errorf("the CLI prints no %s", part)
		}
		compare(t, part, ours[part], theirs[part])
	}
}

// compare reports the innermost parts in which two documents differ.
func compare(t *testing.T, at string, ours, theirs any) {
	t.Helper()
	have, isObject := ours.(map[string]any)
	want, areObjects := theirs.(map[string]any)
	if !isObject || !areObjects {
		if !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s is %v, and Terraform prints %v", at, ours, theirs)
		}
		return
	}
	for key := range have {
		if _, ok := want[key]; !ok {
			t.Errorf("%s.%s is %v, which Terraform does not print", at, key, have[key])
		}
	}
	for key := range want {
		compare(t, at+"."+key, have[key], want[key])
	}
}

// No CLI but the newest prints these.
func TestTheSchemaHasWhatOlderCLIsDoNotPrint(t *testing.T) {
	t.Parallel()
	ours := ourDocument(t)
	for _, path := range [][]string{
		{"list_resource_schemas", "auth0api_client", "block", "attributes", "name_filter", "description"},
		{"action_schemas", "auth0api_rotate_client_secret", "block", "attributes", "client_id", "required"},
		{"resource_identity_schemas", "auth0api_resource_server_scope", "attributes", "scope", "required_for_import"},
	} {
		var value any = ours
		for _, key := range path {
			object, _ := value.(map[string]any)
			value = object[key]
		}
		if value == nil || value == false || value == "" {
			t.Errorf("%v is %v", path, value)
		}
	}
}
