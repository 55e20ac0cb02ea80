package management

import (
	"context"
	"encoding/json"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// CredentialsNote is the journal's note of a create of a client's credentials.
type CredentialsNote struct {
	// Interrupted reports that a process that was killed was creating exactly these
	// credentials.
	Interrupted bool

	resolve func()
	noteID  func(id string)
}

// CredentialsID returns the ID under which the credentials of a client are noted.
func CredentialsID(clientID string) string { return clientID + "/" + credentials }

// NoteCredentials notes in the journal that the credentials of a client are about to
// be created. keys are the bodies of the creates. The error is that of encoding them.
func (c *Client) NoteCredentials(ctx context.Context, clientID string, keys []Settings) (CredentialsNote, error) {
	sent, err := json.Marshal(keys)
	if err != nil {
		return CredentialsNote{}, err
	}
	interrupted, noteID := c.notes.Begin(ctx, rest.Path(rest.Clients, clientID, credentials), sent)
	note := CredentialsNote{Interrupted: interrupted != nil, resolve: func() {}, noteID: noteID}
	if interrupted != nil {
		note.resolve = interrupted.Resolve
	}
	return note, nil
}

// Done notes the outcome of the create: either the credentials are in use and a state
// is about to have them, or they are not and the user was told why. Unless Done is
// called, the next process learns of the interrupted create again.
func (n CredentialsNote) Done(clientID string, created bool) {
	n.resolve()
	if created {
		n.noteID(CredentialsID(clientID))
	}
}
