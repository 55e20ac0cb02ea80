package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// maxBody limits the body of a request, in bytes.
const maxBody = 1 << 20

// ReadBody decodes a body of at most 1 MiB into v. If the body is malformed or has unknown properties,
// it answers 400 and returns false; if it is longer, 413.
func ReadBody(w http.ResponseWriter, r *http.Request, v any) bool {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		management.WriteError(w, http.StatusRequestEntityTooLarge, "", fmt.Sprintf("The body is longer than the %d bytes that the control API reads.", tooLarge.Limit))
		return false
	}
	if err == nil {
		err = decode(data, v)
	}
	if err != nil {
		badRequest(w, fmt.Errorf("the body is not what is expected here: %w", err))
	}
	return err == nil
}

// decode decodes one JSON value, and refuses properties that v does not have.
func decode(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("it is empty; expected JSON")
		}
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the JSON value")
	}
	return nil
}

// badRequest refuses a body, unless err says that it could not be stored.
func badRequest(w http.ResponseWriter, err error) {
	if management.IsUnavailable(err) {
		failed(w, err)
		return
	}
	management.WriteError(w, http.StatusBadRequest, "", err.Error())
}

// sentence returns the text of an error as a sentence.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func failed(w http.ResponseWriter, err error) {
	management.WriteFailure(w, err)
}

func writeJSON(w http.ResponseWriter, v any) { WriteJSON(w, http.StatusOK, v) }

// WriteJSON answers with v as JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	// An error means that the client closed the connection.
	_ = encoder.Encode(v)
}
