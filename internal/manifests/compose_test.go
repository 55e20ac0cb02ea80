package manifests

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const composeFolder = "../../examples/compose-postgres/"

// loadCompose loads the example as docker compose does.
func loadCompose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{composeFolder + "compose.yaml"}, cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestTheComposeFileStartsReplicasOnceTheDatabaseIsHealthy(t *testing.T) {
	t.Parallel()
	project := loadCompose(t)
	mock, postgres, nginx := project.Services["mock"], project.Services["postgres"], project.Services["nginx"]
	if mock.GetScale() < 2 {
		t.Errorf("%d replicas", mock.GetScale())
	}
	for name, dependency := range map[string]types.ServiceDependency{"postgres": mock.DependsOn["postgres"], "mock": nginx.DependsOn["mock"]} {
		if dependency.Condition != types.ServiceConditionHealthy || project.Services[name].HealthCheck == nil {
			t.Errorf("%s: it is awaited by %q", name, dependency.Condition)
		}
	}
	url := *mock.Environment["AUTH0_MOCK_DATA"]
	if want := "://" + *postgres.Environment["POSTGRES_USER"] + ":" + *postgres.Environment["POSTGRES_PASSWORD"] + "@postgres:5432/" + *postgres.Environment["POSTGRES_DB"]; !strings.Contains(url, want) {
		t.Errorf("the URL %s is not that of the database, %s", url, want)
	}
	if !mock.ReadOnly || len(mock.CapDrop) == 0 || mock.Privileged {
		t.Errorf("the mock has privileges: %+v", mock)
	}
	if _, err := os.Stat(mock.Build.Context + "/Dockerfile"); err != nil {
		t.Error(err)
	}
}

// Only nginx is published, for this machine alone, under the name that tokens carry.
func TestTheLoadBalancerIsTheIssuer(t *testing.T) {
	t.Parallel()
	project := loadCompose(t)
	for name, service := range project.Services {
		if (len(service.Ports) > 0) != (name == "nginx") {
			t.Errorf("%s publishes %v", name, service.Ports)
		}
	}
	nginx := project.Services["nginx"]
	port := nginx.Ports[0]
	domain := "http://" + port.HostIP + ":" + port.Published
	if command := strings.Join(project.Services["mock"].Command, " "); !strings.Contains(command, "--domain "+domain+" ") {
		t.Errorf("the mock has %q, and the port is %s", command, domain)
	}
	content, err := os.ReadFile(nginx.Volumes[0].Source)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`server mock:8080 resolve;`).Match(content) || !strings.Contains(string(content), "listen 8080;") || port.Target != 8080 {
		t.Errorf("nginx does not balance the replicas: %s", content)
	}
}
