package command

import (
	"fmt"
	"io"
	"regexp"
	"strings"
)

const (
	// helpName is the word after Name that asks for one of the topics.
	helpName = "help"
	// faultsTopic has the options of misbehaviour.
	faultsTopic = "faults"
)

const faultsHelp = `Usage: terraform-provider-auth0api mock-server [options]

These options have the tenant misbehave from its start. With --control, they
can be changed while it runs (mock-server help control).

  --rate-limit N          let through N requests a second to the Management API,
  --burst N               and N at once after a pause (default: the rate limit);
                          others get 429
  --latency DURATION      wait before each request is looked at
  --error-rate SHARE      answer 500 to this share of requests, and do nothing
  --lost-rate SHARE       do what this share of requests asks, and then close
                          the connection instead of answering
  --slow-answers DURATION have the body of an answer take so long, in pieces
  --rotate-keys WHEN      rotate the signing keys, and
  --expire-tokens WHEN    expire all management tokens issued so far: after a
                          number of requests, or at a time of the tenant's clock
  --freeze-clock TIME     stop the tenant's clock, at this time or "now"
  --advance-clock DURATION
                          set the tenant's clock ahead (or back, with a -)
  --seed N                make chance repeatable (GET /_mock/faults tells the
                          seed of a run without it)

A SHARE is above 0 and at most 1; a DURATION is such as 50ms or 1h30m; a time
is such as 2030-01-31T12:00:00Z.

Examples:
  terraform-provider-auth0api mock-server --rate-limit 2 --latency 50ms
  terraform-provider-auth0api mock-server --lost-rate 0.1 --expire-tokens 50
  terraform-provider-auth0api mock-server --error-rate 0.1 --seed 7
  terraform-provider-auth0api mock-server --freeze-clock now --advance-clock 24h
`

const controlHelp = `Usage: terraform-provider-auth0api mock-server --control [options]

--control serves an API that has the tenant misbehave while it runs, sets its
clock, and tells what it was asked. It takes no token, and so answers programs
of this machine only, under a loopback name.

  GET /_mock/             lists it, with what each request takes
  GET, PUT, PATCH /_mock/faults
                          the faults, such as {"rate_limit": {"rate": 2,
                          "burst": 10}, "latency": "50ms", "lost_answers":
                          {"rate": 1, "times": 1, "methods": ["POST"],
                          "path": "/api/v2/clients"}}; {} is none
  GET, PUT /_mock/clock   {"frozen": true}, {"advance": "24h"}, {"now": time}
  POST /_mock/reset       back to the objects, faults and clock of the start;
                          forgets logins, codes and the requests
  GET, DELETE /_mock/requests
                          the requests so far, with counts per route
  POST /_mock/change      a Management API request behind everybody's back:
                          {"method": "PATCH", "path": "/clients/ID", "body": {}}
  GET /_mock/export       the tenant as Terraform configuration
  POST /_mock/keys/rotate, POST /_mock/tokens/expire

Examples:
  curl http://127.0.0.1:8080/_mock/requests
  curl -X PUT http://127.0.0.1:8080/_mock/clock -d '{"advance": "24h"}'
  curl -X PATCH http://127.0.0.1:8080/_mock/faults -d '{"latency": "50ms"}'
  curl -X POST http://127.0.0.1:8080/_mock/keys/rotate
  curl -X POST http://127.0.0.1:8080/_mock/reset
`

// topic is what help tells of under a name of its own.
type topic struct{ name, text string }

func topics() []topic {
	return []topic{{faultsTopic, faultsHelp}, {"control", controlHelp}, {exportName, exportHelp}, {importName, importHelp}}
}

// topicNamed returns the text of a topic; "" when there is none of that name.
func topicNamed(name string) string {
	for _, t := range topics() {
		if t.name == name {
			return t.text
		}
	}
	return ""
}

// runHelp writes the topic that args name, or without any the help itself.
func runHelp(args []string, stdout, stderr io.Writer) int {
	text, err := parseHelp(args)
	return carryOut(Name+" "+helpName, err, stderr, func() error {
		_, err := io.WriteString(stdout, text)
		return err
	})
}

func parseHelp(args []string) (text string, err error) {
	switch {
	case len(args) == 0, args[0] == "-h", args[0] == "--help":
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

// misuse is an error in the arguments. more is what, typed after Name, prints
// the help that the user needs.
type misuse struct {
	error
	more string
}

// misuseOf is an error about the topic of that name, if there is one.
func misuseOf(name string, err error) error {
	if topicNamed(name) == "" {
		return err
	}
	return misuse{err, helpName + " " + name}
}

// misusedFlag is an error of package flag, which is about the topic that the
// flag it names is documented in, if that is not the help itself.
func misusedFlag(err error) error {
	// How that package names it, but for a flag that it does not know.
	named := regexp.MustCompile(`^(?:flag needs an argument:|invalid .* for(?: flag)?) -([a-z-]+)`).FindStringSubmatch(err.Error())
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

// documents tells whether a text has an entry for a flag.
func documents(text, flag string) bool { return strings.Contains(text, "\n  --"+flag+" ") }
