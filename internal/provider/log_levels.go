package provider

import "strings"

// The variables from which the plugin libraries take the levels of their loggers
// (terraform-plugin-go, internal/logging/environment_variables.go). Each logger whose
// variable is not set writes every line, also where Terraform discards them all:
// a third of what a plan costs the provider.
const (
	envLogProvider  = "TF_LOG_PROVIDER_AUTH0API"
	envLogSDK       = "TF_LOG_SDK"
	envLogProto     = "TF_LOG_SDK_PROTO"
	envLogFramework = "TF_LOG_SDK_FRAMEWORK"
)

// logLevels returns values for those of the variables that are not set: the level at
// which Terraform shows the lines of a provider. That is TF_LOG_PROVIDER, or else
// TF_LOG, where JSON means all lines; without both it shows none
// (https://developer.hashicorp.com/terraform/internals/debugging).
func logLevels(getenv func(string) string) map[string]string {
	level := getenv("TF_LOG_PROVIDER")
	if level == "" {
		level = getenv("TF_LOG")
	}
	switch {
	case level == "":
		level = "OFF"
	case strings.EqualFold(level, "JSON") || !isLogLevel(level):
		level = "TRACE" // as Terraform takes a level that it does not know
	}
	levels := map[string]string{}
	for _, name := range []string{envLogProvider, envLogSDK, envLogProto, envLogFramework} {
		if getenv(name) == "" {
			levels[name] = level
		}
	}
	return levels
}

func isLogLevel(level string) bool {
	switch strings.ToUpper(level) {
	case "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF":
		return true
	default:
		return false
	}
}
