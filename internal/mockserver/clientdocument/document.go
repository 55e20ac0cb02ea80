package clientdocument

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// Fields are what a document says of a client, by the names of the Management API, in
// the order of the recorded answer (facts 7.2, recorded 2026-04).
type Fields struct {
	ExternalClientID        string   `json:"external_client_id"`
	Name                    string   `json:"name,omitempty"`
	Description             string   `json:"description,omitempty"`
	Callbacks               []string `json:"callbacks,omitempty"`
	LogoURI                 string   `json:"logo_uri,omitempty"`
	GrantTypes              []string `json:"grant_types,omitempty"`
	AppType                 string   `json:"app_type,omitempty"`
	TokenEndpointAuthMethod string   `json:"token_endpoint_auth_method,omitempty"`
	JWKSURI                 string   `json:"jwks_uri,omitempty"`
	Methods                 *Methods `json:"client_authentication_methods,omitempty"`
}

// Methods are how a client authenticates with its keys.
type Methods struct {
	PrivateKeyJWT struct {
		Credentials []Credential `json:"credentials"`
	} `json:"private_key_jwt"`
}

// Credential is a key of the key set.
type Credential struct {
	Type string `json:"credential_type"`
	Kid  string `json:"kid"`
	Alg  string `json:"alg"`
	// PEM is the public key, and no part of an answer.
	PEM string `json:"-"`
}

// Document is a document that was fetched, with what is wrong with it.
type Document struct {
	Fields               Fields
	Violations, Warnings []string
}

// Valid reports whether a client can be registered by the document.
func (d *Document) Valid() bool { return len(d.Violations) == 0 }

func (d *Document) violation(format string, args ...any) {
	d.Violations = append(d.Violations, fmt.Sprintf(format, args...))
}

func (d *Document) warning(format string, args ...any) {
	d.Warnings = append(d.Warnings, fmt.Sprintf(format, args...))
}

const (
	authorizationCode = "authorization_code"
	methodNone        = "none"
	methodKeys        = "private_key_jwt"
	appNative         = "native"
	maxDescription    = 140 // characters
)

// parse checks the document at a URL. unknown: the texts, except for the warning about
// properties that are ignored.
func parse(address string, text []byte) *Document {
	d := &Document{Fields: Fields{ExternalClientID: address}}
	value, err := schema.DecodeJSON(text)
	members, isObject := value.(map[string]any)
	if err != nil || !isObject {
		d.violation("the document is not a JSON object")
		return d
	}
	d.readIdentity(members, address)
	d.readGrants(members)
	d.readAuthentication(members, address)
	d.checkCallbacks()
	var ignored []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(known(), name) {
			ignored = append(ignored, name)
		}
	}
	if ignored != nil { // recorded 2026-04
		d.warning("Ignoring unsupported properties: %s. These properties are not validated or mapped to the Auth0 client configuration.", strings.Join(ignored, ", "))
	}
	return d
}

func known() []string {
	return []string{
		"client_id", "client_name", "description", "logo_uri", "grant_types", "response_types", "redirect_uris", "application_type",
		"token_endpoint_auth_method", "jwks_uri", "jwks",
	}
}

func (d *Document) readIdentity(members map[string]any, address string) {
	if members["client_id"] != address {
		d.violation("client_id must be the URL of the document")
	}
	d.Fields.Name = d.text(members, "client_name")
	if strings.TrimSpace(d.Fields.Name) == "" {
		d.violation("client_name must not be empty")
	} else if strings.ContainsAny(d.Fields.Name, "<>") {
		d.violation("client_name must not contain < or >")
	}
	d.Fields.Description = d.text(members, "description")
	if utf8.RuneCountInString(d.Fields.Description) > maxDescription {
		d.violation("description must have at most %d characters", maxDescription)
	}
	d.Fields.LogoURI = d.text(members, "logo_uri")
	if logo, err := url.Parse(d.Fields.LogoURI); d.Fields.LogoURI != "" && (err != nil || logo.Host == "" || logo.Scheme != "https" && logo.Scheme != "http") {
		d.violation("logo_uri must be an http or https URL")
	}
	switch kind := d.text(members, "application_type"); kind {
	case "", "web":
		d.Fields.AppType = "regular_web"
	case appNative:
		d.Fields.AppType = appNative
	default:
		d.violation("application_type must be web or native, not %q", kind)
	}
}

func (d *Document) readGrants(members map[string]any) {
	asked := []string{authorizationCode} // RFC 7591, section 2
	if members["grant_types"] != nil {
		asked = d.texts(members, "grant_types")
	}
	for _, grant := range asked {
		if grant == authorizationCode || grant == "refresh_token" {
			d.Fields.GrantTypes = append(d.Fields.GrantTypes, grant)
			continue
		}
		d.warning("Ignoring the unsupported grant type: %s.", grant)
	}
	if len(d.Fields.GrantTypes) == 0 {
		d.violation("grant_types must have authorization_code or refresh_token")
	}
	if slices.Contains(d.texts(members, "response_types"), "code") && !slices.Contains(asked, authorizationCode) {
		d.warning("response_types has code, and grant_types lacks authorization_code.")
	}
	if d.Fields.Callbacks = d.texts(members, "redirect_uris"); len(d.Fields.Callbacks) == 0 &&
		(slices.Contains(asked, authorizationCode) || slices.Contains(asked, "implicit")) {
		d.violation("redirect_uris is required with the grant types authorization_code and implicit")
	}
}

func (d *Document) checkCallbacks() {
	seen := map[string]bool{}
	for _, callback := range d.Fields.Callbacks {
		u, err := url.Parse(callback)
		switch {
		case seen[callback]:
			d.violation("redirect_uris has %s twice", callback)
		case err != nil || u.Host == "" || u.Fragment != "" || strings.ContainsAny(callback, "*<>\" "):
			d.violation("redirect_uris has %q, which is not a URL without wildcard and fragment", callback)
		case isLoopbackName(u.Hostname()):
			if d.Fields.AppType != appNative || u.Scheme != "http" && u.Scheme != "https" {
				d.violation("redirect_uris has %s: only native applications can have callbacks on the user's machine", callback)
			}
		case u.Scheme != "https":
			d.violation("redirect_uris has %s, which is not an https URL", callback)
		}
		seen[callback] = true
	}
}

// readAuthentication reads how the client authenticates. unknown: what the method is
// if the document does not name it; here it is "none".
func (d *Document) readAuthentication(members map[string]any, address string) {
	if members["jwks"] != nil {
		d.violation("invalid_client_metadata: jwks is not supported; use jwks_uri")
	}
	uri := d.text(members, "jwks_uri")
	switch method := d.text(members, "token_endpoint_auth_method"); method {
	case "", methodNone:
		d.Fields.TokenEndpointAuthMethod = methodNone
		if uri != "" {
			d.warning("jwks_uri has no effect without token_endpoint_auth_method private_key_jwt.")
		}
	case methodKeys:
		if uri == "" {
			d.violation("jwks_uri is required with token_endpoint_auth_method private_key_jwt")
		} else if !sameOrigin(uri, address) {
			d.violation("jwks_uri must have the origin of the document")
		} else {
			d.Fields.JWKSURI = uri
		}
	default:
		d.violation("token_endpoint_auth_method must be none or private_key_jwt, not %q", method)
	}
}

func sameOrigin(a, b string) bool {
	one, errOne := url.Parse(a)
	other, errOther := url.Parse(b)
	return errOne == nil && errOther == nil && one.Scheme == other.Scheme && strings.EqualFold(one.Host, other.Host) && one.User == nil
}

// text returns a member that is text; "" if it is missing.
func (d *Document) text(members map[string]any, name string) string {
	value, is := members[name].(string)
	if !is && members[name] != nil {
		d.violation("%s must be a text", name)
	}
	return value
}

// texts returns a member that is a list of texts.
func (d *Document) texts(members map[string]any, name string) []string {
	list, isList := members[name].([]any)
	var out []string
	for _, each := range list {
		text, is := each.(string)
		isList = isList && is
		out = append(out, text)
	}
	if !isList && members[name] != nil {
		d.violation("%s must be a list of texts", name)
		return nil
	}
	return out
}
