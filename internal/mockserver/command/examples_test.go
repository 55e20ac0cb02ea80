package command

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// document reads the first YAML document of an example.
func document(t *testing.T, path string, v any) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../../../examples", path))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(content)).Decode(v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// The examples for a cluster start the image with options and variables that there are.
func TestTheExamplesForAClusterAreUsable(t *testing.T) {
	t.Parallel()
	var compose struct {
		Services map[string]struct {
			Command     []string
			Environment map[string]string
		}
	}
	document(t, "compose-postgres/compose.yaml", &compose)
	var deployment struct {
		Spec struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Args []string
						Env  []struct{ Name string }
					}
				}
			}
		}
	}
	document(t, "kubernetes/mock.yaml", &deployment)
	container := deployment.Spec.Template.Spec.Containers[0]
	variables := map[string]string{}
	for _, each := range container.Env {
		variables[each.Name] = "postgres://mock:password@postgres:5432/mock"
	}
	mock := compose.Services["mock"]
	for name, test := range map[string]struct {
		args      []string
		variables map[string]string
	}{
		"compose-postgres": {mock.Command, mock.Environment}, "kubernetes": {container.Args, variables},
	} {
		asked := map[string]bool{}
		o, err := parse(append([]string{"--listen", "0.0.0.0:8080"}, test.args...), io.Discard, func(name string) string {
			asked[name] = true
			return test.variables[name]
		}, "dev")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasPrefix(o.dataFile, "postgres://") || o.clientID == "" || o.clientSecret == "" || !o.operation.remoteMetrics || o.operation.drainDelay == 0 {
			t.Errorf("%s: the options are %+v", name, o)
		}
		for variable := range test.variables {
			if !asked[variable] {
				t.Errorf("%s: mock-server does not read %s", name, variable)
			}
		}
	}
}
