// Package interop tests the mock tenant against what others wrote. Resource
// servers of their own, each a small program in jwx/ or node/ as an application
// would write it, accept its tokens and refuse forged ones; the vendor's SDKs
// manage it and log in.
//
// The programs run as child processes. Those in node/ are skipped where there
// is no Node.js.
package interop
