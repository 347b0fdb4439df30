import { describe, expect, test } from 'vitest';
import { replay, type ExplorationError, type Fault, type Program, type Scenario } from '../../../src/testing.node.ts';
import { MeshPeer, serveMesh } from '../../testing/scenarios/mesh-peer.ts';
import { negotiate } from '../../support/two-peers.ts';

const crash = (host: string, atMs: number, forMs: number): Fault => ({ kind: 'crash', host, atMs, forMs });
const link = { latencyMs: 20 };

async function messageOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => expect.unreachable('it did not fail'),
    (reason: unknown) => reason as ExplorationError,
  );
  const { oracle, message } = error.findings[0].violation;
  return `${oracle}: ${message}`;
}

/** Alice calls bob once, and says something now and then, whether or not he is there. */
const oneCall: Scenario = async ({ hosts, world }) => {
  const [alice, bob] = hosts.map((host) => new host.RTCPeerConnection());
  const channel = alice.createDataChannel('chat');
  await negotiate(alice, bob);
  await world.event(channel, 'open');
  for (let i = 0; i < 5; i++) {
    await world.advance(1000);
    channel.send(`message ${i}`);
  }
};

describe('a host that crashes', () => {
  test('owes nothing; its peer is to notice, and its channel promises nothing', async () => {
    const { violation, chronicle } = await replay(oneCall, { seed: 1, link, faults: [crash('bob', 2500, 60_000)] });
    expect(violation).toBeUndefined();
    const states = chronicle
      .filter((line) => line.includes('alice#1.connectionState'))
      .map((line) => line.trim().replace(/^[\d.]+ s +/, ''));
    expect(states.slice(-3)).toEqual([
      'alice#1.connectionState: connecting → connected',
      'alice#1.connectionState: connected → disconnected',
      'alice#1.connectionState: disconnected → failed',
    ]);
    expect(chronicle.filter((line) => line.includes('bob#1')).at(-1)).toMatch(/^ +0\.\d+ s/);
  });

  test('is missed by a peer that does not notice', async () => {
    const plan = { seed: 1, link, faults: [crash('bob', 2500, 100)], livenessMs: 3000 };
    expect(await messageOf(replay(oneCall, plan))).toContain('did not come true: alice#1 fails, as its peer is gone');
  });

  test('need settle no promise, and leaks nothing', async () => {
    const pending: Scenario = async ({ hosts: [alice], world }) => {
      const connection = new alice.RTCPeerConnection();
      connection.createDataChannel('any');
      await connection.setLocalDescription();
      await alice.network.bindUdp(alice.addresses[0], 9, () => undefined);
      world.at(1000, () => void connection.createOffer().catch(() => undefined));
    };
    expect(await replay(pending, { seed: 1, faults: [crash('alice', 1000, 10)] })).toMatchObject({
      violation: undefined,
    });
  });

  test('does not come back before its time when it is to crash twice', async () => {
    const back: number[] = [];
    const watch: Scenario = ({ world, boot }) => boot('bob', () => void back.push(world.now));
    await replay(watch, { seed: 1, faults: [crash('bob', 1000, 5000), crash('bob', 2000, 500)] });
    expect(back).toEqual([0, 6000]);
  });
});

describe('boot', () => {
  test('runs a program anew on the host that comes back, and it is called again', async () => {
    const peers: MeshPeer[] = [];
    const mesh: Scenario = (stage) => {
      serveMesh(stage);
      for (const { name } of stage.hosts) stage.boot(name, (host) => void peers.push(new MeshPeer(host, stage)));
      stage.oracle.eventually('they are connected', () => {
        const [alice, , bob] = peers;
        return bob !== undefined && alice.isConnectedWith(bob) && bob.isConnectedWith(alice);
      });
    };
    const { violation } = await replay(mesh, { seed: 2, link, faults: [crash('bob', 3000, 2000)] });
    expect(violation).toBeUndefined();
    expect(peers.map(({ epoch }) => epoch)).toEqual(['alice since 0', 'bob since 0', 'bob since 5000']);
  });

  test('tells of an error, unless it is that of a host without power', async () => {
    const late: Program = async (host) => {
      await new Promise((resolve) => host.clock.alarm(() => resolve(undefined)).set(500, false));
      throw new Error('the program is wrong');
    };
    expect(await messageOf(replay(({ boot }) => boot('bob', late), { seed: 1 }))).toMatch(
      /^the scenario succeeds: Error: the program is wrong/,
    );
    let boots = 0;
    const scenario: Scenario = ({ boot, world }) =>
      boot('bob', async () => {
        if (boots++ > 0) return;
        await world.advance(1000);
        throw new Error('bob has crashed');
      });
    expect(await replay(scenario, { seed: 1, faults: [crash('bob', 500, 10)] })).toMatchObject({
      violation: undefined,
    });
    expect(boots).toBe(2);
  });

  test('wants a host that is there', async () => {
    const nobody: Scenario = ({ boot }) => boot('zoe', () => undefined);
    expect(await messageOf(replay(nobody, { seed: 1 }))).toContain('boot: there is no host zoe in this world');
  });
});
