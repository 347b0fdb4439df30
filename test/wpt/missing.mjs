/**
 * Writes what does not pass, and why, as Markdown: `node test/wpt/missing.mjs > test/wpt/MISSING.md`, after expectations
 * have changed.
 */
import { expectationsFor } from './lib/defaults.mjs';
import { Expectations } from './lib/expectations.mjs';

const HOSTS = [
  ['real', 'In Node, over real UDP'],
  ['simulated', 'In Node, over a simulated network'],
  ['browser', "In Chromium, in the place of the browser's own"],
];

console.log('# What does not pass, and why\n');
console.log('Made from the expectations by `missing.mjs`: subtests by reason, and the tests they are of.');
for (const [host, title] of HOSTS) {
  const { file, hosts } = expectationsFor(host);
  const reasons = new Expectations(file, hosts).reasons(host);
  if (reasons.length === 0) continue;
  console.log(`\n## ${title}: ${reasons.reduce((sum, { count }) => sum + count, 0)}\n`);
  for (const { reason, count, ids } of reasons)
    console.log(`- **${count}** ${reason}: ${ids.map(shortened).join(', ')}`);
}

/** The directory is said once, by whoever needs it: names are unique but for idlharness. */
function shortened(id) {
  const [directory, ...rest] = id.split('/');
  const name = rest.join('/').replace(/\.(?:https\.)?(?:html|window\.js)/, '');
  return name.startsWith('idlharness') ? `${directory} ${name}` : name;
}
