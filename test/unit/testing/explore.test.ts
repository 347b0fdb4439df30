import { describe, expect, test } from 'vitest';
import type { ExplorationError } from '../../../src/testing.node.ts';
import { explore, planOf, replay, type Scenario } from '../../../src/testing.node.ts';
import scenario from '../../testing/scenarios/two-peers.ts';

const quiet = { faults: 0, link: {}, livenessMs: 1000 };

async function failureOf(run: Promise<unknown>): Promise<ExplorationError> {
  return run.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error as ExplorationError,
  );
}

/** What exploration says of a scenario that is played once, in a quiet world. */
async function verdictOn(one: Scenario): Promise<string> {
  const { findings } = await failureOf(explore(one, { seeds: [1], swarm: quiet, shrink: false }));
  return `${findings[0].violation.oracle}: ${findings[0].violation.message}`;
}

describe('exploration', () => {
  test('plays every seed in a world of its own, and the same one in the same world', async () => {
    const [once, again] = [await explore(scenario, { seeds: 4 }), await explore(scenario, { seeds: 4 })];
    expect(once).toMatchObject({ runs: 4, findings: [] });
    expect(again.digest).toBe(once.digest);
    expect((await explore(scenario, { seeds: '2..5' })).digest).not.toBe(once.digest);
  });

  test('gives shards that cover the seeds', async () => {
    const shards = [1, 2, 3].map((index) => explore(() => undefined, { seeds: 10, shard: { index, count: 3 } }));
    const runs = [];
    for (const shard of shards) runs.push((await shard).runs);
    expect(runs).toEqual([4, 3, 3]);
  });

  test('draws five hosts, links and faults from a seed', () => {
    const plan = planOf(3, { hosts: 5, faults: 10 });
    expect(plan.hosts.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol', 'dave', 'erin']);
    expect(planOf(3, { hosts: 5, faults: 10 })).toEqual(plan);
    expect(planOf(4, { hosts: 5, faults: 10 })).not.toEqual(plan);
    const kinds = new Set(
      Array.from({ length: 200 }, (_, seed) => planOf(seed)).flatMap(({ faults }) => faults.map(({ kind }) => kind)),
    );
    expect(kinds.size).toBeGreaterThan(4);
  });

  test('says how to repeat a failure, and what the smallest one is', async () => {
    const late: Scenario = async ({ world, oracle }) => {
      oracle.always('it is early', () => world.now < 700);
      await world.advance(1000);
    };
    const { message, findings } = await failureOf(explore(late, { seeds: [5] }));
    expect(message).toMatch(/seed 5: broken at [\d.]+ s: it is early: it does not hold/);
    expect(message).toContain('replay it: await replay(scenario, planOf(5))');
    expect(message).toContain("import { replay } from 'twinrtc/testing';");
    expect(message).toContain('what happened in it, until ');
    expect(findings[0].smallest.plan).toMatchObject({ seed: 5, faults: [], link: {} });
  });

  test('goes on after a failure if it is told to', async () => {
    const broken: Scenario = ({ seed, oracle }) => oracle.check('the seed is odd', seed % 2 === 1);
    const { findings, message } = await failureOf(explore(broken, { seeds: 10, stopAfter: 3, swarm: quiet }));
    expect(findings.map(({ seed }) => seed)).toEqual([2, 4, 6]);
    expect(message).toContain('3 of 6 runs failed');
  });

  test('tells of a failure that does not repeat', async () => {
    let runs = 0;
    const { findings, message } = await failureOf(
      explore(({ oracle }) => oracle.check('only once', runs++ > 0), { seeds: [1], swarm: quiet }),
    );
    expect(findings[0].repeats).toBe(false);
    expect(message).toContain('did not fail again: checkDeterminism tells what differs');
  });
});

describe('what a run must not do', () => {
  test('throw', async () => {
    expect(await verdictOn(() => Promise.reject(new Error('no')))).toMatch(
      /^the scenario succeeds: Error: no \(at .*explore.test.ts/,
    );
  });

  test('never end', async () => {
    expect(await verdictOn(() => new Promise(() => undefined))).toMatch(
      /^the scenario ends: it was still running 1000 ms after/,
    );
    expect(await verdictOn(() => new Promise((resolve) => void setTimeout(resolve, 50)))).toMatch(/^the scenario ends/);
  });

  test('keep time from passing', async () => {
    const busy: Scenario = async ({ world }) => {
      for (;;) await world.advance(0);
    };
    expect(await verdictOn(busy)).toBe('time passes: so much happens at one moment that it never ends');
  });

  test('leave a rejection or an exception to nobody', async () => {
    expect(await verdictOn(() => void Promise.reject(new Error('lost')))).toMatch(/^no stray error: Error: lost/);
    const thrower: Scenario = ({ hosts: [alice] }) => {
      const connection = new alice.RTCPeerConnection();
      connection.onnegotiationneeded = () => {
        throw new Error('thrown in a listener');
      };
      connection.createDataChannel('any');
    };
    expect(await verdictOn(thrower)).toMatch(/^no stray error: Error: thrown in a listener/);
  });

  test('break an invariant for a moment, even if it holds again in the end', async () => {
    const brief: Scenario = async ({ world, oracle }) => {
      let isFine = true;
      oracle.always('fine', () => isFine);
      await world.advance(10);
      isFine = false;
      await world.advance(10);
      isFine = true;
    };
    expect(await verdictOn(brief)).toBe('fine: it does not hold');
  });

  test('leave a socket or an alarm behind', async () => {
    const leaky: Scenario = async ({ hosts: [alice], world }) => {
      await alice.network.bindUdp(alice.addresses[0], 9, () => undefined);
      alice.clock.alarm(() => undefined).set(world.now + 7000, true);
    };
    expect(await verdictOn(leaky)).toMatch(
      /^no leak: .*socket 10\.\S+:9 of alice is open; an alarm of alice is set for/,
    );
  });

  test('leave a TCP connection behind, an attempt at one, or a listener', async () => {
    const receiver = { receive: () => undefined, closed: () => undefined };
    const connections: Scenario = async ({ hosts: [alice, bob] }) => {
      const listener = await bob.network.listenTcp(bob.addresses[0], 80, {}, () => receiver);
      await bob.network.listenTcp(bob.addresses[0], 81, {}, () => receiver);
      const socket = await alice.network.connectTcp({ address: bob.addresses[0], port: 80 }, {}, receiver);
      const closed = await alice.network.connectTcp({ address: bob.addresses[0], port: 80 }, {}, receiver);
      const nowhere = { address: '10.9.9.9', port: 80 };
      let abandon = (): void => undefined;
      const given = alice.network.connectTcp(nowhere, { onAttempt: (giveUp) => (abandon = giveUp) }, receiver);
      abandon();
      await given.catch((error: Error) => expect(error.message).toMatch(/10\.9\.9\.9 port 80: given up/));
      void alice.network.connectTcp({ ...nowhere, port: 443 }, {}, receiver).catch(() => undefined);
      closed.close();
      listener.close();
      expect(socket.local.port).not.toBe(0);
    };
    expect(await verdictOn(connections)).toMatch(
      /^no leak: 5000 ms after every connection was closed, TCP listener 10\.\S+:81 of bob is open; the connection to 10\.\S+:80 of alice is open; the connection to 10\.9\.9\.9:443 of alice is open$/,
    );
  });
});

describe('options that make no sense', () => {
  test.for([
    ['seeds: 0 is not an integer within 1…', { seeds: 0 }],
    ['seeds: 5..x is not of the form 1..10000', { seeds: '5..x' }],
    ['seeds: 3 is not an integer within 9…', { seeds: '9..3' }],
    ['hosts: 1 is not an integer within 2…50', { seeds: 1, swarm: { hosts: 1 } }],
    ['faults: -1 is not an integer within 0…100', { seeds: 1, swarm: { faults: -1 } }],
    ['faultsForMs: 0 is not greater than 0', { seeds: 1, swarm: { faultsForMs: 0 } }],
    ['fault kind: earthquake is not one of partition, ', { seeds: 1, swarm: { kinds: ['earthquake' as never] } }],
    ['shard.index: 4 is not an integer within 1…3', { seeds: 1, shard: { index: 4, count: 3 } }],
    ['loss: 2 is not within 0…1', { seeds: 1, swarm: { link: { loss: 2 } } }],
  ] as const)('%s', async ([message, options]) => {
    const error = await failureOf(explore(scenario, options));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(message);
  });

  test('a plan that names a host that is not there, or a time before the beginning', async () => {
    const partition = { kind: 'partition', between: ['alice', 'zoe'], atMs: 0, forMs: 1 } as const;
    await expect(replay(scenario, { seed: 1, faults: [partition] })).rejects.toThrow(
      'partition: there is no host zoe in this plan',
    );
    const early = { kind: 'blackout', host: 'bob', atMs: -1, forMs: 1 } as const;
    await expect(replay(scenario, { seed: 1, faults: [early] })).rejects.toThrow('blackout.atMs: -1 is not within 0…');
  });
});
