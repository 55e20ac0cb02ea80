package command

import (
	"fmt"
	"io"
	"regexp"
	"strings"
)

const (
	// helpName is the name of the help command, after Name.
	helpName = "help"
	// faultsTopic is the topic of the options that inject faults.
	faultsTopic = "faults"
	// seedTopic is the topic of seed files.
	seedTopic = "seed"
)

const faultsHelp = `Usage: terraform-provider-auth0api mock-server [options]

These options inject faults from the start. With --control, the faults can be
changed while the mock runs (mock-server help control).

  --rate-limit N          allow N requests a second to the Management API,
  --burst N               and N at once after a pause (default: the rate limit);
                          others get 429
  --latency DURATION      wait before each request is processed
  --error-rate SHARE      respond to this share of requests with 500, without
                          processing them
  --lost-rate SHARE       process this share of requests, but close the
                          connection instead of responding
  --slow-answers DURATION send the body of a response in pieces over this time
  --rotate-keys WHEN      rotate the signing keys, and
  --expire-tokens WHEN    expire all management tokens issued so far: after a
                          number of requests, or at a time of the tenant's clock
  --freeze-clock TIME     stop the tenant's clock, at this time or "now"
  --advance-clock DURATION
                          set the tenant's clock ahead (or back, with a -)
  --random-seed N         seed of the random choices, to repeat a run (GET
                          /_mock/faults returns the seed of a run)

A SHARE is greater than 0 and at most 1. A DURATION is a number and a unit, such
as 50ms or 1h30m. A time is written as 2030-01-31T12:00:00Z.

Examples:
  terraform-provider-auth0api mock-server --rate-limit 2 --latency 50ms
  terraform-provider-auth0api mock-server --lost-rate 0.1 --expire-tokens 50
  terraform-provider-auth0api mock-server --error-rate 0.1 --random-seed 7
  terraform-provider-auth0api mock-server --freeze-clock now --advance-clock 24h
`

const controlHelp = `Usage: terraform-provider-auth0api mock-server --control [options]

--control serves an API that changes the tenant's faults and clock while it
runs, and lists its requests. The API needs no token. Therefore it responds only
to programs on this machine, by a loopback name; or, with a key, to every program
that sends it: Authorization: Bearer KEY. The key has 16 characters or more.

  --control-key FILE      the file with the key, which each request then needs;
                          or put the key into AUTH0_MOCK_CONTROL_KEY

  GET /_mock/             lists the endpoints
  GET, PUT, PATCH /_mock/faults
                          the faults, such as {"rate_limit": {"rate": 2,
                          "burst": 10}, "latency": "50ms", "lost_answers":
                          {"rate": 1, "times": 1, "methods": ["POST"],
                          "path": "/api/v2/clients"}}; {} turns all off
  GET, PUT /_mock/clock   {"frozen": true}, {"advance": "24h"}, {"now": time}
  POST /_mock/reset       restores the objects, faults and clock of the start,
                          and removes logins, codes and the request log
  GET, POST /_mock/snapshots
                          the snapshots; takes one, {"name": "base"} names it
  POST /_mock/snapshots/ID/restore, DELETE /_mock/snapshots/ID
                          returns to its objects, faults and clock; deletes it
  GET, DELETE /_mock/requests
                          the requests so far, with counts per route
  POST /_mock/change      a Management API request without token or faults:
                          {"method": "PATCH", "path": "/clients/ID", "body": {}}
  GET /_mock/export       the tenant as Terraform configuration
  POST /_mock/keys/rotate, POST /_mock/tokens/expire

Examples:
  curl http://127.0.0.1:8080/_mock/requests
  curl -X PUT http://127.0.0.1:8080/_mock/clock -d '{"advance": "24h"}'
  curl -X PATCH http://127.0.0.1:8080/_mock/faults -d '{"latency": "50ms"}'
  curl -X POST http://127.0.0.1:8080/_mock/keys/rotate
  curl -X POST http://127.0.0.1:8080/_mock/reset
  curl -X POST http://127.0.0.1:8080/_mock/snapshots -d '{"name": "base"}'
  curl -X POST http://127.0.0.1:8080/_mock/snapshots/base/restore
`

// topic is a topic of the help command.
type topic struct{ name, text string }

func topics() []topic {
	return []topic{
		{faultsTopic, faultsHelp}, {"control", controlHelp}, {clusterTopic, clusterHelp}, {tenantsTopic, tenantsHelp},
		{exportName, exportHelp}, {healthName, healthHelp}, {accessName, accessHelp}, {importName, importHelp}, {seedTopic, seedHelp},
	}
}

// topicNamed returns the text of a topic, or "" if there is no topic of this name.
func topicNamed(name string) string {
	for _, t := range topics() {
		if t.name == name {
			return t.text
		}
	}
	return ""
}

// runHelp prints the topic in args; without args it prints the main help.
func runHelp(args []string, stdout, stderr io.Writer) int {
	text, err := parseHelp(args)
	return carryOut(Name+" "+helpName, err, stderr, func() error {
		_, err := io.WriteString(stdout, text)
		return err
	})
}

func parseHelp(args []string) (text string, err error) {
	switch {
	case len(args) == 0, args[0] == "-h", args[0] == "--help", len(args) == 1 && args[0] == helpName:
		return help, nil
	case len(args) > 1:
		return "", misuse{fmt.Errorf("unexpected argument %q", args[1]), "--help"}
	}
	if text = topicNamed(args[0]); text != "" {
		return text, nil
	}
	names := make([]string, 0, len(topics()))
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return "", misuse{fmt.Errorf("there is no topic %q; the topics are %s", args[0], strings.Join(names, ", ")), "--help"}
}

// misuse is an error in the arguments. more are the arguments after Name that print the
// relevant help.
type misuse struct {
	error
	more string
}

// misuseOf returns an error that refers to the topic of this name, if it exists.
func misuseOf(name string, err error) error {
	if topicNamed(name) == "" {
		return err
	}
	return misuse{err, helpName + " " + name}
}

// misusedFlag returns an error of package flag, with a reference to the topic that
// documents the flag, if that is not the main help.
func misusedFlag(err error) error {
	// The formats of that package's errors, except for an unknown flag.
	named := regexp.MustCompile(`^(?:flag needs an argument:|invalid .* for(?: flag)?) --([a-z-]+)`).FindStringSubmatch(err.Error())
	if named == nil || documents(help, named[1]) {
		return err
	}
	for _, t := range topics() {
		if documents(t.text, named[1]) {
			return misuseOf(t.name, err)
		}
	}
	return err
}

// documents reports whether a text documents a flag.
func documents(text, flag string) bool { return strings.Contains(text, "\n  --"+flag+" ") }
