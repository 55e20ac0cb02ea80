package trial

import (
	"fmt"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
)

// Claim is a claim of a token, with its meaning.
type Claim struct{ Name, Value, Meaning string }

// meanings returns the claims of the service's access tokens, in the order in which they
// are shown (RFC 7519, section 4.1; RFC 9068, section 2.2; RFC 9449, section 6.1; the
// others are specific to the service).
func meanings() []Claim {
	return []Claim{
		{Name: "iss", Meaning: "Who issued it: this tenant. Compare it exactly, with the slash at the end."},
		{Name: "sub", Meaning: "The subject. In a token for a client itself: its ID with @clients."},
		{Name: "aud", Meaning: "Which API it is for. An API refuses tokens for another API."},
		{Name: "iat", Meaning: "When it was issued."},
		{Name: "exp", Meaning: "When it expires: the time of issue plus the API's token_lifetime."},
		{Name: "scope", Meaning: "What it permits: the scopes that were requested and granted."},
		{Name: "permissions", Meaning: "The same as a list, if the API enforces policies."},
		{Name: "org_id", Meaning: "The organization that the request named."},
		{Name: "org_name", Meaning: "The name of that organization, if the tenant has allow_organization_name_in_authentication_api."},
		{Name: "gty", Meaning: "The grant type that it was issued for."},
		{Name: "azp", Meaning: "The client that requested it."},
		{Name: "client_id", Meaning: "The client that requested it (RFC 9068)."},
		{Name: "jti", Meaning: "The unique ID of the token (RFC 9068)."},
		{Name: "cnf", Meaning: "The key whose possession the bearer must prove (DPoP)."},
	}
}

// explain returns the known claims of a token.
func explain(claims map[string]any) []Claim {
	var explained []Claim
	for _, each := range meanings() {
		value, found := claims[each.Name]
		if !found {
			continue
		}
		each.Value = display.JSON(value)
		if text, isString := value.(string); isString {
			each.Value = text
		}
		if seconds, isNumber := seconds(value); isNumber {
			each.Value = fmt.Sprintf("%d (%s)", seconds, time.Unix(seconds, 0).UTC().Format(time.RFC3339))
		}
		explained = append(explained, each)
	}
	return explained
}

// seconds parses a NumericDate (RFC 7519, section 2).
func seconds(value any) (int64, bool) {
	switch number := value.(type) {
	case float64:
		return int64(number), true
	case interface{ Int64() (int64, error) }: // json.Number
		whole, err := number.Int64()
		return whole, err == nil
	}
	return 0, false
}
