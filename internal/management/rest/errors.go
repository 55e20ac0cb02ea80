package rest

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
	// mayHaveChanged follows the cause of a request whose outcome is not known.
	mayHaveChanged = "; the service may have made the change all the same"
	// maxExcerpt bounds what an error repeats of an answer that is not the
	// service's, in bytes.
	maxExcerpt = 200
)

// Error is a request that the service refused, or that got no answer.
type Error struct {
	Method string
	// Path is the escaped path below the tenant's base URL.
	Path string
	// StatusCode is 0 when there was no answer.
	StatusCode int
	// Type, Code and Message are "error", "errorCode" and "message" of the
	// service's error body. They hold no secret that was sent.
	Type, Code, Message string
	// Attempts is how often the request was made.
	Attempts int
	// Reasons say why each attempt failed, in short: "429 Too Many Requests".
	Reasons []string
	// Err is why there was no answer.
	Err error
}

// Error says what was requested, what came back, and how often it was tried.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Method, e.Path)
	if e.Err != nil {
		fmt.Fprintf(&b, "no response: %s", e.Err)
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

// reason says why the attempt failed, without what differs between attempts.
func (e *Error) reason() string {
	if e.Err != nil {
		return "no response"
	}
	return fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))
}

// counted lists texts, each once, with the number of times that it occurs.
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

// Unwrap returns why there was no answer; nil if there was an answer.
func (e *Error) Unwrap() error { return e.Err }

// IsNotFound reports whether the service said that the object does not exist.
func IsNotFound(err error) bool { return HasStatus(err, http.StatusNotFound) }

// IsConflict reports whether the service said that the object already exists.
func IsConflict(err error) bool { return HasStatus(err, http.StatusConflict) }

// IsBadRequest reports whether the service refused the request itself (400).
func IsBadRequest(err error) bool { return HasStatus(err, http.StatusBadRequest) }

// IsServerFailure reports whether the service failed (5xx).
func IsServerFailure(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode >= http.StatusInternalServerError
}

// HasStatus reports whether the service answered with this status.
func HasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == status
}

// newError describes an attempt that did not succeed.
func (c *Client) newError(r Request, answer *resty.Response, err error, token string, attempts int) *Error {
	e := &Error{Method: r.Method, Path: BasePath + r.Path, Attempts: attempts}
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
		err = fmt.Errorf("%w%s", err, mayHaveChanged)
	}
	e.Err = err
	return e
}

// decode reads the service's error body. Of a body of another form, such as a
// proxy's page, it keeps the beginning.
func (e *Error) decode(body []byte, secrets []string) {
	var said struct {
		Error     string `json:"error"`
		Message   string `json:"message"`
		ErrorCode string `json:"errorCode"`
	}
	e.Type = http.StatusText(e.StatusCode)
	if err := json.Unmarshal(body, &said); err != nil || said.Error == "" && said.Message == "" {
		if excerpt := presentable(string(body), secrets, maxExcerpt); excerpt != "" {
			e.Message = "this response is not from the service: " + excerpt
		}
		return
	}
	if said.Error != "" {
		e.Type = presentable(said.Error, secrets, maxExcerpt)
	}
	e.Message = presentable(said.Message, secrets, maxMessage)
	e.Code = presentable(said.ErrorCode, secrets, maxExcerpt)
}

// Copy returns an error that one of several callers may add to without changing
// the error of the others.
func Copy(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	own := *e
	if shared, is := errors.AsType[*CauseError](err); is {
		return &CauseError{Cause: shared.Cause, Err: &own, reported: shared.reported}
	}
	return &own
}

// IsUndecided reports whether a request failed in a way that leaves open whether
// the service carried it out: there was no answer, or a server error.
func IsUndecided(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.StatusCode == 0 || e.StatusCode >= http.StatusInternalServerError)
}

// MessageHas reports whether the service's message has this part.
func MessageHas(err error, part string) bool {
	var e *Error
	return errors.As(err, &e) && strings.Contains(e.Message, part)
}
