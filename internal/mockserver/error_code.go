package mockserver

import (
	"encoding/json"
	"regexp"
)

// maxErrorBody is how much of an answer's body is kept to find its error code:
// more than any refusal of the tenant has.
const maxErrorBody = 8 << 10

// errorCodeForm is what a code looks like. Anything else is not repeated: a log
// line is no place for what a request brought along.
var errorCodeForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// errorCode finds the code in the body of a refusal: errorCode of the Management
// API, else error of an OAuth endpoint (RFC 6749, section 5.2). It is "" where
// there is none. The Management API's error is the status in words, and no code.
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
