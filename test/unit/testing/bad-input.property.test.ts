/** Every number that `twinrtc/sim` and `twinrtc/testing` take: what is out of range is refused at once, with its name, its value and its range. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link, LinkChanges } from '../../../src/sim.node.ts';
import { formatTimeline, SimulatedNetwork } from '../../../src/sim.node.ts';
import {
  checkDeterminism,
  explore,
  planFrom,
  planOf,
  snapshot,
  type Fault,
  type SwarmOptions,
} from '../../../src/testing.node.ts';

/** Ends that do not belong to the range are `above`; without an end there is none, and Infinity is in the range. */
interface Range {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly isInteger?: boolean;
}

type Use = (value: number) => unknown;

interface NumericOption {
  /** As the message begins. */
  readonly name: string;
  readonly range: Range;
  readonly use: Use;
  /** Where it stands, if several have the name. */
  readonly of: string;
  /** Besides a number it may be something else. */
  readonly mayBeOther?: boolean;
}

const FINITE = { least: 0, most: Number.MAX_SAFE_INTEGER };
const PROBABILITY = { least: 0, most: 1 };
const SEED = { least: 0, most: 0xffff_ffff, isInteger: true };
const PORT = { least: 1, most: 65_535, isInteger: true };
const NOT_NEGATIVE = { least: 0 };
const POSITIVE = { above: 0 };
const LIFETIME = { above: 0, most: 0xffff_ffff };
const HOW_LONG = { above: 0, most: Number.MAX_SAFE_INTEGER };

const CONDITIONS: Readonly<Record<string, Range>> = {
  latencyMs: FINITE,
  jitterMs: FINITE,
  loss: PROBABILITY,
  reorder: PROBABILITY,
  reorderDelayMs: FINITE,
  duplicate: PROBABILITY,
  corrupt: PROBABILITY,
  bandwidthBps: POSITIVE,
  burstBytes: NOT_NEGATIVE,
  queueBytes: NOT_NEGATIVE,
  codelTargetMs: FINITE,
  codelIntervalMs: HOW_LONG,
  mtuBytes: POSITIVE,
};
const BURST_LOSS: Readonly<Record<string, Range>> = {
  p: PROBABILITY,
  r: PROBABILITY,
  lossGood: PROBABILITY,
  lossBad: PROBABILITY,
};

function inWorld(use: (world: SimulatedNetwork, value: number) => unknown): Use {
  return (value) => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    for (const name of ['alice', 'bob']) world.host(name);
    const outcome = use(world, value);
    const close = (): void => world.close();
    if (outcome instanceof Promise) return outcome.finally(close);
    return close();
  };
}

const onLink = (use: (link: Link, value: number) => unknown): Use =>
  inWorld((world, value) => use(world.link('alice', 'bob'), value));
const withoutSignaling = ([name]: readonly [string, Range]): boolean => name !== 'corrupt';

/** Wherever the conditions of a link are taken. */
function conditionsOf(of: string, take: (changes: LinkChanges) => unknown, isSignaling = false): NumericOption[] {
  const plain = Object.entries(CONDITIONS)
    .filter((one) => !isSignaling || withoutSignaling(one))
    .map(([name, range]) => ({ of, name, range, use: (value: number) => take({ [name]: value }) }));
  const bursts = Object.entries(BURST_LOSS).map(([name, range]) => ({
    of,
    name: `burstLoss.${name}`,
    range,
    use: (value: number) => take({ burstLoss: { p: 0.1, r: 0.5, [name]: value } }),
  }));
  return [
    ...plain,
    ...bursts,
    {
      of,
      name: 'burstLoss.meanLoss',
      range: PROBABILITY,
      use: (value) => take({ burstLoss: { meanLoss: value, meanBurst: 1e300 } }),
    },
    {
      of,
      name: 'burstLoss.meanBurst',
      range: { least: 1 },
      use: (value) => take({ burstLoss: { meanLoss: 0, meanBurst: value } }),
    },
  ];
}

const option = (of: string, name: string, range: Range, use: Use): NumericOption => ({ of, name, range, use });
const swarmed = (name: keyof SwarmOptions, range: Range): NumericOption =>
  option('a swarm', name, range, (value) => planOf(1, { [name]: value }));
const idle = (): void => undefined;
const faulty = (fault: object): unknown => planFrom({ seed: 1, faults: [{ atMs: 0, forMs: 1, ...fault } as Fault] });
const between = ['alice', 'bob'];
const turn = (name: string, range: Range): NumericOption =>
  option(
    'a TURN server',
    name,
    range,
    inWorld((world, value) => world.addTurnServer('turn.example', { [name]: value })),
  );
const nat = (name: string, range: Range): NumericOption =>
  option(
    'a NAT',
    name,
    range,
    inWorld((world, value) => world.nat('symmetric', { [name]: value })),
  );
const firewall = (name: string, range: Range): NumericOption =>
  option(
    'a firewall',
    name,
    range,
    inWorld((world, value) => world.firewall('stateful', { [name]: value })),
  );
const quiet: SwarmOptions = { faults: 0, link: {}, livenessMs: 1 };

const options: readonly NumericOption[] = [
  option('a world', 'seed', SEED, (value) => new SimulatedNetwork({ seed: value }).close()),
  option('a world', 'startTimeUnixMs', FINITE, (value) => new SimulatedNetwork({ startTimeUnixMs: value }).close()),
  option('a world', 'ledgerEntries', { least: 0, most: 1e9, isInteger: true }, (value) =>
    new SimulatedNetwork({ ledgerEntries: value }).close(),
  ),
  option('a world', 'maxBytes', POSITIVE, (value) => new SimulatedNetwork({ trace: { maxBytes: value } }).close()),
  ...conditionsOf('a world', (changes) => new SimulatedNetwork(changes).close()),
  ...conditionsOf('a link', (changes) => onLink((link) => link.change(changes))(0)),
  ...conditionsOf('a step', (changes) => onLink((link) => link.schedule([{ afterMs: 1, ...changes }]))(0)),
  ...conditionsOf('a host', (changes) => inWorld((world) => world.host('carol', { link: changes }))(0)),
  ...conditionsOf('signalling', (changes) => inWorld((world) => world.signaling(changes))(0), true),
  ...conditionsOf('a swarm', (changes) => planOf(1, { link: changes })),
  ...conditionsOf('a plan', (changes) => planFrom({ seed: 1, link: changes })),
  ...conditionsOf('a plan’s signalling', (changes) => planFrom({ seed: 1, signaling: changes }), true),
  ...conditionsOf('a fault', (conditions) => faulty({ kind: 'bad-link', between, conditions })).map((one) => ({
    ...one,
    name: `bad-link.${one.name}`,
  })),
  option(
    'a step',
    'afterMs',
    FINITE,
    onLink((link, afterMs) => link.schedule([{ afterMs, loss: 0 }])),
  ),
  option(
    'a blackout',
    'afterMs',
    NOT_NEGATIVE,
    onLink((link, afterMs) => link.blackout({ afterMs, forMs: 1 })),
  ),
  option(
    'a blackout',
    'forMs',
    POSITIVE,
    onLink((link, forMs) => link.blackout({ forMs })),
  ),
  option(
    'a blackout',
    'everyMs',
    { above: 5 },
    onLink((link, everyMs) => link.blackout({ forMs: 5, everyMs })),
  ),
  option(
    'a rule',
    'probability',
    PROBABILITY,
    inWorld((world, probability) => world.addRule({ probability, verdict: 'drop' })),
  ),
  option(
    'a rule',
    'deliverAfterMs',
    FINITE,
    inWorld((world, deliverAfterMs) => world.addRule({ verdict: { deliverAfterMs } })),
  ),
  option(
    'a host',
    'latencyMs',
    FINITE,
    inWorld((world, latencyMs) => world.host('carol', { latencyMs })),
  ),
  nat('mappingLifetimeMs', POSITIVE),
  nat('tcpLifetimeMs', POSITIVE),
  nat('tcpTransitoryLifetimeMs', POSITIVE),
  option(
    'a NAT',
    'portRange[0]',
    PORT,
    inWorld((world, first) => world.nat({ portRange: [first, 65_535] })),
  ),
  option(
    'a NAT',
    'portRange[1]',
    PORT,
    inWorld((world, last) => world.nat({ portRange: [1, last] })),
  ),
  firewall('flowLifetimeMs', POSITIVE),
  firewall('tcpLifetimeMs', POSITIVE),
  option(
    'a firewall',
    'tcp',
    PORT,
    inWorld((world, port) => world.firewall({ tcp: [443, port] })),
  ),
  turn('defaultLifetimeS', LIFETIME),
  turn('maxLifetimeS', LIFETIME),
  turn('permissionLifetimeS', LIFETIME),
  turn('channelLifetimeS', LIFETIME),
  turn('nonceLifetimeS', LIFETIME),
  turn('maxAllocationsPerUser', { least: 0, most: 1e9, isInteger: true }),
  option(
    'a server',
    'delayMs',
    FINITE,
    inWorld((world, delayMs) => void (world.turnServer.delayMs = delayMs)),
  ),
  option(
    'a server',
    'code',
    { least: 300, most: 699, isInteger: true },
    inWorld((world, code) => world.stunServer.respondWith({ code })),
  ),
  option(
    'a server',
    'port',
    { least: 0, most: 65_535, isInteger: true },
    inWorld((world, port) => world.stunServer.mapTo({ address: '10.1.1.1', port })),
  ),
  option(
    'the world’s time',
    'ms',
    FINITE,
    inWorld((world, ms) => world.at(ms, idle)),
  ),
  option(
    'the world’s time',
    'ms',
    FINITE,
    inWorld((world, ms) => failing(world.advance(ms))),
  ),
  option(
    'the world’s time',
    'timeoutMs',
    NOT_NEGATIVE,
    inWorld((world, timeoutMs) => failing(world.until(() => false, { timeoutMs }))),
  ),
  option(
    'the world’s time',
    'timeoutMs',
    NOT_NEGATIVE,
    inWorld((world, timeoutMs) => failing(world.event(new EventTarget(), 'any', { timeoutMs }))),
  ),
  option(
    'the world’s time',
    'limitMs',
    POSITIVE,
    inWorld((world, limitMs) => failing(world.run(() => 1, { limitMs }))),
  ),
  option(
    'the world’s swarm',
    'faults',
    { least: 0, most: 100, isInteger: true },
    inWorld((world, faults) => world.swarm({ faults })),
  ),
  option(
    'the world’s swarm',
    'faultsForMs',
    HOW_LONG,
    inWorld((world, faultsForMs) => world.swarm({ faultsForMs })),
  ),
  option(
    'a timeline',
    'last',
    { least: 1 },
    inWorld((world, last) => formatTimeline(world.trace, { last })),
  ),
  option('a seed', 'seed', SEED, (seed) => planOf(seed)),
  // Besides a number it may be a range of them.
  { ...swarmed('hosts', { least: 2, most: 50, isInteger: true }), mayBeOther: true },
  option('a swarm', 'hosts', { least: 2, most: 50, isInteger: true }, (least) => planOf(1, { hosts: [least, 50] })),
  option('a swarm', 'hosts', { least: 2, most: 50, isInteger: true }, (most) => planOf(1, { hosts: [2, most] })),
  swarmed('faults', { least: 0, most: 100, isInteger: true }),
  swarmed('faultsForMs', HOW_LONG),
  swarmed('livenessMs', HOW_LONG),
  option('a plan', 'seed', SEED, (seed) => planFrom({ seed })),
  option('a plan', 'calmAtMs', FINITE, (calmAtMs) => planFrom({ seed: 1, calmAtMs })),
  option('a plan', 'livenessMs', FINITE, (livenessMs) => planFrom({ seed: 1, livenessMs })),
  option('a fault', 'blackout.atMs', FINITE, (atMs) => faulty({ kind: 'blackout', host: 'bob', atMs })),
  option('a fault', 'blackout.forMs', FINITE, (forMs) => faulty({ kind: 'blackout', host: 'bob', forMs })),
  option('a fault', 'selective-loss.probability', PROBABILITY, (probability) =>
    faulty({ kind: 'selective-loss', between, protocol: 'stun', probability }),
  ),
  option('a fault', 'corruption.probability', PROBABILITY, (probability) =>
    faulty({ kind: 'corruption', between, probability }),
  ),
  option('a fault', 'slow-signaling.latencyMs', FINITE, (latencyMs) => faulty({ kind: 'slow-signaling', latencyMs })),
  {
    ...option('an exploration', 'seeds', { least: 1, most: 0xffff_ffff, isInteger: true }, (seeds) =>
      explore(idle, { seeds, swarm: quiet }),
    ),
    mayBeOther: true,
  },
  option('an exploration', 'seeds', SEED, (seed) => explore(idle, { seeds: [seed], swarm: quiet })),
  option('an exploration', 'shard.index', { least: 1, most: 3, isInteger: true }, (index) =>
    explore(idle, { seeds: 1, swarm: quiet, shard: { index, count: 3 } }),
  ),
  option('an exploration', 'shard.count', { least: 1, most: 100_000, isInteger: true }, (count) =>
    explore(idle, { seeds: 1, swarm: quiet, shard: { index: 1, count } }),
  ),
  option('an exploration', 'stopAfter', { least: 1, most: 0xffff_ffff, isInteger: true }, (stopAfter) =>
    explore(idle, { seeds: 1, swarm: quiet, stopAfter }),
  ),
  option('an exploration', 'mostListeners', { least: 1 }, (mostListeners) =>
    explore(idle, { seeds: 1, swarm: quiet, mostListeners }),
  ),
  option('a repetition', 'seed', SEED, (seed) => checkDeterminism(idle, { seed, swarm: quiet })),
  option('a snapshot', 'atMs', { least: 0, most: 1 }, (atMs) => snapshot(idle, { seed: 1, livenessMs: 1 }, atMs)),
];

/** What is no more than a wait that comes to nothing is no refusal. */
function failing(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.catch((error: unknown) => {
    if (error instanceof RangeError) throw error;
  });
}

const isInside = (
  value: unknown,
  { least = -Infinity, above = -Infinity, most = Infinity, isInteger = false }: Range,
) =>
  typeof value === 'number' &&
  (above === -Infinity || value > above) &&
  value >= least &&
  value <= most &&
  (!isInteger || Number.isInteger(value));

/** Numbers near and far, and what is no number at all but compares like one. */
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.double() },
  fc.integer(),
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(NaN, Infinity, -Infinity, -0.001, 1.001, '1', '0.5', true, [1], {}, 5n),
);

/** As messages show it: text in quotes. */
function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function refusalOf(use: Use, value: unknown): Promise<Error | undefined> {
  try {
    await use(value as number);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

describe('a number out of range', () => {
  const named = options.map((one) => [`${one.of}: ${one.name}`, one] as const);
  test.for(named)('%s', async ([, { name, range, use, mayBeOther }]) => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        fc.pre(!isInside(value, range) && (typeof value === 'number' || mayBeOther !== true));
        const error = await refusalOf(use, value);
        expect(error, `${name} ${String(value)} is taken`).toBeInstanceOf(RangeError);
        expect(error?.message).toContain(`${name}: ${show(value)} is not `);
        for (const end of [range.least, range.above, range.most])
          if (end !== undefined) expect(error?.message).toContain(String(end));
      }),
      { numRuns: 30 },
    );
  });
});

/** What can be seen to be wrong without running anything. */
const mistakes: readonly (readonly [message: string, make: (world: SimulatedNetwork) => unknown])[] = [
  ['los is not an option of a world; there are preset, seed, ', () => new SimulatedNetwork({ los: 0.1 } as object)],
  ['preset: 5g is not one of ', () => new SimulatedNetwork({ preset: '5g' as never })],
  ['time: fast is not one of auto, manual, ambient', () => new SimulatedNetwork({ time: 'fast' as never })],
  [
    'los is not a condition of a link; there are latencyMs, ',
    (world) => world.link('alice', 'bob').change({ los: 1 } as object),
  ],
  [
    'queueDiscipline: red is not one of tail-drop, codel',
    () => new SimulatedNetwork({ queueDiscipline: 'red' as never }),
  ],
  ['corrupt is not a condition of signalling', (world) => world.signaling({ corrupt: 0.1 })],
  ['no host zoe in this world', (world) => world.link('alice', 'zoe')],
  ['no host zoe in this world', (world) => world.canConnect('zoe', 'alice')],
  ['no host zoe in this world', (world) => world.addRule({ from: 'zoe', verdict: 'drop' })],
  [
    'verdict: lose is not one of pass, drop, duplicate, corrupt',
    (world) => world.addRule({ verdict: 'lose' as never }),
  ],
  ['host alice has no link to itself', (world) => world.link('alice', 'alice')],
  ['host alice exists already', (world) => world.host('alice', { ipv6: true })],
  ['a host cannot be named ""', (world) => world.host('')],
  ['behindd is not an option of a host; there are ', (world) => world.host('carol', { behindd: 1 } as object)],
  ['interfaces: a host needs at least one', (world) => world.host('carol', { interfaces: [] })],
  ['addresses: a host needs at least one', (world) => world.host('carol', { addresses: [] })],
  ['address', (world) => world.host('carol', { addresses: ['10.0.0.300'] })],
  ['addresses: ', (world) => world.host('carol', { addresses: world.host('bob').addresses })],
  ['behind', (world) => world.host('carol', { behind: new SimulatedNetwork({ seed: 1 }).nat() })],
  [
    'over: carol has no interface wlan0',
    (world) => world.host('carol', { interfaces: [{ name: 'vpn', over: 'wlan0' }] }),
  ],
  ['kind: oval-cone is not one of full-cone, ', (world) => world.nat('oval-cone' as never)],
  ['mapping: sometimes is not one of endpoint-independent, ', (world) => world.nat({ mapping: 'sometimes' as never })],
  ['lifetime is not an option of a NAT; there are ', (world) => world.nat({ lifetime: 5 } as object)],
  ['kind: porous is not one of stateful, udp-blocked, tls-only', (world) => world.firewall('porous' as never)],
  [
    'transports: sctp is not one of udp, tcp, tls',
    (world) => world.addTurnServer('turn.example', { transports: ['sctp' as never] }),
  ],
  ['swarm: there are 1 hosts', () => void lonely().swarm()],
  ['fault is not an option of a swarm; there are hosts, ', () => planOf(1, { fault: 3 } as object)],
  ['topology: torus is not one of flat, nats', () => planOf(1, { topology: 'torus' as never })],
  ['fault kind: quake is not one of partition, ', () => planOf(1, { kinds: ['quake' as never] })],
  ['seed: undefined is not an integer within 0…', () => planFrom({} as never)],
  ['fault is not an option of a plan; there are seed, ', () => planFrom({ seed: 1, fault: [] } as never)],
  ['hosts: bob is there twice', () => planFrom({ seed: 1, hosts: ['bob', 'bob'] })],
  ['kind: wall is not one of full-cone, ', () => planFrom({ seed: 1, hosts: [{ name: 'bob', nat: 'wall' as never }] })],
  ['fault kind: quake is not one of ', () => faulty({ kind: 'quake' })],
  ['blackout: there is no host zoe in this plan', () => faulty({ kind: 'blackout', host: 'zoe' })],
  ['partition: host bob has no link to itself', () => faulty({ kind: 'partition', between: ['bob', 'bob'] })],
  ['nat-restart: bob is behind no NAT', () => faulty({ kind: 'nat-restart', host: 'bob' })],
  [
    'nat-renumber: the address of bob’s NAT is configuration',
    () =>
      planFrom({
        seed: 1,
        hosts: [{ name: 'bob', nat: 'one-to-one' }],
        faults: [{ kind: 'nat-renumber', host: 'bob', atMs: 0, forMs: 1 }],
      }),
  ],
  [
    'selective-loss.protocol: smtp is not one of stun, dtls',
    () => faulty({ kind: 'selective-loss', between, protocol: 'smtp', probability: 1 }),
  ],
  ['bad-link: los is not a condition of a link', () => faulty({ kind: 'bad-link', between, conditions: { los: 1 } })],
  ['seed is not an option of explore; there are seeds, ', () => explore(idle, { seed: 1 } as never)],
  ['seeds: 1... is not of the form 1..10000', () => explore(idle, { seeds: '1...' })],
  [
    'run: the scenario has not ended at virtual time 0 ms, and nothing is left',
    (world) => world.run(() => new Promise(() => undefined)),
  ],
];

function lonely(): SimulatedNetwork {
  const world = new SimulatedNetwork({ seed: 1 });
  world.host('alice');
  return world;
}

describe('what cannot be is refused at once', () => {
  test.for(mistakes)('%s', async ([message, make]) => {
    const error = await refusalOf(inWorld(make), 0);
    expect(error?.message).toContain(message);
  });
});
