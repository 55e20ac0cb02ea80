package postgres

import "context"

// ConnectWith is Connect by a program that knows further formats of the tables, to which these
// statements lead.
func ConnectWith(ctx context.Context, url string, o Options, further ...string) (*Database, error) {
	return connect(ctx, url, o, append(migrations(), further...))
}
