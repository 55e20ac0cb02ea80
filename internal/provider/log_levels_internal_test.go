package provider

import (
	"maps"
	"testing"
)

func TestLoggersWriteWhatTerraformShows(t *testing.T) {
	t.Parallel()
	all := func(level string) map[string]string {
		return map[string]string{envLogProvider: level, envLogSDK: level, envLogProto: level, envLogFramework: level}
	}
	for name, c := range map[string]struct {
		env  map[string]string
		want map[string]string
	}{
		"no log":                      {nil, all("OFF")},
		"a level":                     {map[string]string{"TF_LOG": "info"}, all("info")},
		"JSON":                        {map[string]string{"TF_LOG": "JSON"}, all("TRACE")},
		"a level of its own":          {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "WARN"}, all("WARN")},
		"a level that does not exist": {map[string]string{"TF_LOG": "yes"}, all("TRACE")},
		"a logger's own level": {
			map[string]string{envLogFramework: "DEBUG"},
			map[string]string{envLogProvider: "OFF", envLogSDK: "OFF", envLogProto: "OFF"},
		},
	} {
		got := logLevels(func(name string) string { return c.env[name] })
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
