package management_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestUnknownPathsAndMethodsAreAnsweredInTheServicesShape(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for _, path := range []string{"/api/v2/connections", "/api/v2/", "/api/v2", "/api/v2/resource-servers/", "/api/v2/clients/x/y",
		"/api/v2/resource-servers/https://api.example.test/x", "/api/v2//clients", "/api/v2/clients/../clients"} {
		a := tn.call("GET", path, "").want(404, `"statusCode":404`, `"error":"Not Found"`)
		if location := a.header.Get("Location"); location != "" {
			t.Errorf("%s redirects to %s", path, location)
		}
	}
	a := tn.call("PUT", "/api/v2/resource-servers", "{}").want(405, `"statusCode":405`, `"error":"Method Not Allowed"`)
	if got := a.header.Get("Allow"); got != "GET, POST" {
		t.Errorf("Allow: %s", got)
	}
	if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type: %s", got)
	}
}

func TestResourceServerIsFoundByIDAndByIdentifierEncodedOnceAndTwice(t *testing.T) {
	t.Parallel()
	identifiers := []string{
		"https://api.example.test/TestAcc", "https://api.example.test//double//", "urn:api", "plain", "with space", "a+b",
		"https://api.example.test/%2Fescaped", "100%", "a/../b", "ä/ö", "?q=1#f", ".", "..", "https://api.example.test/a?b=c&d",
	}
	tn := newTenant(t)
	for _, identifier := range identifiers {
		id := tn.call("POST", "/api/v2/resource-servers", compact(t, map[string]any{"identifier": identifier})).want(201).id("id")
		once := escapeAll(identifier)
		for how, name := range map[string]string{"id": id, "once": once, "twice": escapeAll(once)} {
			a := tn.call("GET", "/api/v2/resource-servers/"+name, "")
			if a.status != 200 || a.object["id"] != id {
				t.Errorf("%q by %s (%s): %d %s", identifier, how, name, a.status, a.text)
			}
		}
		tn.call("DELETE", "/api/v2/resource-servers/"+escapeAll(once), "").want(204)
		tn.call("GET", "/api/v2/resource-servers/"+id, "").want(404, "inexistent_resource_server")
	}
}

// escapeAll also escapes dots, which net/http would clean away.
func escapeAll(s string) string { return strings.ReplaceAll(url.PathEscape(s), ".", "%2E") }

func TestIdentifierAsThePathSaysItWinsOverTheOneDecodedAgain(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("POST", "/api/v2/resource-servers", `{"identifier":"a/b"}`).want(201)
	escaped := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"a%2Fb"}`).want(201).id("id")
	tn.call("GET", "/api/v2/resource-servers/a%252Fb", "").want(200, escaped)
}

func TestBodiesOfTheWrongKind(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	post := func(body, contentType string) answer {
		return tn.send("POST", "/api/v2/resource-servers", body, contentType)
	}
	post(`{"identifier":`, "application/json").want(400, "invalid_body")
	post(`{"identifier":"a"} {}`, "application/json").want(400, "invalid_body")
	post(`[]`, "application/json").want(400).message("Payload validation error: 'Expected type object but found type array'.")
	post(``, "application/json").want(400).message("Payload validation error: 'Expected type object but found type null'.")
	post(`<a/>`, "application/xml").want(415, `"error":"Unsupported Media Type"`)
	post(`{}`, "not a type/").want(415)
	post(`{"identifier":"`+strings.Repeat("a", 1<<20)+`"}`, "application/json").want(413, `"statusCode":413`)
	post(`{"identifier":"no-type"}`, "").want(201)
	post(`{"identifier":"charset"}`, "application/json; charset=utf-8").want(201)
	post(`{"identifier":"`+strings.Repeat("[", 20000)+`"`, "application/json").want(400)
	post(`{"token_lifetime":1e999999999,"identifier":"n"}`, "application/json").want(400)
}

func TestFormBodies(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	form := "identifier=https%3A%2F%2Fform.example.test&token_lifetime=3600&allow_offline_access=true" +
		"&scopes[0][value]=read%3Aa&scopes[0][description]=A&scopes[1][value]=write%3Aa"
	tn.send("POST", "/api/v2/resource-servers", form, "application/x-www-form-urlencoded").want(201,
		`"identifier":"https://form.example.test"`, `"token_lifetime":3600`, `"allow_offline_access":true`,
		`"scopes":[{"value":"read:a","description":"A"},{"value":"write:a"}]`)
	tn.send("POST", "/api/v2/resource-servers", "identifier=x&token_lifetime=soon", "application/x-www-form-urlencoded").
		want(400, "Expected type integer but found type string")
	tn.send("POST", "/api/v2/resource-servers", "identifier[a=x", "application/x-www-form-urlencoded").want(400, "invalid_body")
}

func TestQueriesAreChecked(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tests := map[string]string{
		"resource-servers?foo=1":                     "'Additional properties not allowed: foo'.",
		"resource-servers?take=10":                   "'Additional properties not allowed: take'.",
		"resource-servers?from=x":                    "'Additional properties not allowed: from'.",
		"resource-servers?per_page=0":                "'Value 0 is less than minimum 1' on property per_page.",
		"resource-servers?per_page=101":              "'Value 101 is greater than maximum 100' on property per_page.",
		"resource-servers?page=-1":                   "'Value -1 is less than minimum 0' on property page.",
		"resource-servers?page=x":                    "'Expected type integer but found type string' on property page.",
		"resource-servers?page=1&page=2":             "'Expected type integer but found type array' on property page.",
		"resource-servers?include_totals=1":          "'Expected type boolean but found type string' on property include_totals.",
		"resource-servers?include_totals=TRUE":       "'Expected type boolean but found type string' on property include_totals.",
		"client-grants?subject_type=robot":           "'No enum match for: robot' on property subject_type.",
		"client-grants?allow_any_organization=false": "'No enum match for: false' on property allow_any_organization.",
		"client-grants/x?page=1":                     "'Additional properties not allowed: page'.",
		"client-grants?take=101":                     "'Value 101 is greater than maximum 100' on property take.",
	}
	for path, message := range tests {
		tn.call("GET", "/api/v2/"+path, "").want(400, `"errorCode":"invalid_query_string"`).message("Query validation error: " + message)
	}
	tn.call("GET", "/api/v2/clients?fields=name,secrets", "").want(400, "invalid_query_string", "on property fields")
	tn.call("GET", "/api/v2/clients?q=name:x", "").want(400, "invalid_query_string")
	tn.call("GET", "/api/v2/clients?%zz", "").want(400, "invalid_query_string")
}
