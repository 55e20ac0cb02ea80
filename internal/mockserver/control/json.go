package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// maxBody limits the body of a request, in bytes.
const maxBody = 1 << 20

// readBody decodes a body into v. If the body is malformed or has unknown properties,
// it answers 400 and returns false.
func readBody(w http.ResponseWriter, r *http.Request, v any) bool {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
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

func badRequest(w http.ResponseWriter, err error) {
	management.WriteError(w, http.StatusBadRequest, "", err.Error())
}

func failed(w http.ResponseWriter, err error) {
	management.WriteFailure(w, err)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	// An error means that the client closed the connection.
	_ = encoder.Encode(v)
}
