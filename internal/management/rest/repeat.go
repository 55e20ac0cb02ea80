package rest

import (
	"errors"
	"net/http"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// repeatable reports whether an attempt that failed may be repeated. A POST that
// the service may have seen is not, unless what it may have created can be looked
// up, or the request is idempotent: repeated, it could create the object twice.
func (r Request) repeatable(answer *resty.Response, err error) bool {
	twice := r.Method != http.MethodPost || r.Lookup != nil || r.Idempotent
	if err != nil {
		return !retry.Permanent(err) && !unusable(answer, err) && (twice || retry.NeverSent(err))
	}
	switch answer.StatusCode() {
	case http.StatusTooManyRequests:
		return true
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return twice
	default:
		return false
	}
}

// mayHaveWorked reports whether an attempt that failed may have changed something.
func (r Request) mayHaveWorked(answer *resty.Response, err error) bool {
	switch {
	case r.Method == http.MethodGet || answer == nil: // nil when it was not sent
		return false
	case err != nil:
		return !retry.NeverSent(err) && !retry.Permanent(err) && !unusable(answer, err)
	default:
		return answer.StatusCode() >= http.StatusInternalServerError
	}
}

// unusable reports whether a repetition would get the same answer: an answer that
// is too long, or a redirect that is not followed.
func unusable(answer *resty.Response, err error) bool {
	return errors.Is(err, resty.ErrResponseBodyTooLarge) || retry.RefusedRedirect(err, answer != nil && answer.RawResponse != nil)
}
