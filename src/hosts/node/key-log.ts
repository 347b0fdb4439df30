import { appendFileSync } from 'node:fs';

/**
 * Appends lines to the file that SSLKEYLOGFILE names, as browsers and curl do; `undefined` where it names none, which is
 * the only default. Whoever can read the file can read the connections. Throws an Error if the file cannot be written.
 */
export function keyLogOfEnvironment(): ((line: string) => void) | undefined {
  const path = process.env.SSLKEYLOGFILE;
  if (path === undefined || path === '') return undefined;
  return (line) => appendFileSync(path, line, { mode: 0o600 });
}
