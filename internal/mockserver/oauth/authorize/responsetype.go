package authorize

import "strings"

// responseTypes are what /authorize shall answer with.
type responseTypes struct{ code, token, idToken bool }

// parseResponseType reads a set of code, token and id_token (OAuth 2.0 Multiple
// Response Type Encoding Practices, section 3).
func parseResponseType(text string) (types responseTypes, ok bool) {
	for _, each := range strings.Fields(text) {
		flag := map[string]*bool{"code": &types.code, "token": &types.token, "id_token": &types.idToken}[each]
		if flag == nil || *flag {
			return responseTypes{}, false
		}
		*flag = true
	}
	return types, types != responseTypes{}
}

// ResponseTypes are all sets, as the discovery document lists them.
func ResponseTypes() []string {
	return []string{"code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"}
}

// The values of response_mode.
const (
	modeQuery    = "query"
	modeFragment = "fragment"
	modeFormPost = "form_post"
)

func responseModes() []string { return []string{modeQuery, modeFragment, modeFormPost} }

func (t responseTypes) defaultMode() string {
	if t.token || t.idToken {
		return modeFragment
	}
	return modeQuery
}

func (t responseTypes) allow(mode string) bool {
	return mode != modeQuery || t.defaultMode() == modeQuery
}
