import { describe, expect, test } from 'vitest';
import { ApplicationWorld } from '../../../../src/hosts/sim/application-world.ts';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { endpoint, twoEndpoints } from './world.ts';

describe('world.run', () => {
  test('gives what the scenario gives, and throws what it throws', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    const result = await world.run(async () => {
      alice.send(bob, 1);
      await world.until(() => bob.arrivals.length > 0);
      return world.now;
    });
    expect(result).toBe(10);
    const mistake = new TypeError('mine');
    await expect(world.run(() => Promise.reject(mistake))).rejects.toBe(mistake);
    await expect(
      world.run(() => {
        throw mistake;
      }),
    ).rejects.toBe(mistake);
  });

  test('reports an await that nothing can settle, with the virtual time and what is armed', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    await world.advance(250);
    const stuck = world.run(() => new Promise(() => {}));
    await expect(stuck).rejects.toThrow(
      'run: the scenario has not ended at virtual time 250 ms, and nothing is left that could change it; nothing is armed',
    );
  });

  test('says what links hold, for whoever forgot to let it go', async () => {
    const { world, alice, bob } = await twoEndpoints({ time: 'auto' });
    world.link('alice', 'bob').hold();
    alice.send(bob, 1);
    const stuck = world.run(() => world.until(() => bob.arrivals.length > 0));
    await expect(stuck).rejects.toThrow('1 held by the link from alice to bob');
  });

  test('ends a scenario that never ends', async () => {
    const { world } = await twoEndpoints();
    const endless = world.run(
      async () => {
        for (;;) await world.advance(1000);
      },
      { limitMs: 60_000 },
    );
    await expect(endless).rejects.toThrow(
      'run: the scenario has not ended at virtual time 60000 ms, and its time is over',
    );
    world.close();
    await expect(world.run(() => {}, { limitMs: 0 })).rejects.toThrow(
      new RangeError('limitMs: 0 is not greater than 0'),
    );
  });
});

describe('world.event', () => {
  test('waits for the next event of a type', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const target = new EventTarget();
    world.at(500, () => target.dispatchEvent(new MessageEvent('message', { data: 'hello' })));
    const { data } = await world.event<MessageEvent>(target, 'message');
    expect([data, world.now]).toEqual(['hello', 500]);
  });

  test('says so when it cannot come', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    await expect(world.event(new EventTarget(), 'open')).rejects.toThrow(
      'event: no open has come at virtual time 0 ms',
    );
  });
});

describe('world.pending', () => {
  test('says what is on the way, kept and armed', async () => {
    const world = new ApplicationWorld({ seed: 1, time: 'manual', latencyMs: 10, bandwidthBps: 1e6 });
    const [alice, bob] = [await endpoint(world, 'alice'), await endpoint(world, 'bob')];
    alice.host.clock.alarm(() => {}).set(30, false);
    bob.host.clock.alarm(() => {}).set(20, true);
    for (let i = 0; i < 4; i++) alice.send(bob, i);
    world.link('alice', 'bob').from('bob').hold();
    bob.send(alice, 1);
    world.signaling({ latencyMs: 5 }).pair('alice', 'bob')[0].postMessage('hi');
    const { pending } = world;
    expect(pending).toMatchObject({
      now: 0,
      tasks: 0,
      packets: 1,
      messages: 1,
      kept: [
        { by: 'the link from alice to bob', count: 3 },
        { by: 'the link from bob to alice', count: 1 },
      ],
      timers: [
        { what: 'an alarm of bob', at: 20, isHousekeeping: true },
        { what: 'an alarm of alice', at: 30, isHousekeeping: false },
      ],
    });
    expect(String(pending).split('\n')).toEqual([
      'at 0 ms:',
      '  1 packet on the way',
      '  1 signalling message on the way',
      '  3 kept by the link from alice to bob',
      '  1 kept by the link from bob to alice',
      '  an alarm of bob at 20 ms (housekeeping)',
      '  an alarm of alice at 30 ms',
    ]);
    await world.settle();
    expect(String(new SimulatedNetwork({ seed: 1 }).pending)).toBe('at 0 ms:\n  nothing is pending');
  });
});
