// The suite imports fs.globSync, which Node.js 20 lacks, for a command that is not used
// here. This adds it.
import { register } from 'node:module';

const fs = "export * from 'node:fs'; export function globSync() { throw new Error('not in Node.js 20'); }";
const hooks = `export async function resolve(specifier, context, next) {
  return specifier === 'fs' && context.parentURL.includes('/conformance/')
    ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(fs)}`)}, shortCircuit: true }
    : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
