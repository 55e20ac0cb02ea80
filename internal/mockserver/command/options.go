package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
)

const defaultListen = "127.0.0.1:8080"

// options are the parsed flags of the subcommand.
type options struct {
	listen       string
	clientID     string
	clientSecret string
	dataFile     string // or the URL of a database
	staleReads   time.Duration
	seedFile     string
	tls          bool
	tlsDir       string
	// domain is "host", "host:port" or a URL, without a slash at the end.
	domain            string
	removeAlgFromJWKS bool
	introspection     bool
	resourceParameter bool
	anyUser           bool
	// cimdAllowLoopback also fetches metadata documents from this machine.
	cimdAllowLoopback bool
	control           bool
	noPage            bool
	// pageFrom are the networks, besides this machine, whose browsers the page answers.
	pageFrom []netip.Prefix
	misbehaviour
	operation operation
	tenancy   tenancy
	// controlKeyFile is the file with the key of the control API.
	controlKeyFile string
}

// unexpected is the error of an argument after the options.
func unexpected(argument string) error {
	switch argument {
	case exportName, importName, helpName:
		return fmt.Errorf("the command %s must be the first argument", argument)
	}
	return fmt.Errorf("there is no command %q; the commands are import, export and help", argument)
}

// parse parses the flags and the environment. With --help and --version it writes to stdout and returns
// flag.ErrHelp.
func parse(args []string, stdout io.Writer, getenv func(string) string, version string) (options, error) {
	var o options
	var showVersion bool
	flags := o.flags(&showVersion)
	if err := parseFlags(flags, args, help, stdout); err != nil {
		return o, misusedFlag(err)
	}
	if showVersion {
		fmt.Fprintln(stdout, version)
		return o, flag.ErrHelp
	}
	o.environment(flags, getenv)
	if flags.NArg() > 0 {
		return o, misuseOf(flags.Arg(0), unexpected(flags.Arg(0)))
	}
	if err := o.misbehaviour.check(); err != nil {
		return o, misuseOf(faultsTopic, err)
	}
	if err := o.operation.check(); err != nil {
		return o, misuseOf(clusterTopic, err)
	}
	return o, o.check()
}

// flags returns the flags that set o. Package flag itself handles --help.
func (o *options) flags(showVersion *bool) *flag.FlagSet {
	flags := newFlags(Name)
	flags.StringVar(&o.listen, "listen", defaultListen, "")
	flags.StringVar(&o.clientID, "client-id", "", "")
	flags.StringVar(&o.clientSecret, "client-secret", "", "")
	flags.StringVar(&o.dataFile, "data", "", "")
	flags.DurationVar(&o.staleReads, "stale-reads", 0, "")
	flags.StringVar(&o.seedFile, "seed", "", "")
	flags.BoolVar(&o.tls, "tls", false, "")
	flags.StringVar(&o.tlsDir, "tls-dir", "", "")
	flags.StringVar(&o.domain, "domain", "", "")
	flags.BoolVar(&o.removeAlgFromJWKS, "remove-alg-from-jwks", false, "")
	flags.BoolVar(&o.introspection, "introspection", false, "")
	flags.BoolVar(&o.resourceParameter, "resource-parameter", false, "")
	flags.BoolVar(&o.anyUser, "any-user", true, "")
	flags.BoolVar(&o.cimdAllowLoopback, "cimd-allow-loopback", false, "")
	flags.BoolVar(&o.control, "control", false, "")
	flags.BoolVar(&o.noPage, "no-page", false, "")
	flags.Func("page-from", "", parsed(&o.pageFrom, networks))
	o.define(flags)
	o.operation.define(flags)
	o.tenancy.define(flags)
	flags.StringVar(&o.controlKeyFile, "control-key", "", "")
	flags.BoolVar(showVersion, "version", false, "")
	return flags
}

// parsed returns a function that parses the text of a flag.
func parsed[T any](into *T, parse func(string) (T, error)) func(string) error {
	return func(text string) (err error) {
		*into, err = parse(text)
		return err
	}
}

// tenantSettings returns the settings of the tenant that flags set at start.
func (o *options) tenantSettings() map[string]any {
	sent := map[string]any{}
	if o.removeAlgFromJWKS {
		sent["flags"] = map[string]any{"remove_alg_from_jwks": true}
	}
	if o.resourceParameter {
		sent["resource_parameter_profile"] = settings.ProfileCompatibility
	}
	return sent
}

// check refuses values that would fail later, or would not do what the user expects.
func (o *options) check() error {
	if _, _, err := net.SplitHostPort(o.listen); err != nil {
		return fmt.Errorf("--listen %q is not host:port, such as %s", o.listen, defaultListen)
	}
	if o.tlsDir != "" && !o.tls {
		return errors.New("--tls-dir is the folder of the certificate: it needs --tls")
	}
	if o.clientSecret != "" && o.clientID == "" {
		return errors.New("--client-secret needs --client-id: say whose secret it is")
	}
	if o.noPage && len(o.pageFrom) > 0 {
		return errors.New("--page-from says who may open the page, and --no-page turns it off: use one of them")
	}
	if _, err := strconv.Atoi(o.seedFile); err == nil {
		return misuseOf(seedTopic, fmt.Errorf("--seed %s is not a seed file, such as tenant.yaml; the seed of random choices is --random-seed %[1]s", o.seedFile))
	}
	if err := checkStaleReads(o.staleReads, o.dataFile); err != nil {
		return misuseOf(clusterTopic, err)
	}
	if o.domain != "" {
		domain, err := o.parseDomain()
		if err != nil {
			return err
		}
		o.domain = domain.String()
	}
	if err := o.checkTenants(); err != nil {
		return misuseOf(tenantsTopic, err)
	}
	return nil
}

// networks parses IP addresses and networks, separated by commas.
func networks(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for each := range strings.SplitSeq(text, ",") {
		each = strings.TrimSpace(each)
		network, err := netip.ParsePrefix(each)
		if address, isAddress := netip.ParseAddr(each); isAddress == nil {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			return nil, errors.New("expected an address or a network, such as 172.17.0.1 or 172.16.0.0/12")
		}
		list = append(list, network.Masked())
	}
	return list, nil
}

// parseDomain parses --domain, whose scheme is optional.
func (o *options) parseDomain() (*url.URL, error) {
	text := o.domain
	if !strings.Contains(text, "://") {
		scheme := "http://"
		if o.tls {
			scheme = "https://"
		}
		text = scheme + text
	}
	u, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("--domain %q is not a host, host:port or base URL, such as tenant.test:8443 or https://tenant.test", o.domain)
	}
	if u.Scheme == "http" && !loopback.IsHost(u.Hostname()) {
		return nil, fmt.Errorf("--domain %q: the provider speaks plain http to this machine only; add --tls, or give the https:// URL of the proxy in front", o.domain)
	}
	return u, nil
}

// baseURL returns the tenant's URL for clients, without a slash at the end.
func (o *options) baseURL(l *mockserver.Listener) string {
	if o.domain != "" {
		return o.domain
	}
	return l.URL()
}

// certificateHosts returns the hosts that clients dial: the host of the listen address,
// the host of the domain, and this machine's name if the mock listens on all
// interfaces.
func (o *options) certificateHosts() []string {
	var hosts []string
	listenHost, _, _ := net.SplitHostPort(o.listen)
	if ip := net.ParseIP(listenHost); listenHost != "" && (ip == nil || !ip.IsUnspecified()) {
		hosts = append(hosts, listenHost)
	} else if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	if u, err := url.Parse(o.domain); err == nil && u.Hostname() != "" {
		hosts = append(hosts, u.Hostname())
	}
	return hosts
}
