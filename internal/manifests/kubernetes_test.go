// Package manifests checks the examples that run the mock tenant in a cluster, with the types
// of Kubernetes and the loader of Docker Compose. It is a module of its own, so that the
// provider does not depend on them.
package manifests

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

const kubernetesFolder = "../../examples/kubernetes/"

// objects are the objects of the example, by kind and name, such as "Deployment/mock".
type objects map[string]any

// load decodes the files of the example strictly: an unknown or duplicate property is an
// error.
func load(t *testing.T) objects {
	t.Helper()
	found := objects{}
	for _, name := range kustomization(t) {
		content, err := os.ReadFile(kubernetesFolder + name)
		if err != nil {
			t.Fatal(err)
		}
		for reader := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(content))); ; {
			document := make([]byte, 1<<20)
			n, err := reader.Read(document)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			add(t, found, name, document[:n])
		}
	}
	return found
}

// kustomization returns the files of kustomization.yaml, which must be all of the folder.
func kustomization(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(kubernetesFolder + "kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Resources  []string `json:"resources"`
	}
	if err := sigsyaml.UnmarshalStrict(content, &list); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(kubernetesFolder + "*.yaml")
	if err != nil || len(files) != len(list.Resources)+1 {
		t.Fatalf("the folder has %q, and the kustomization %q (%v)", files, list.Resources, err)
	}
	return list.Resources
}

func add(t *testing.T, found objects, file string, document []byte) {
	t.Helper()
	var kind metav1.TypeMeta
	if err := sigsyaml.Unmarshal(document, &kind); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	types := map[string]metav1.Object{
		"apps/v1 Deployment": &appsv1.Deployment{}, "apps/v1 StatefulSet": &appsv1.StatefulSet{}, "v1 Service": &corev1.Service{},
		"v1 Secret": &corev1.Secret{}, "policy/v1 PodDisruptionBudget": &policyv1.PodDisruptionBudget{}, "networking.k8s.io/v1 Ingress": &networkingv1.Ingress{},
	}
	object, known := types[kind.APIVersion+" "+kind.Kind]
	if !known {
		t.Fatalf("%s: %s %s is not a type that this test knows", file, kind.APIVersion, kind.Kind)
	}
	if err := sigsyaml.UnmarshalStrict(document, object); err != nil {
		t.Fatalf("%s: %s: %v", file, kind.Kind, err)
	}
	name := kind.Kind + "/" + object.GetName()
	if found[name] != nil {
		t.Errorf("%s is there twice", name)
	}
	found[name] = object
}

// get returns an object of the example.
func get[T any](t *testing.T, all objects, name string) T {
	t.Helper()
	object, ok := all[name].(T)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return object
}

func TestTheMockRunsInReplicasWithProbesAndWithoutPrivileges(t *testing.T) {
	t.Parallel()
	all := load(t)
	deployment := get[*appsv1.Deployment](t, all, "Deployment/mock")
	pod := deployment.Spec.Template.Spec
	container := pod.Containers[0]
	if *deployment.Spec.Replicas != 3 {
		t.Errorf("%d replicas", *deployment.Spec.Replicas)
	}
	for name, probe := range map[string]*corev1.Probe{
		"/_mock/health/ready": container.ReadinessProbe, "/_mock/health/live": container.LivenessProbe,
	} {
		if probe == nil || probe.HTTPGet == nil || probe.HTTPGet.Path != name || probe.HTTPGet.Port.StrVal != container.Ports[0].Name {
			t.Errorf("the probe of %s is %+v", name, probe)
		}
	}
	if p := container.StartupProbe; p == nil || p.HTTPGet == nil || p.HTTPGet.Path != "/_mock/health/ready" || p.PeriodSeconds*p.FailureThreshold < 60 {
		t.Errorf("the startup probe is %+v; a start may wait for the database for a minute", p)
	}
	budget := get[*policyv1.PodDisruptionBudget](t, all, "PodDisruptionBudget/mock")
	service := get[*corev1.Service](t, all, "Service/mock")
	pods := labels.Set(deployment.Spec.Template.Labels)
	for name, selector := range map[string]map[string]string{
		"the Deployment": deployment.Spec.Selector.MatchLabels, "the budget": budget.Spec.Selector.MatchLabels, "the Service": service.Spec.Selector,
	} {
		if len(selector) == 0 || !labels.SelectorFromSet(selector).Matches(pods) {
			t.Errorf("%s selects %v, and the pods have %v", name, selector, pods)
		}
	}
	if budget.Spec.MinAvailable.IntValue() >= int(*deployment.Spec.Replicas) {
		t.Error("the budget permits no disruption, so a node cannot be drained")
	}
}

func TestNoContainerHasPrivileges(t *testing.T) {
	t.Parallel()
	all := load(t)
	for name, pod := range map[string]corev1.PodSpec{
		"mock":     get[*appsv1.Deployment](t, all, "Deployment/mock").Spec.Template.Spec,
		"postgres": get[*appsv1.StatefulSet](t, all, "StatefulSet/postgres").Spec.Template.Spec,
	} {
		if s := pod.SecurityContext; s == nil || s.RunAsNonRoot == nil || !*s.RunAsNonRoot || s.RunAsUser == nil || *s.RunAsUser == 0 ||
			s.SeccompProfile == nil || s.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
			t.Errorf("%s: the pod's security context is %+v", name, s)
		}
		if pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
			t.Errorf("%s: the pod has a token for the cluster", name)
		}
		for _, container := range pod.Containers {
			s := container.SecurityContext
			if s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem ||
				s.Capabilities == nil || !slices.Contains(s.Capabilities.Drop, "ALL") || len(s.Capabilities.Add) > 0 || s.Privileged != nil && *s.Privileged {
				t.Errorf("%s: the container's security context is %+v", name, s)
			}
			if container.Resources.Requests.Memory().IsZero() || container.Resources.Requests.Cpu().IsZero() || container.Resources.Limits.Memory().IsZero() {
				t.Errorf("%s: the resources are %+v", name, container.Resources)
			}
		}
	}
}

// Passwords are in Secrets that exist, with the keys that the pods ask for, and nowhere else.
func TestPasswordsAreInSecretsOnly(t *testing.T) {
	t.Parallel()
	all := load(t)
	for _, pod := range []corev1.PodSpec{
		get[*appsv1.Deployment](t, all, "Deployment/mock").Spec.Template.Spec,
		get[*appsv1.StatefulSet](t, all, "StatefulSet/postgres").Spec.Template.Spec,
	} {
		for _, variable := range pod.Containers[0].Env {
			if variable.ValueFrom == nil {
				if strings.Contains(variable.Value, "change-me") {
					t.Errorf("%s has a password", variable.Name)
				}
				continue
			}
			ref := variable.ValueFrom.SecretKeyRef
			if get[*corev1.Secret](t, all, "Secret/"+ref.Name).StringData[ref.Key] == "" {
				t.Errorf("%s: the Secret %s has no %s", variable.Name, ref.Name, ref.Key)
			}
		}
	}
	database := get[*corev1.Secret](t, all, "Secret/mock").StringData["database-url"]
	password := get[*corev1.Secret](t, all, "Secret/postgres").StringData["password"]
	if !strings.Contains(database, ":"+password+"@postgres:5432/") {
		t.Errorf("the URL %s is not that of the database", database)
	}
}

// The Ingress serves the tenant's name over TLS, and nothing below /_mock/.
func TestTheIngressServesTheTenantOnly(t *testing.T) {
	t.Parallel()
	all := load(t)
	ingress := get[*networkingv1.Ingress](t, all, "Ingress/mock")
	args := get[*appsv1.Deployment](t, all, "Deployment/mock").Spec.Template.Spec.Containers[0].Args
	rule := ingress.Spec.Rules[0]
	if !slices.Contains(args, "--domain=https://"+rule.Host) || !slices.Contains(ingress.Spec.TLS[0].Hosts, rule.Host) {
		t.Errorf("the host is %s, and the mock has %q", rule.Host, args)
	}
	for _, path := range rule.HTTP.Paths {
		if path.Path == "/" || strings.HasPrefix(path.Path, "/_mock") || path.Backend.Service.Name != "mock" {
			t.Errorf("the path %s is served by %s", path.Path, path.Backend.Service.Name)
		}
	}
}
