package user

import (
	"bytes"
	"cmp"
	"crypto/md5" //nolint:gosec // the address of a picture is made of it
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Connection is the only connection of the mock.
const Connection = "Username-Password-Authentication"

const provider = "auth0"

// SubjectPrefix is the beginning of the user_id of users of the Connection.
const SubjectPrefix = provider + "|"

// New makes a user as POST /users does: sent are the properties of its body.
func New(random io.Reader, now time.Time, sent map[string]any) (*store.User, error) {
	id, _ := sent["user_id"].(string)
	if id == "" {
		var err error
		if id, err = endpoint.NewResourceServerID(random); err != nil { // 24 hexadecimal digits, too
			return nil, err
		}
	}
	email, _ := sent["email"].(string)
	username, _ := sent["username"].(string)
	nickname, _, _ := strings.Cut(email, "@")
	created := endpoint.Timestamp(now)
	properties := map[string]any{
		"email_verified": false, "name": cmp.Or(email, username), "nickname": cmp.Or(nickname, username),
		"picture": picture(cmp.Or(email, username)), "created_at": created, "updated_at": created,
		"identities": []any{map[string]any{"connection": Connection, "user_id": id, "provider": provider, "isSocial": false}},
	}
	maps.Copy(properties, sent)
	properties["user_id"] = SubjectPrefix + id
	// Requests carry these, answers do not (recorded 2023).
	for _, name := range []string{"password", "connection", "verify_email"} {
		delete(properties, name)
	}
	user := &store.User{ID: SubjectPrefix + id, Email: email, Username: username}
	var err error
	user.Properties, err = encode(properties)
	return user, err
}

// Changed returns the user with other values of the sent properties. If they have these
// values, it returns an equal user, with the time of the last change.
func Changed(stored *store.User, now time.Time, sent map[string]any) (*store.User, error) {
	encoded, err := encode(sent)
	if err != nil {
		return nil, err
	}
	user := *stored
	user.Properties = maps.Clone(stored.Properties)
	isSame := true
	for name, value := range encoded {
		isSame = isSame && isEqual(user.Properties[name], value)
		user.Properties[name] = value
	}
	if isSame {
		return &user, nil
	}
	if email, isSet := sent["email"].(string); isSet {
		user.Email = email
	}
	if username, isSet := sent["username"].(string); isSet {
		user.Username = username
	}
	updated, err := encode(map[string]any{"updated_at": endpoint.Timestamp(now)})
	maps.Copy(user.Properties, updated)
	return &user, err
}

// isEqual compares two encoded values. Those of a data file have their ampersands escaped.
func isEqual(a, b json.RawMessage) bool {
	var first, second bytes.Buffer
	json.HTMLEscape(&first, a)
	json.HTMLEscape(&second, b)
	return bytes.Equal(first.Bytes(), second.Bytes())
}

// encode keeps the ampersands of the picture's address as they are.
func encode(properties map[string]any) (map[string]json.RawMessage, error) {
	encoded := make(map[string]json.RawMessage, len(properties))
	for name, value := range properties {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return nil, err
		}
		encoded[name] = bytes.TrimSpace(text.Bytes())
	}
	return encoded, nil
}

func (h handlers) newUser(sent map[string]any) (*store.User, error) {
	if sent["connection"] != Connection {
		return nil, endpoint.NotFound("inexistent_connection", "The connection does not exist")
	}
	if sent["email"] == nil && sent["username"] == nil {
		return nil, endpoint.InvalidBody("'Missing required property: email'.")
	}
	return New(h.Random, h.Now(), sent)
}

// picture is the address of the user's picture, in the form of the recordings (2023,
// 2024): that of the e-mail address's MD5 at gravatar.com, with the first two letters
// as the default. The host of the default is that of the recordings, which were made
// anonymous.
func picture(name string) string {
	sum := md5.Sum([]byte(strings.ToLower(name)))
	letters := strings.ToLower(name)
	if len(letters) > 2 {
		letters = letters[:2]
	}
	return "https://s.gravatar.com/avatar/" + hex.EncodeToString(sum[:]) + "?s=480&r=pg&d=" +
		url.QueryEscape("https://tenant.example.test/avatars/"+letters+".png")
}
