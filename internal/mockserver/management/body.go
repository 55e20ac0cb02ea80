package management

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// maxBody is the size above which a body is refused unread, in bytes.
const maxBody = 1 << 20

// readBody reads a JSON or form body and checks it. An empty body is no object,
// which the schema then says.
func (a *api) readBody(op operation, w http.ResponseWriter, r *http.Request) (map[string]any, error) {
	mediaType, err := bodyType(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, refuse(http.StatusRequestEntityTooLarge, "payload_too_large",
				"Payload content length greater than maximum allowed: %d", maxBody)
		}
		return nil, refuse(http.StatusBadRequest, "invalid_body", "The body could not be read: %s", err)
	}
	value, err := a.decode(op.body, mediaType, text)
	if err != nil {
		return nil, err
	}
	if err := a.Schemas.Check(op.body, value); err != nil {
		return nil, violating(err, invalidBody)
	}
	body, isObject := value.(map[string]any)
	if !isObject {
		return nil, invalidBody("'Expected type object'.")
	}
	return body, nil
}

const (
	typeJSON = "application/json"
	typeForm = "application/x-www-form-urlencoded"
)

// bodyType is the body's media type, JSON if it does not say.
func bodyType(r *http.Request) (string, error) {
	header := r.Header.Get("Content-Type")
	if header == "" {
		return typeJSON, nil
	}
	mediaType, _, err := mime.ParseMediaType(header)
	if err != nil || (mediaType != typeJSON && mediaType != typeForm) {
		return "", refuse(http.StatusUnsupportedMediaType, "unsupported_media_type",
			"Unsupported Media Type: send %s or %s", typeJSON, typeForm)
	}
	return mediaType, nil
}

func (a *api) decode(name schema.Name, mediaType string, text []byte) (any, error) {
	if mediaType == typeForm {
		value, err := a.Schemas.DecodeForm(name, string(text))
		if err != nil {
			return nil, invalidBody("%s.", err)
		}
		return value, nil
	}
	if len(text) == 0 {
		return nil, nil
	}
	value, err := schema.DecodeJSON(text)
	if err != nil {
		return nil, invalidBody("Invalid request payload JSON format.")
	}
	return value, nil
}
