package provider_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// attributes calls visit with the path of each attribute, at every depth; with
// whether the attribute or one of its parents is marked as sensitive; and with
// whether it may hold a string itself.
func attributes(schema *tfprotov6.Schema, visit func(path string, sensitive, holdsText bool)) {
	var inAttributes func(within string, sensitive bool, list []*tfprotov6.SchemaAttribute)
	inAttributes = func(within string, sensitive bool, list []*tfprotov6.SchemaAttribute) {
		for _, a := range list {
			path, marked := within+a.Name, sensitive || a.Sensitive
			visit(path, marked, a.Type != nil && !a.Type.Is(tftypes.Bool) && !a.Type.Is(tftypes.Number))
			if a.NestedType != nil {
				inAttributes(path+".", marked, a.NestedType.Attributes)
			}
		}
	}
	var inBlock func(within string, block *tfprotov6.SchemaBlock)
	inBlock = func(within string, block *tfprotov6.SchemaBlock) {
		inAttributes(within, false, block.Attributes)
		for _, nested := range block.BlockTypes {
			inBlock(within+nested.TypeName+".", nested.Block)
		}
	}
	inBlock("", schema.Block)
}

// schemas are all that the provider has, by what they are of.
func schemas(t *testing.T) map[string]*tfprotov6.Schema {
	t.Helper()
	got, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*tfprotov6.Schema{"provider": got.Provider}
	for kind, of := range map[string]map[string]*tfprotov6.Schema{
		"resource": got.ResourceSchemas, "data": got.DataSourceSchemas, "ephemeral": got.EphemeralResourceSchemas, "list": got.ListResourceSchemas,
	} {
		for name, schema := range of {
			all[kind+" "+name] = schema
		}
	}
	for name, action := range got.ActionSchemas {
		all["action "+name] = action.Schema
	}
	return all
}

// public lists attributes whose names sound like those of secrets, and says why
// they are not secret.
func public() map[string]string {
	return map[string]string{
		"pem":                          "a public key or a certificate; a private key is refused",
		"cert":                         "a certificate",
		"pkcs7":                        "a certificate",
		"credential_type":              "what a credential is",
		"key_id":                       "the name of a key",
		"key_ids":                      "the names of keys",
		"client_assertion_signing_alg": "an algorithm",
		"token_dialect":                "what tokens hold",
		"token_endpoint_auth_method":   "how a client authenticates",
		"token_type":                   "Bearer",
	}
}

func TestSecretsAreSensitiveAtEveryDepth(t *testing.T) {
	t.Parallel()
	secretive := regexp.MustCompile(`secret|token|private|password|assertion|pem|pkcs|key|credential|jwt|cert`)
	passedOver := map[string]bool{}
	var marked []string
	for of, schema := range schemas(t) {
		attributes(schema, func(path string, sensitive, holdsText bool) {
			name := path[strings.LastIndexByte(path, '.')+1:]
			switch {
			case sensitive:
				marked = append(marked, of+" "+path)
			case !holdsText || !secretive.MatchString(name):
			case public()[name] != "":
				passedOver[name] = true
			default:
				t.Errorf("%s: %s is not marked as sensitive, and not known to be public", of, path)
			}
		})
	}
	for name := range public() {
		if !passedOver[name] {
			t.Errorf("%s is said to be public, and there is none, or it is sensitive", name)
		}
	}
	for _, want := range []string{
		"provider client_secret", "provider api_token", "provider client_assertion_private_key",
		"resource auth0api_client client_secret", "resource auth0api_client_credentials client_secret_wo",
		"resource auth0api_resource_server signing_secret", "resource auth0api_resource_server signing_secret_wo",
		"data auth0api_client client_secret", "data auth0api_resource_server signing_secret",
		"data auth0api_token access_token", "data auth0api_token client_secret", "data auth0api_token signing_secret", "data auth0api_token private_key", "data auth0api_token dpop_private_key",
		"data auth0api_user_token access_token", "data auth0api_user_token client_secret", "data auth0api_user_token signing_secret",
		"ephemeral auth0api_token access_token", "ephemeral auth0api_client_secret client_secret",
	} {
		if !slices.Contains(marked, want) {
			t.Errorf("%s is not marked as sensitive", want)
		}
	}
}
