package tokenrequest

// Login is the authorization request by which a user logs in to the client (RFC 6749,
// section 4.1.1), with PKCE (RFC 7636). The programs send it themselves: prompt=none and
// login_hint have the mock log the user in without a page.
type Login struct {
	// URL is the authorization endpoint, and RedirectURI where it sends the code.
	URL, RedirectURI string
	// User is the ID of the user. Organization is the ID of an organization, or empty.
	User, Organization string
}

// LoginParameters returns the parameters of the authorization request, without the code
// challenge.
func (r Request) LoginParameters() []Pair {
	if r.Login == nil {
		return nil
	}
	pairs := []Pair{
		{"response_type", "code"}, {"client_id", r.ClientID}, {"redirect_uri", r.Login.RedirectURI}, {"audience", r.Audience},
		{"prompt", "none"}, {"login_hint", r.Login.User}, {"code_challenge_method", "S256"},
	}
	for _, each := range []Pair{{"scope", r.Scope}, {"organization", r.Login.Organization}} {
		if each.Value != "" {
			pairs = append(pairs, each)
		}
	}
	return pairs
}
