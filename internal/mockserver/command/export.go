package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
)

// exportName is the name of the export command, after Name.
const exportName = "export"

func runExport(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	dataFile, err := parseExport(args, stdout)
	return carryOut(Name+" "+exportName, err, stderr, func() error {
		configuration, err := exportFile(ctx, dataFile)
		if err == nil {
			_, err = stdout.Write(configuration)
		}
		return err
	})
}

// parseExport parses the flags. With --help it writes the help to stdout and returns
// flag.ErrHelp.
func parseExport(args []string, stdout io.Writer) (dataFile string, err error) {
	flags := newFlags(Name + " " + exportName)
	flags.StringVar(&dataFile, "data", os.Getenv(dataVariable), "")
	if err := parseFlags(flags, args, exportHelp, stdout); err != nil {
		return "", err
	}
	switch {
	case flags.NArg() > 0:
		return "", fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case dataFile == "":
		return "", errors.New("--data is missing: name the data file of mock-server")
	}
	return dataFile, nil
}

// exportFile reads the tenant of a data file or a database.
func exportFile(ctx context.Context, data string) (configuration []byte, err error) {
	tenant, err := openTenant(ctx, data)
	if err != nil {
		return nil, err
	}
	configuration, err = export.Configuration(ctx, tenant)
	return configuration, errors.Join(err, tenant.Close())
}
