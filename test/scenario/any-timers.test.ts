import { ModernFakeTimers } from '@jest/fake-timers';
import sinon from 'sinon';
import { describe, expect, test, vi } from 'vitest';
import type { SimulatedNetwork, SimulatedNetworkOptions } from '../../src/sim.node.ts';
import { eventOf, twoPeers } from '../support/two-peers.ts';

/** A way to have timers: what a test does before, how it lets time pass until a promise is settled, and after. */
interface TimerKind {
  readonly world: SimulatedNetworkOptions;
  readonly install: (world: SimulatedNetwork) => void | Promise<unknown>;
  readonly settle: <T>(outcome: Promise<T>) => Promise<T>;
  readonly uninstall: () => void;
}

/** Real time passes by itself; a world of its own time as well. */
const letPass = <T>(outcome: Promise<T>): Promise<T> => outcome;

/** Fake time passes when it is told to. */
function advancingBy(advance: (ms: number) => Promise<unknown>) {
  return async <T>(outcome: Promise<T>): Promise<T> => {
    const state = { isOver: false };
    const end = outcome.finally(() => (state.isOver = true));
    end.catch(() => undefined);
    while (!state.isOver) await advance(5);
    return end;
  };
}

function sinonTimers(): TimerKind {
  let clock: sinon.SinonFakeTimers;
  return {
    world: { time: 'ambient' },
    install: () => void (clock = sinon.useFakeTimers()),
    settle: advancingBy((ms) => clock.tickAsync(ms)),
    uninstall: () => sinon.restore(),
  };
}

function jestTimers(): TimerKind {
  const timers = new ModernFakeTimers({
    config: { rootDir: '.', fakeTimers: {} } as unknown as ConstructorParameters<typeof ModernFakeTimers>[0]['config'],
    global: globalThis,
  });
  return {
    world: { time: 'ambient' },
    install: () => timers.useFakeTimers(),
    settle: advancingBy((ms) => timers.advanceTimersByTimeAsync(ms)),
    uninstall: () => timers.useRealTimers(),
  };
}

const kinds: Readonly<Record<string, () => TimerKind>> = {
  'real timers': () => ({ world: { time: 'ambient' }, install: () => {}, settle: letPass, uninstall: () => {} }),
  sinon: sinonTimers,
  vitest: () => ({
    world: { time: 'ambient' },
    install: () => void vi.useFakeTimers(),
    settle: advancingBy((ms) => vi.advanceTimersByTimeAsync(ms)),
    uninstall: () => vi.useRealTimers(),
  }),
  jest: jestTimers,
  'the world’s own clock': () => ({
    world: { time: 'auto' },
    install: (world) => world.installTimers(globalThis),
    settle: letPass,
    uninstall: () => {},
  }),
};

describe.each(Object.entries(kinds))('with %s', (name, create) => {
  test('an application that measures time with timers and Date works as it always does', async () => {
    const { world: options, install, settle, uninstall } = create();
    const { world, alice, bob, end } = await twoPeers({ seed: 3, ...options });
    world.link('alice', 'bob').latencyMs = 20;
    await install(world);
    try {
      const { answers, tookMs } = await settle(pingThreeTimes(alice.channel, bob.channel));
      expect(answers).toEqual(['ping 0', 'ping 1', 'ping 2', 'nothing more for 150 ms']);
      // Three periods, a round trip and a silence; a busy machine's real timers may be late.
      expect(tookMs).toBeGreaterThanOrEqual(3 * 50 + 40 + 150 - 2);
      if (name !== 'real timers') expect(tookMs).toBeLessThan(3 * 50 + 40 + 150 + 20);
    } finally {
      end();
      uninstall();
    }
  });
});

/** The application under test: it knows nothing of worlds. */
async function pingThreeTimes(
  near: RTCDataChannel,
  far: RTCDataChannel,
): Promise<{ answers: string[]; tookMs: number }> {
  const answers: string[] = [];
  const start = Date.now();
  far.onmessage = ({ data }) => far.send(data as string);
  let sent = 0;
  const pinging = setInterval(() => {
    if (sent < 3) near.send(`ping ${sent++}`);
    else clearInterval(pinging);
  }, 50);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const done = new EventTarget();
  near.onmessage = ({ data }) => {
    answers.push(data as string);
    clearTimeout(silence);
    silence = setTimeout(() => done.dispatchEvent(new Event('silence')), 150);
  };
  await eventOf(done, 'silence');
  answers.push('nothing more for 150 ms');
  return { answers, tookMs: Date.now() - start };
}
