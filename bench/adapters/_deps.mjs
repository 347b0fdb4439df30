// The peers live in bench/node_modules (npm install --prefix bench), not among the project's own dependencies.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const require = createRequire(new URL('../package.json', import.meta.url));

export function versionOf(name) {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
