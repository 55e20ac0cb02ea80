package authorize

import (
	"slices"
	"strings"
)

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

// The values of response_mode.
const (
	modeQuery    = "query"
	modeFragment = "fragment"
	modeFormPost = "form_post"
	// modeWebMessage is the service's, and not in its discovery document: a page
	// posts the answer to the window that opened or framed it.
	modeWebMessage = "web_message"
)

func isResponseMode(mode string) bool {
	return slices.Contains([]string{modeQuery, modeFragment, modeFormPost, modeWebMessage}, mode)
}

func (t responseTypes) defaultMode() string {
	if t.token || t.idToken {
		return modeFragment
	}
	return modeQuery
}

func (t responseTypes) allow(mode string) bool {
	return mode != modeQuery || t.defaultMode() == modeQuery
}
