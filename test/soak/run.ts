/**
 * Long runs that CI is spared: `npm run soak -- determinism 1000`, `… lossy 500`, `… clean-end 1000`,
 * `… perfect-negotiation 1000`, `… swarm 1000`, `… virtual-time 20`.
 */
import { cleanEnd } from './clean-end.ts';
import { determinism } from './determinism.ts';
import { lossy } from './lossy.ts';
import { perfectNegotiation } from './perfect-negotiation.ts';
import { swarm } from './swarm.ts';
import { virtualTime } from './virtual-time.ts';

const soaks: Record<string, (count: number) => Promise<string>> = {
  determinism,
  lossy,
  swarm,
  'clean-end': cleanEnd,
  'perfect-negotiation': perfectNegotiation,
  'virtual-time': virtualTime,
};

const [name = '', count = '100'] = process.argv.slice(2);
const soak = soaks[name];
if (soak === undefined) {
  console.error(`There is no such soak. There are: ${Object.keys(soaks).join(', ')}.`);
  process.exit(2);
}
console.log(await soak(Number(count)));
