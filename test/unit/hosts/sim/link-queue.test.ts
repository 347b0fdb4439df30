import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Codel } from '../../../../src/hosts/sim/codel.ts';
import { DrivenLink } from './drive-link.ts';

/** 100 bytes of payload are 128 on the wire: 1024 bits, a millisecond at this rate. */
const RATE = 1_024_000;

describe('a token bucket', () => {
  test('lets a burst through at once, then only the rate', () => {
    const { fates } = new DrivenLink({ bandwidthBps: RATE, burstBytes: 512 }).send(10, 0).finish();
    expect(fates.flatMap(({ arrivals }) => arrivals)).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
  });

  test('fills again while nothing is sent, up to its depth', () => {
    const link = new DrivenLink({ bandwidthBps: RATE, burstBytes: 512 }).send(4, 0).runUntil(2).send(3, 0);
    link.runUntil(1000).send(6, 0).finish();
    const arrivals = link.fates.map((fate) => fate.arrivals[0]);
    expect(arrivals).toEqual([0, 0, 0, 0, 2, 2, 3, 1000, 1000, 1000, 1000, 1001, 1002]);
  });

  test('never lets more through, in any interval, than its depth and what the rate gives', () => {
    const sends = fc.array(fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), fc.integer({ min: 0, max: 1200 })), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(sends, fc.integer({ min: 0, max: 4000 }), (sent, burstBytes) => {
        const link = new DrivenLink({ bandwidthBps: RATE, burstBytes, queueBytes: 1e6 });
        for (const [pauseMs, bytes] of sent) {
          link.send(1, 0, bytes);
          link.runUntil(link.timeline.now + pauseMs);
        }
        const passed = link.finish().fates.map(({ arrivals, bytes }) => ({ at: arrivals[0], bytes: bytes + 28 }));
        for (const [i, first] of passed.entries()) {
          let bytes = 0;
          for (const { at, bytes: more } of passed.slice(i)) {
            bytes += more;
            const most = Math.max(burstBytes, first.bytes) + ((at - first.at) * RATE) / 8000;
            expect(bytes).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a queue', () => {
  test('serves those who wait at the new rate when the rate changes', () => {
    const link = new DrivenLink({ bandwidthBps: RATE }).send(6, 0).runUntil(1.5);
    link.direction.change({ bandwidthBps: RATE / 10 });
    link.finish();
    // The second was on the wire already.
    expect(link.fates.flatMap(({ arrivals }) => arrivals)).toEqual([1, 2, 12, 22, 32, 42]);
  });

  test('lets everybody go at once when there is no limit any more', () => {
    const link = new DrivenLink({ bandwidthBps: RATE }).send(4, 0).runUntil(1.5);
    link.direction.change({ bandwidthBps: Infinity });
    link.send(1, 0).finish();
    expect(link.fates.flatMap(({ arrivals }) => arrivals)).toEqual([1, 2, 1.5, 1.5, 1.5]);
  });

  test('takes one packet however small it is, if nobody else is there', () => {
    const { fates } = new DrivenLink({ bandwidthBps: RATE, queueBytes: 0 }).send(3, 0.6).finish();
    expect(fates.map(({ drop }) => drop)).toEqual([undefined, 'queue', undefined]);
  });

  test('with CoDel keeps the wait near its target where tail drop lets it grow to the end of the queue', () => {
    const waits = (queueDiscipline: 'tail-drop' | 'codel'): number => {
      const link = new DrivenLink({ bandwidthBps: 10e6, queueBytes: 250_000, queueDiscipline, latencyMs: 10 });
      return medianWaitOfSender(link);
    };
    expect(waits('tail-drop')).toBeGreaterThan(40);
    expect(waits('codel')).toBeLessThan(5);
  });

  test('with CoDel lets a burst pass that is over within its interval', () => {
    const { fates } = new DrivenLink({ bandwidthBps: 10e6, queueDiscipline: 'codel', queueBytes: 1e6 })
      .send(80, 0, 1200)
      .finish();
    expect(fates.filter(({ drop }) => drop !== undefined)).toEqual([]);
  });
});

describe('CoDel', () => {
  test('decides as the pseudocode of RFC 8289 §5 does', () => {
    const packets = fc.array(
      fc.record({
        gapMs: fc.double({ min: 0, max: 30, noNaN: true }),
        waitMs: fc.integer({ min: 0, max: 40 }),
        left: fc.integer({ min: 0, max: 6000 }),
      }),
      { minLength: 1, maxLength: 400 },
    );
    fc.assert(
      fc.property(packets, (sequence) => {
        const codel = new Codel({ targetMs: 5, intervalMs: 100 });
        const reference = new Reference(5, 100);
        let now = 0;
        for (const { gapMs, waitMs, left } of sequence) {
          // After a drop the next packet leaves at the same moment.
          if (!reference.isInTurn) now += gapMs;
          expect(codel.drops(waitMs, left, now)).toBe(reference.drops(waitMs, left, now));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('drops ever sooner while nothing helps: after 100 ms, then after 100/√n more', () => {
    const codel = new Codel({ targetMs: 5, intervalMs: 100 });
    const drops: number[] = [];
    for (let now = 0; now < 600; now++) {
      while (codel.drops(50, 50_000, now)) drops.push(now);
    }
    expect(drops.slice(0, 5)).toEqual([100, 200, 271, 329, 379]);
  });
});

/** The deque() of the RFC, one packet a call: a generator that is handed packets and says which it drops. */
class Reference {
  readonly #target: number;
  readonly #interval: number;
  readonly #steps: Generator<boolean, never, { wait: number; left: number; now: number }>;
  isInTurn = false;

  constructor(target: number, interval: number) {
    this.#target = target;
    this.#interval = interval;
    this.#steps = this.#deque();
    this.#steps.next();
  }

  drops(wait: number, left: number, now: number): boolean {
    this.isInTurn = this.#steps.next({ wait, left, now }).value;
    return this.isInTurn;
  }

  *#deque(): Generator<boolean, never, { wait: number; left: number; now: number }> {
    let [firstAbove, dropNext, count, lastCount, dropping] = [0, 0, 0, 0, false];
    const okToDrop = ({ wait, left, now }: { wait: number; left: number; now: number }): boolean => {
      if (wait < this.#target || left <= 1500) firstAbove = 0;
      else if (firstAbove === 0) firstAbove = now + this.#interval;
      else if (now >= firstAbove) return true;
      return false;
    };
    const law = (time: number): number => time + this.#interval / Math.sqrt(count);
    let packet = yield false;
    for (;;) {
      let isOk = okToDrop(packet);
      if (dropping) {
        if (!isOk) dropping = false;
        while (dropping && packet.now >= dropNext) {
          count++;
          packet = yield true;
          isOk = okToDrop(packet);
          if (!isOk) dropping = false;
          else dropNext = law(dropNext);
        }
      } else if (isOk) {
        packet = yield true;
        okToDrop(packet);
        dropping = true;
        const delta = count - lastCount;
        count = 1;
        if (delta > 1 && packet.now - dropNext < 16 * this.#interval) count = delta;
        dropNext = law(packet.now);
        lastCount = count;
      }
      packet = yield false;
    }
  }
}

/** A sender with additive increase and halving on loss, over ten seconds: how long its packets waited in the queue. */
function medianWaitOfSender(link: DrivenLink): number {
  const roundTripMs = 40;
  let window = 10;
  let dropsBefore = 0;
  for (let round = 0; round < 250; round++) {
    link.send(Math.floor(window), roundTripMs / Math.floor(window), 1200);
    const drops = link.fates.filter(({ drop }) => drop !== undefined).length;
    window = drops > dropsBefore ? Math.max(window / 2, 10) : window + 1;
    dropsBefore = drops;
  }
  link.finish();
  const waits = link.fates.slice(1000).flatMap(({ arrivals, sentAt }) => arrivals.map((at) => at - sentAt - 10));
  return waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)];
}
