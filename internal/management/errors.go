package management

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"
)

// maxExcerpt bounds what an error repeats of an answer that is not JSON, in bytes.
const maxExcerpt = 200

// Error is a request that the service refused or that never got an answer.
type Error struct {
	Method string
	// Path is the escaped path below the tenant's base URL.
	Path string
	// StatusCode is 0 when there was no answer.
	StatusCode int
	// Type, Code and Message are what the service said: "error", "errorCode"
	// and "message" of its error body.
	Type, Code, Message string
	// Attempts is how often the request was made.
	Attempts int
	// Err is why there was no answer.
	Err error
}

// Error says what was asked, what came back, and how often it was tried.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Method, e.Path)
	switch {
	case e.Err != nil:
		fmt.Fprintf(&b, "no answer: %s", e.Err)
	default:
		fmt.Fprintf(&b, "%d %s", e.StatusCode, e.Type)
		if e.Message != "" {
			fmt.Fprintf(&b, ": %s", e.Message)
		}
		if e.Code != "" {
			fmt.Fprintf(&b, " (%s)", e.Code)
		}
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, "; tried %d times", e.Attempts)
	}
	return b.String()
}

// Unwrap returns why there was no answer, if there was none.
func (e *Error) Unwrap() error { return e.Err }

// IsNotFound tells whether the service said that the object does not exist.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsConflict tells whether the service said that the object exists already.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

func isBadRequest(err error) bool { return hasStatus(err, http.StatusBadRequest) }

func hasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == status
}

func (r request) failure(answer *resty.Response, err error, attempts int) error {
	e := &Error{Method: r.method, Path: basePath + r.path, Attempts: attempts}
	if err != nil {
		// url.Error repeats method and URL, with a query that may be long.
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		e.Err = err
		return e
	}
	e.StatusCode = answer.StatusCode()
	e.decode(answer.Body())
	return e
}

// decode reads the service's error body; what is not one, such as a proxy's
// page, is repeated in part.
func (e *Error) decode(body []byte) {
	var said struct {
		Error     string `json:"error"`
		Message   string `json:"message"`
		ErrorCode string `json:"errorCode"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Error == "" && said.Message == "" {
		e.Type = http.StatusText(e.StatusCode)
		excerpt := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), maxExcerpt)]), "")), " ")
		if excerpt != "" {
			e.Message = "the answer is not the service's: " + excerpt
		}
		return
	}
	e.Type, e.Message, e.Code = said.Error, said.Message, said.ErrorCode
}

func isUnexpectedEOF(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// ForeignScopesError says that a set of scopes was not replaced, since the API
// has scopes that the caller does not know and would remove.
type ForeignScopesError struct {
	// Scopes are the names of those scopes.
	Scopes []string
}

// Error names the scopes.
func (e *ForeignScopesError) Error() string {
	return "the API has scopes that are not known here: " + strings.Join(e.Scopes, ", ")
}
