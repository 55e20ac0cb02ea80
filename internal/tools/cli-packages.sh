#!/bin/sh
# Lists the packages whose tests run the Terraform CLI.
set -eu
cd "$(dirname -- "$0")/../.."
go list ./internal/acctest ./internal/cluster ./internal/demo ./internal/docs ./internal/provider ./internal/provider/property
