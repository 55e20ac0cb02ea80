package management

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"
)

const (
	// maxMessage bounds what an error repeats of the service's message, in bytes.
	maxMessage = 2000
	// maxExcerpt bounds what an error repeats of an answer that is not the
	// service's, in bytes.
	maxExcerpt = 200
)

// Error is a request that the service refused or that never got an answer.
type Error struct {
	Method string
	// Path is the escaped path below the tenant's base URL.
	Path string
	// StatusCode is 0 when there was no answer.
	StatusCode int
	// Type, Code and Message are what the service said: "error", "errorCode"
	// and "message" of its error body. They hold no secret that was sent.
	Type, Code, Message string
	// Attempts is how often the request was made.
	Attempts int
	// Reasons are why each attempt failed, in short: "429 Too Many Requests".
	Reasons []string
	// Err is why there was no answer.
	Err error
}

// Error says what was asked, what came back, and how often it was tried.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Method, e.Path)
	if e.Err != nil {
		fmt.Fprintf(&b, "no answer: %s", e.Err)
	} else {
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
		if reasons := counted(e.Reasons); reasons != "" {
			fmt.Fprintf(&b, " (%s)", reasons)
		}
	}
	return b.String()
}

// reason is why the attempt failed, without what differs from one to the next.
func (e *Error) reason() string {
	if e.Err != nil {
		return "no answer"
	}
	return fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))
}

// counted lists texts, each once, with how often it occurs.
func counted(texts []string) string {
	var order []string
	times := map[string]int{}
	for _, text := range texts {
		if times[text]++; times[text] == 1 {
			order = append(order, text)
		}
	}
	for i, text := range order {
		order[i] = fmt.Sprintf("%d × %s", times[text], text)
	}
	return strings.Join(order, ", ")
}

// Unwrap returns why there was no answer, if there was none.
func (e *Error) Unwrap() error { return e.Err }

// IsNotFound tells whether the service said that the object does not exist.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsConflict tells whether the service said that the object exists already.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

func isBadRequest(err error) bool { return hasStatus(err, http.StatusBadRequest) }

// isServerFailure reports whether the service failed, as often as it was asked.
func isServerFailure(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode >= http.StatusInternalServerError
}

func hasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == status
}

// failure is what an attempt that did not succeed comes to.
func (c *Client) failure(r request, answer *resty.Response, err error, token string, attempts int) *Error {
	e := &Error{Method: r.method, Path: basePath + r.path, Attempts: attempts}
	if err == nil {
		e.StatusCode = answer.StatusCode()
		e.decode(answer.Body(), append([]string{token}, r.secrets...))
		return e
	}
	mayHaveWorked := r.mayHaveWorked(answer, err)
	// url.Error repeats method and URL, with a query that may be long.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if errors.Is(err, resty.ErrResponseBodyTooLarge) {
		err = fmt.Errorf("it has more than %d bytes: %w", c.http.ResponseBodyLimit, err)
	}
	if mayHaveWorked {
		err = fmt.Errorf("%w; the service may have made the change all the same", err)
	}
	e.Err = err
	return e
}

// interrupted is the error of a caller that gave up, with the failure that the
// request was to be repeated after, if any. unknown tells that the service may
// have made the change.
func (r request) interrupted(err error, last *Error, unknown bool) error {
	if last != nil {
		err = fmt.Errorf("%w before another attempt after: %w", err, last)
	} else {
		err = fmt.Errorf("%s: %w", r, err)
	}
	if unknown && r.look != nil {
		return &LostCreateError{Err: err}
	}
	return err
}

// decode reads the service's error body; what is not one, such as a proxy's
// page, is repeated in part.
func (e *Error) decode(body []byte, secrets []string) {
	var said struct {
		Error     string `json:"error"`
		Message   string `json:"message"`
		ErrorCode string `json:"errorCode"`
	}
	e.Type = http.StatusText(e.StatusCode)
	if err := json.Unmarshal(body, &said); err != nil || said.Error == "" && said.Message == "" {
		if excerpt := presentable(string(body), secrets, maxExcerpt); excerpt != "" {
			e.Message = "the answer is not the service's: " + excerpt
		}
		return
	}
	if said.Error != "" {
		e.Type = presentable(said.Error, secrets, maxExcerpt)
	}
	e.Message = presentable(said.Message, secrets, maxMessage)
	e.Code = presentable(said.ErrorCode, secrets, maxExcerpt)
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
