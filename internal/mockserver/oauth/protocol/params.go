package protocol

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
)

// MaxBody bounds the body of a request, in bytes. An assertion is the largest
// parameter.
const MaxBody = 128 << 10

// Params are the parameters of a token request, each of which occurs once.
type Params map[string]string

// readParams reads the body, a form (RFC 6749, appendix B) or a JSON object.
// The query is ignored: URLs end up in logs.
func readParams(w http.ResponseWriter, r *http.Request) (Params, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		return nil, bodyError(err)
	}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return formParams(string(body))
	case "application/json":
		return jsonParams(body)
	}
	return nil, InvalidRequest("the Content-Type is %q; expected application/x-www-form-urlencoded or application/json", r.Header.Get("Content-Type"))
}

func bodyError(err error) *Error {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return NewError(http.StatusRequestEntityTooLarge, "invalid_request", "the request body has more than %d bytes", MaxBody)
	}
	return InvalidRequest("the request body could not be read")
}

// Values returns the parameters of a request that a browser sends: those of the
// query, or of the form of a POST (OpenID Connect Core, section 3.1.2.1).
func Values(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	text := r.URL.RawQuery
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
		if err != nil {
			return nil, bodyError(err)
		}
		text = string(body)
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, InvalidRequest("the parameters cannot be decoded")
	}
	return values, nil
}

func formParams(body string) (Params, error) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, InvalidRequest("the request body is not a form")
	}
	out := make(Params, len(values))
	for name, all := range values {
		if len(all) > 1 {
			return nil, InvalidRequest("the parameter %s is given more than once", name)
		}
		out[name] = all[0]
	}
	return out, nil
}

func jsonParams(body []byte) (Params, error) {
	var values map[string]any
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return nil, InvalidRequest("the request body is not a JSON object")
	}
	out := make(Params, len(values))
	for name, value := range values {
		text, isString := value.(string)
		if !isString {
			return nil, InvalidRequest("the parameter %s is not a string", name)
		}
		out[name] = text
	}
	return out, nil
}
