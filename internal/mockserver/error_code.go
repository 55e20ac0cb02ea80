package mockserver

import (
	"encoding/json"
	"regexp"
)

// maxErrorBody is how much of an error response is kept to find its error code. All
// error responses of the tenant are shorter.
const maxErrorBody = 8 << 10

// errorCodeForm is the format of a code. Other text is not logged, because a client
// may have sent it.
var errorCodeForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// errorCode returns the code in the body of an error response: "errorCode" of the
// Management API, or "error" of an OAuth endpoint (RFC 6749, section 5.2); else "".
// The Management API's "error" is not a code but the text of the status.
func errorCode(body []byte) string {
	var refusal struct {
		ErrorCode  string `json:"errorCode"`
		Error      string `json:"error"`
		StatusCode int    `json:"statusCode"`
	}
	if json.Unmarshal(body, &refusal) != nil {
		return ""
	}
	code := refusal.ErrorCode
	if code == "" && refusal.StatusCode == 0 {
		code = refusal.Error
	}
	if !errorCodeForm.MatchString(code) {
		return ""
	}
	return code
}
