package customclaims

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// reserved are the names that the service silently does not add (facts 11.3), and scope and
// azp, which the mock decides itself.
const reserved = "acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest " +
	"entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce " +
	"object_id org_id org_name orig origid permissions roles rph s_hash scope sid sip_callid sip_cseq_num sip_date " +
	"sip_from_tag sip_via_branch sub sub_jwk toe txn typ uuid vot vtm x5t#S256"

// serviceDomains are the domains whose identifiers cannot be namespaces (facts 11.3).
func serviceDomains() []string { return []string{"auth0.com", "webtask.io", "webtask.run"} }

// CheckName returns why a token cannot carry a custom claim of this name, and what is
// allowed; nil if it can.
func CheckName(name string) error {
	const instead = "; use a name with a namespace of your own, such as https://example.test/"
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return errors.New("a claim needs a name")
	case slices.Contains(strings.Fields(reserved), name):
		return fmt.Errorf("the claim %q is reserved: the service does not add it%s%s", name, instead, name)
	case lower == "urn:auth0" || strings.HasPrefix(lower, "urn:auth0:"):
		return fmt.Errorf("the claim %q has the namespace urn:auth0, which the service refuses%s", name, instead+"plan")
	}
	if host := hostOf(name); host != "" {
		for _, domain := range serviceDomains() {
			if host == domain || strings.HasSuffix(host, "."+domain) {
				return fmt.Errorf("the claim %q has a namespace of %s, which the service refuses%s", name, domain, instead+"plan")
			}
		}
	}
	return nil
}

// HasNamespace reports whether a name is a URL or a URN.
func HasNamespace(name string) bool {
	return hostOf(name) != "" || strings.HasPrefix(strings.ToLower(name), "urn:")
}

func hostOf(name string) string {
	u, err := url.Parse(name)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}
