// Package databaseurl parses the URL of a PostgreSQL database, and keeps its password out of what
// people see.
package databaseurl

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// redacted replaces the password in an error.
const redacted = "xxxxx"

// Is reports whether text is the URL of a PostgreSQL database, and not the path of a file.
func Is(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && (strings.EqualFold(scheme, "postgres") || strings.EqualFold(scheme, "postgresql"))
}

// Address returns the database of a URL as postgres://HOST:PORT/NAME, without user, password
// and parameters, to show it to people.
func Address(text string) string {
	config, err := Parse(text)
	if err != nil {
		return "PostgreSQL"
	}
	return AddressOf(config)
}

// AddressOf is Address for a configuration.
func AddressOf(config *pgxpool.Config) string {
	host := config.ConnConfig.Host
	if strings.HasPrefix(host, "/") {
		host = "localhost" // a Unix socket
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return "postgres://" + host + ":" + strconv.Itoa(int(config.ConnConfig.Port)) + "/" + url.PathEscape(config.ConnConfig.Database)
}

// Parse parses the URL of a database. No error contains the password.
func Parse(text string) (*pgxpool.Config, error) {
	const form = "write it as postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full, " +
		"with characters such as @ : / ? # % in the password percent-encoded"
	if !Is(text) {
		return nil, errors.New("it is not the URL of a PostgreSQL database: " + form)
	}
	u, err := url.Parse(text)
	if err != nil {
		// The error of package url quotes the URL.
		return nil, errors.New("the URL of the database cannot be parsed: " + form)
	}
	config, err := pgxpool.ParseConfig(text)
	if err != nil {
		cause := err
		if parseError := new(pgconn.ParseConfigError); errors.As(err, &parseError) {
			cause = errors.Unwrap(parseError)
		}
		if cause == nil {
			return nil, errors.New("the URL of the database has a parameter that is wrong: " + form)
		}
		return nil, fmt.Errorf("the URL of the database: %w", Redact(cause, Passwords(u)))
	}
	return config, nil
}

// Passwords returns the passwords of a URL in each form in which an error could quote them.
func Passwords(u *url.URL) []string {
	var plain []string
	if u.User != nil {
		if password, ok := u.User.Password(); ok {
			plain = append(plain, password)
			if _, encoded, found := strings.Cut(u.User.String(), ":"); found {
				plain = append(plain, encoded)
			}
		}
	}
	plain = append(plain, u.Query()["password"]...)
	plain = append(plain, u.Query()["sslpassword"]...)
	var all []string
	for _, each := range plain {
		if each != "" {
			all = append(all, each, url.QueryEscape(each), url.PathEscape(each))
		}
	}
	return all
}

// Redact returns an error without the passwords in its text. errors.Is and errors.As find
// what err wraps.
func Redact(err error, passwords []string) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, each := range passwords {
		text = strings.ReplaceAll(text, each, redacted)
	}
	if text == err.Error() {
		return err
	}
	return &redactedError{text, err}
}

type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }

// Is and As find the errors that it wraps. It has no Unwrap, which would return their texts.

func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

func (e *redactedError) As(target any) bool { return errors.As(e.err, target) }
