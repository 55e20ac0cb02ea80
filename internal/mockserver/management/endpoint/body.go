package endpoint

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
func (s *Server) readBody(op Operation, w http.ResponseWriter, r *http.Request) (map[string]any, error) {
	mediaType, err := bodyType(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, Refuse(http.StatusRequestEntityTooLarge, "payload_too_large",
				"Payload content length greater than maximum allowed: %d", maxBody)
		}
		return nil, Refuse(http.StatusBadRequest, CodeInvalidBody, "The body could not be read: %s", err)
	}
	value, err := s.decode(op.Body, mediaType, text)
	if err != nil {
		return nil, err
	}
	if err := s.Schemas.Check(op.Body, value); err != nil {
		return nil, violating(err, InvalidBody)
	}
	body, isObject := value.(map[string]any)
	if !isObject {
		return nil, InvalidBody("'Expected type object'.")
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
		return "", Refuse(http.StatusUnsupportedMediaType, "unsupported_media_type",
			"Unsupported Media Type: send %s or %s", typeJSON, typeForm)
	}
	return mediaType, nil
}

func (s *Server) decode(name schema.Name, mediaType string, text []byte) (any, error) {
	if mediaType == typeForm {
		value, err := s.Schemas.DecodeForm(name, string(text))
		if err != nil {
			return nil, InvalidBody("%s.", err)
		}
		return value, nil
	}
	if len(text) == 0 {
		return nil, nil
	}
	value, err := schema.DecodeJSON(text)
	if err != nil {
		return nil, InvalidBody("Invalid request payload JSON format.")
	}
	return value, nil
}
