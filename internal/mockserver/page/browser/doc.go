// Package browser tests the mock's page in a real browser, headless Chromium,
// against the binary that people run. It is a module of its own, so that what
// drives the browser is no dependency of the provider's. Without a Chromium
// its tests are skipped.
//
// SCREENSHOTS=DIR keeps a picture of each view in DIR; `make shots` does so.
package browser
