package management

import (
	"context"
	"encoding/json"
)

// CredentialsNote is the note of a create of a client's credentials in the journal.
type CredentialsNote struct {
	// Interrupted reports that a process that was killed was creating exactly
	// these credentials.
	Interrupted bool

	settled func()
	made    func(id string)
}

// CredentialsID is the ID under which the credentials of a client are noted.
func CredentialsID(clientID string) string { return clientID + "/" + credentials }

// NoteCredentials notes in the journal that the credentials of a client are about
// to be created. keys are the bodies of the creates. The error is that of encoding
// them.
func (c *Client) NoteCredentials(ctx context.Context, clientID string, keys []Settings) (CredentialsNote, error) {
	sent, err := json.Marshal(keys)
	if err != nil {
		return CredentialsNote{}, err
	}
	left, made := c.note(ctx, escaped(applications, clientID, credentials), sent)
	note := CredentialsNote{Interrupted: left != nil, settled: func() {}, made: made}
	if left != nil {
		note.settled = left.Resolve
	}
	return note, nil
}

// Done notes the outcome of the create: the credentials are in use, and a state is
// about to have them; or they are not, and the user was told why. Unless it is
// called, the next process learns of the interrupted create again.
func (n CredentialsNote) Done(clientID string, created bool) {
	n.settled()
	if created {
		n.made(CredentialsID(clientID))
	}
}
