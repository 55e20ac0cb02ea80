package postgres

import "context"

// ConnectWith is Connect by a program of another version. It knows the first formats of the tables
// up to this one, and further ones, to which the statements lead.
func ConnectWith(ctx context.Context, url string, o Options, format int, further ...string) (*Database, error) {
	return connect(ctx, url, o, append(migrations()[:format:format], further...))
}
