import { existsSync, readFileSync } from 'node:fs';

import { run } from './command.mjs';
import { root } from './paths.mjs';

/**
 * Makes node_modules hold what package-lock.json says, installing only when it does not, so that a fresh clone needs
 * no step of its own. Ends the process when npm fails.
 */
export async function ensureInstalled() {
  const difference = findDifference();
  if (difference === undefined) return;
  console.log(`installing dependencies (${difference}) …`);
  const code = await run('npm', ['ci', '--no-progress', '--loglevel=error']);
  if (code !== 0) {
    console.error('npm ci failed: see above.');
    process.exit(code);
  }
}

/** The first thing in which node_modules differs from the lock file, in words; undefined when nothing does. */
function findDifference() {
  const installed = readPackages(`${root}node_modules/.package-lock.json`);
  if (installed === undefined) return 'node_modules is missing';
  for (const [path, wanted] of Object.entries(readPackages(`${root}package-lock.json`) ?? {})) {
    if (path === '' || wanted.optional || wanted.devOptional) continue;
    if (installed[path]?.version !== wanted.version) return `${path} is not ${wanted.version}`;
  }
  return undefined;
}

function readPackages(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}
