import { describe, expect, test } from 'vitest';
import { candidatePriority, Foundations } from '../../../src/ice/candidate.ts';
import { followsNomination, planNomination } from '../../../src/ice/nomination.ts';
import { baseAt, sessionWith } from './ice-parts.ts';

describe('priorities, RFC 8445 §5.1.2', () => {
  test('of candidates put type before preference', () => {
    expect(candidatePriority('host', 65_535)).toBe(2_130_706_431);
    expect(candidatePriority('relay', 0)).toBe(255);
    const { host, prflx, srflx, relay } = {
      host: candidatePriority('host', 0),
      prflx: candidatePriority('prflx', 65_535),
      srflx: candidatePriority('srflx', 65_535),
      relay: candidatePriority('relay', 65_535),
    };
    expect([relay, host, srflx, prflx].sort((a, b) => b - a)).toEqual([host, prflx, srflx, relay]);
  });

  test('of pairs are the same on both sides', () => {
    const { pairs } = sessionWith([baseAt('192.0.2.1', 5), baseAt('192.0.2.2', 9)], [7, 3]);
    const asControlling = pairs.map((pair) => pair.snapshot().priority);
    for (const pair of pairs) {
      const [ours, theirs] = [pair.local.candidate.priority, pair.remote.candidate.priority];
      const expected = 2 ** 32 * Math.min(ours, theirs) + 2 * Math.max(ours, theirs) + (ours > theirs ? 1 : 0);
      expect(pair.snapshot().priority).toBe(expected);
    }
    expect(asControlling).toEqual([...asControlling].sort((a, b) => b - a));
  });
});

test('foundations are equal for equal type, base and server, and count up', () => {
  const foundations = new Foundations();
  expect(foundations.of('host', '192.0.2.1')).toBe('1');
  expect(foundations.of('srflx', '192.0.2.1', '198.51.100.1')).toBe('2');
  expect(foundations.of('host', '192.0.2.1')).toBe('1');
  expect(foundations.of('srflx', '192.0.2.1', '198.51.100.2')).toBe('3');
});

describe('the check list, RFC 8445 §6.1', () => {
  test('starts with one pair of each foundation waiting, the rest frozen', () => {
    const { pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 3], 'same');
    expect(pairs.map(({ state }) => state)).toEqual(['waiting', 'frozen']);
  });

  test('checks waiting pairs in order of priority, then frozen ones whose foundation is idle', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 3], 'same');
    const first = session.checkList.takeNext()!;
    expect(first).toBe(pairs[0]);
    first.state = 'in-progress';
    expect(session.checkList.takeNext()).toBeUndefined();
    first.state = 'failed';
    expect(session.checkList.takeNext()).toBe(pairs[1]);
  });

  test('unfreezes the kin of a pair that succeeded', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 3], 'same');
    pairs[0].state = 'succeeded';
    session.checkList.unfreeze(pairs[0].foundation);
    expect(pairs[1].state).toBe('waiting');
  });

  test('lets triggered checks go first, once each, and not those that have succeeded', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 5, 3]);
    session.checkList.trigger(pairs[2]);
    session.checkList.trigger(pairs[2]);
    session.checkList.trigger(pairs[1]);
    pairs[1].state = 'succeeded';
    expect(session.checkList.takeNext()).toBe(pairs[2]);
    pairs[2].state = 'in-progress';
    expect(session.checkList.takeNext()).toBe(pairs[0]);
  });

  test('holds a hundred pairs, the best', () => {
    const preferences = Array.from({ length: 100 }, (_, i) => i + 1);
    const { pairs } = sessionWith([baseAt('192.0.2.1', 5000), baseAt('192.0.2.2', 6000)], preferences);
    expect(pairs).toHaveLength(100);
    expect(Math.min(...pairs.map(({ remote }) => remote.candidate.priority))).toBe(candidatePriority('host', 51));
  });
});

describe('nomination', () => {
  test('is due at once when the best pair works', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 3]);
    pairs[0].state = 'succeeded';
    expect(planNomination(session, undefined, undefined, 5)).toEqual({ pair: pairs[0], at: -Infinity });
  });

  test('waits a little for a better pair that is still being checked', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 3]);
    pairs[0].state = 'in-progress';
    pairs[1].state = 'succeeded';
    pairs[1].noteResponse(20, 1000);
    expect(planNomination(session, undefined, undefined, 5)).toEqual({ pair: pairs[1], at: 1040 });
    pairs[0].state = 'failed';
    expect(planNomination(session, undefined, undefined, 5)).toEqual({ pair: pairs[1], at: -Infinity });
  });

  test('leaves a living pair only for a better one', () => {
    const { session, pairs } = sessionWith([baseAt('192.0.2.1', 9)], [7, 5, 3]);
    pairs[1].state = 'succeeded';
    expect(planNomination(session, pairs[1], undefined, 5)).toBeUndefined();
    pairs[2].state = 'succeeded';
    expect(planNomination(session, pairs[1], undefined, 5)).toBeUndefined();
    pairs[0].state = 'succeeded';
    expect(planNomination(session, pairs[1], undefined, 5)?.pair).toBe(pairs[0]);
  });

  test('by the peer is followed upwards, and downwards only with reason', () => {
    const [better, worse] = sessionWith([baseAt('192.0.2.1', 9)], [7, 3]).pairs;
    expect(followsNomination(worse, true, undefined, false, 0)).toBe(true);
    expect(followsNomination(better, true, worse, false, 0)).toBe(true);
    expect(followsNomination(worse, true, better, false, 100)).toBe(false);
    expect(followsNomination(worse, true, better, true, 100)).toBe(true);
    expect(followsNomination(worse, true, better, false, 10_000)).toBe(true);
    expect(followsNomination(worse, false, better, false, 10_000)).toBe(false);
  });
});
