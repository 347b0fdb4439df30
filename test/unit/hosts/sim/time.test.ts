import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import sinon from 'sinon';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import type { SimulatedHost } from '../../../../src/hosts/sim/simulated-host.ts';
import { endpoint, twoEndpoints } from './world.ts';

afterEach(() => sinon.restore());

/** An alarm that sets itself again for ever, as consent checks do. */
function keepHouse({ clock }: SimulatedHost, everyMs: number, background = true): { wakes: number } {
  const count = { wakes: 0 };
  const alarm = clock.alarm(() => {
    count.wakes++;
    alarm.set(clock.now() + everyMs, background);
  });
  alarm.set(clock.now() + everyMs, background);
  return count;
}

function realMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('order', () => {
  test('tasks run one by one, with all microtasks in between, before time moves', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const { clock } = world.host('alice');
    const order: string[] = [];
    clock.alarm(() => order.push(`alarm at ${clock.now()}`)).set(1, false);
    clock.queueTask(() => {
      order.push('first');
      let chain = Promise.resolve();
      for (let i = 0; i < 10; i++) chain = chain.then(() => {});
      void chain.then(() => order.push(`ten promises later, at ${clock.now()}`));
    });
    clock.queueTask(() => {
      order.push('second');
      setImmediate(() => order.push(`immediate at ${clock.now()}`));
    });
    await world.until(() => order.length === 5);
    expect(order).toEqual(['first', 'ten promises later, at 0', 'second', 'immediate at 0', 'alarm at 1']);
  });

  test('equal deadlines wake in the order they were set', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const { clock } = world.host('alice');
    const woken: number[] = [];
    for (let i = 0; i < 100; i++) clock.alarm(() => woken.push(i)).set(i % 2 === 0 ? 10 : 5, i % 3 === 0);
    await world.advance(10);
    expect(woken).toEqual([...Array(100).keys()].sort((a, b) => (b % 2) - (a % 2) || a - b));
  });

  test('what ends input runs once the datagrams of an instant have been handed over', async () => {
    const { world, alice } = await twoEndpoints({ latencyMs: 1 });
    const { network, clock, addresses } = world.host('carol');
    const order: string[] = [];
    const carol = await network.bindUdp(addresses[0], 7, ([number]) => {
      if (order.length === 0) clock.afterInput(() => order.push('end of input'));
      order.push(`datagram ${number}`);
    });
    for (let i = 0; i < 3; i++) alice.socket.send(Uint8Array.of(i), carol.local);
    await world.settle();
    expect(order).toEqual(['datagram 0', 'datagram 1', 'datagram 2', 'end of input']);
    clock.afterInput(() => order.push('outside'));
    expect(order).toHaveLength(4);
    await realMs(1);
    expect(order).toHaveLength(5);
  });

  test('an alarm that is set again, cleared or made never wakes only as last said', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const { clock } = world.host('alice');
    const woken: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => clock.alarm(() => woken.push(`${name} at ${clock.now()}`)));
    a.set(10, false);
    b.set(20, false);
    c.set(30, false);
    a.set(25, true);
    b.clear();
    c.set(Infinity, false);
    await world.advance(100);
    expect(woken).toEqual(['a at 25']);
    expect(world.now).toBe(100);
  });
});

describe('auto time', () => {
  test('jumps to foreground events by itself, in no real time', async () => {
    const world = new SimulatedNetwork({ seed: 1, latencyMs: 100 });
    const [alice, bob] = [await endpoint(world, 'alice'), await endpoint(world, 'bob')];
    alice.send(bob, 1);
    await world.until(() => bob.arrivals.length > 0);
    expect(world.now).toBe(100);
  });

  test('leaves what fake timers do to the test', async () => {
    const world = new SimulatedNetwork({ seed: 1, latencyMs: 100 });
    const [alice, bob] = [await endpoint(world, 'alice'), await endpoint(world, 'bob')];
    sinon.useFakeTimers();
    alice.send(bob, 1);
    await world.until(() => bob.arrivals.length > 0);
    expect(world.now).toBe(100);
  });

  test('with only housekeeping goes on slowly', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const house = keepHouse(world.host('alice'), 5000);
    const start = performance.now();
    await realMs(40);
    expect(house.wakes).toBeGreaterThan(0);
    expect(house.wakes).toBeLessThanOrEqual(performance.now() - start);
    world.close();
    const { wakes } = house;
    await realMs(10);
    expect(house.wakes).toBe(wakes);
  });

  test('ten idle minutes pass with every housekeeping alarm in them', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const houses = Array.from({ length: 10 }, (_, i) => keepHouse(world.host(`host-${i}`), 5000));
    await world.advance(600_000);
    expect(world.now).toBe(600_000);
    for (const house of houses) expect(house.wakes).toBe(120);
    world.close();
  });

  test('a patience of half a minute leaves the application time for its own signalling', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const { clock } = world.host('alice');
    let outcome = '';
    const patience = clock.alarm(() => (outcome = 'failed'));
    patience.set(39_500, false);
    setTimeout(() => {
      patience.clear();
      outcome = `signalled at ${world.now}`;
    }, 2);
    await world.until(() => outcome !== '');
    expect(outcome).toBe('signalled at 0');
    patience.set(30_000, false);
    await world.until(() => outcome === 'failed');
    expect(world.now).toBe(30_000);
  });

  test('an idle world costs nothing and lets the process end', async () => {
    const script = `
      import { SimulatedNetwork } from './src/hosts/sim/simulated-network.ts';
      const world = new SimulatedNetwork({ seed: 1 });
      const { clock } = world.host('alice');
      let wakes = 0;
      const alarm = clock.alarm(() => { wakes++; alarm.set(clock.now() + 5000, true); });
      alarm.set(5000, true);
      const before = process.cpuUsage();
      setTimeout(() => {
        const { user, system } = process.cpuUsage(before);
        console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wakes }));
      }, 1000);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { timeout: 20_000 },
    );
    const { cpuMs, wakes } = JSON.parse(stdout) as { cpuMs: number; wakes: number };
    expect(wakes).toBeGreaterThan(10);
    expect(wakes).toBeLessThan(150);
    expect(cpuMs).toBeLessThan(150);
  });
});

describe('manual time', () => {
  test('moves only when told', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    alice.send(bob, 1);
    await realMs(5);
    expect(world.now).toBe(0);
    await world.advance(4);
    expect([world.now, bob.arrivals.length]).toEqual([4, 0]);
    await world.advance(6);
    expect([world.now, bob.arrivals.length]).toEqual([10, 1]);
  });

  test('settle stops where only housekeeping is left', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    keepHouse(alice.host, 3);
    alice.send(bob, 1);
    await world.settle();
    expect(world.now).toBe(10);
  });

  test('script that an instant causes comes before the next instant', async () => {
    const { world, alice, bob } = await twoEndpoints({ latencyMs: 10 });
    const { clock } = bob.host;
    const times: number[] = [];
    alice.send(bob, 1);
    clock.alarm(() => clock.queueTask(() => void Promise.resolve().then(() => times.push(clock.now())))).set(10, false);
    clock.alarm(() => times.push(clock.now())).set(10.5, false);
    await world.advance(20);
    expect(times).toEqual([10, 10.5]);
  });
});

describe('until', () => {
  test('holds at once where the predicate holds', async () => {
    const { world } = await twoEndpoints();
    await world.until(() => true);
    expect(world.now).toBe(0);
  });

  test('drives housekeeping too: a cut link is noticed by a consent check', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const house = keepHouse(world.host('alice'), 5000);
    await world.until(() => house.wakes === 7);
    expect(world.now).toBe(35_000);
    world.close();
  });

  test('rejects when its time is over, and says what is armed', async () => {
    const world = new SimulatedNetwork({ seed: 1 });
    keepHouse(world.host('alice'), 5000);
    await expect(world.until(() => false, { timeoutMs: 12_000 })).rejects.toThrow(
      'until: the predicate does not hold at virtual time 12000 ms, and its time is over; ' +
        'armed: an alarm of alice at 15000 ms (housekeeping)',
    );
    world.close();
  });

  test('rejects when nothing is left that could help', async () => {
    const { world } = await twoEndpoints({ time: 'auto' });
    await expect(world.until(() => false)).rejects.toThrow('nothing is left that could change it; nothing is armed');
  });

  test('waits a moment for what the application does on its own', async () => {
    const { world } = await twoEndpoints({ time: 'auto' });
    let isDone = false;
    setTimeout(() => (isDone = true), 30);
    await world.until(() => isDone);
  });

  test('hands on what the predicate throws, and ends with the world', async () => {
    const { world } = await twoEndpoints({ time: 'auto' });
    const mistake = new TypeError('mine');
    await expect(
      world.until(() => {
        throw mistake;
      }),
    ).rejects.toBe(mistake);
    const pending = world.until(() => false);
    world.close();
    await expect(pending).rejects.toThrow('the world is closed');
    await expect(world.advance(1)).rejects.toThrow('the world is closed');
  });
});

describe('ambient time', () => {
  test('is real time where timers are real', async () => {
    const { world, alice, bob } = await twoEndpoints({ time: 'ambient', latencyMs: 15 });
    const start = performance.now();
    alice.send(bob, 1);
    await world.until(() => bob.arrivals.length > 0);
    expect(performance.now() - start).toBeGreaterThanOrEqual(14);
    expect(world.now).toBeGreaterThanOrEqual(15);
  });

  test('without latency needs no timers: everything arrives while fake ones are frozen', async () => {
    const fakes = sinon.useFakeTimers();
    const { world, alice, bob } = await twoEndpoints({ time: 'ambient' });
    alice.send(bob, 1);
    await world.until(() => bob.arrivals.length > 0);
    bob.send(alice, 2);
    await world.settle();
    expect(alice.arrivals).toHaveLength(1);
    expect(fakes.now).toBe(0);
  });

  test('follows fake timers, installed before or after the world was made', async () => {
    const { world, alice, bob } = await twoEndpoints({ time: 'ambient', latencyMs: 1000 });
    const fakes = sinon.useFakeTimers();
    const start = world.now;
    alice.send(bob, 1);
    await fakes.tickAsync(999);
    expect(bob.arrivals).toHaveLength(0);
    await fakes.tickAsync(1);
    expect(bob.arrivals).toHaveLength(1);
    expect(world.now - start).toBeCloseTo(1000, 0);
    fakes.restore();
    expect(world.now - start).toBeLessThan(2000);
  });

  test('follows fake timers that leave the clock alone', async () => {
    const fakes = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { world, alice } = await twoEndpoints({ time: 'ambient' });
    const house = keepHouse(alice.host, 5000, false);
    await fakes.tickAsync(15_100);
    expect(house.wakes).toBe(3);
    expect(world.now).toBeGreaterThanOrEqual(15_000);
    world.close();
  });

  test('a goal that frozen timers cannot reach is given up', async () => {
    sinon.useFakeTimers();
    const { world, alice } = await twoEndpoints({ time: 'ambient' });
    alice.host.clock.alarm(() => {}).set(50, false);
    await expect(world.until(() => false)).rejects.toThrow('the ambient timers stand still; armed: an alarm of alice');
    world.close();
  });
});
