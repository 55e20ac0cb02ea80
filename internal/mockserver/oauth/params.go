package oauth

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
)

// maxBody bounds the body of a token request, in bytes. An assertion is the
// largest thing in it.
const maxBody = 128 << 10

// params are the parameters of a token request, each given once.
type params map[string]string

// readParams reads the body, a form (RFC 6749, appendix B) or a JSON object.
// The query never counts: URLs end up in logs.
func readParams(w http.ResponseWriter, r *http.Request) (params, *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, refuse(http.StatusRequestEntityTooLarge, "invalid_request", "the request body has more than %d bytes", maxBody)
	}
	if err != nil {
		return nil, badRequest("the request body could not be read")
	}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return formParams(string(body))
	case "application/json":
		return jsonParams(body)
	}
	return nil, badRequest("the Content-Type is %q; expected application/x-www-form-urlencoded or application/json", r.Header.Get("Content-Type"))
}

func formParams(body string) (params, *refusal) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, badRequest("the request body is not a form")
	}
	out := make(params, len(values))
	for name, all := range values {
		if len(all) > 1 {
			return nil, badRequest("the parameter %s is given more than once", name)
		}
		out[name] = all[0]
	}
	return out, nil
}

func jsonParams(body []byte) (params, *refusal) {
	var values map[string]any
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return nil, badRequest("the request body is not a JSON object")
	}
	out := make(params, len(values))
	for name, value := range values {
		text, isString := value.(string)
		if !isString {
			return nil, badRequest("the parameter %s is not a string", name)
		}
		out[name] = text
	}
	return out, nil
}
