// Package interop tests the mock tenant with third-party libraries. Small resource servers
// in jwx/ and node/ accept its tokens and refuse forged ones; the vendor's SDKs manage it
// and log in; the vendor's deploy CLI copies one tenant to another.
//
// The programs run as child processes. The tests of programs for Node.js are skipped if
// it is not installed.
package interop
