import { describe, expect, test } from 'vitest';
import { Consent } from '../../../src/ice/consent.ts';
import { TestRandom } from '../../pair/ice-world.ts';
import { baseAt, sessionWith } from './ice-parts.ts';

function watched(now = 0) {
  const [pair] = sessionWith([baseAt('192.0.2.1', 9)], [7]).pairs;
  pair.noteResponse(20, now);
  const consent = new Consent(new TestRandom(3));
  consent.watch(pair, now);
  return { pair, consent };
}

/** Lets time pass as the agent does, nobody answering; gives the times of the requests. */
function starve(consent: Consent, until: number): number[] {
  const asked: number[] = [];
  for (let now = consent.nextTimeout(); now <= until; now = consent.nextTimeout()) {
    consent.handleTimeout(now);
    if (consent.status === 'expired') break;
    if (!consent.isRequestDue(now)) continue;
    asked.push(now);
    consent.noteRequestSent(now);
  }
  return asked;
}

describe('consent, RFC 7675 §5.1', () => {
  test('is asked for every 4 to 6 s while answers come', () => {
    const { consent } = watched();
    const intervals = new Set<number>();
    for (let now = 0, round = 0; round < 50; round++) {
      const next = consent.nextTimeout();
      expect(next - now).toBeGreaterThanOrEqual(4000);
      expect(next - now).toBeLessThanOrEqual(6000);
      intervals.add(Math.round(next - now));
      consent.handleTimeout(next);
      expect(consent.status).toBe('fresh');
      consent.noteRequestSent(next);
      consent.noteResponse(next);
      now = next;
    }
    expect(intervals.size).toBeGreaterThan(40);
  });

  test('unanswered: in doubt after a quarter of a second, lost 7 s and over 30 s after the last answer', () => {
    const { consent } = watched();
    const [first, second] = starve(consent, 6999);
    expect(second - first).toBe(250);
    expect(consent.status).toBe('suspect');
    const later = starve(consent, 29_999);
    expect(consent.status).toBe('lost');
    expect(later[later.length - 1] - later[later.length - 2]).toBe(500);
    consent.handleTimeout(30_000);
    expect(consent.status).toBe('expired');
  });

  test('an answer at any time before the end makes it fresh again', () => {
    const { consent } = watched();
    starve(consent, 20_000);
    consent.noteResponse(20_000);
    expect(consent.status).toBe('fresh');
    expect(consent.nextTimeout()).toBeGreaterThanOrEqual(24_000);
  });

  test('of a pair that has not answered for long is asked for at once', () => {
    const { pair, consent } = watched();
    consent.watch(pair, 10_000);
    expect(consent.isRequestDue(10_000)).toBe(true);
    consent.handleTimeout(10_000);
    expect(consent.status).toBe('fresh');
  });

  test('of a pair that is gone is lost at once, and nobody is asked', () => {
    const { consent } = watched();
    consent.noteGone(1000);
    expect(consent.status).toBe('lost');
    expect(starve(consent, 31_000)).toEqual([]);
    expect(consent.status).toBe('expired');
  });

  test('stopped, it has no timer', () => {
    const { consent } = watched();
    consent.stop();
    expect(consent.nextTimeout()).toBe(Infinity);
    expect(consent.status).toBe('none');
  });
});
