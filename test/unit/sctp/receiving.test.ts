import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataTracker } from '../../../src/sctp/rx/data-tracker.ts';
import { IncomingResets } from '../../../src/sctp/rx/incoming-resets.ts';
import { ReassemblyQueue } from '../../../src/sctp/rx/reassembly-queue.ts';
import type { SctpNews } from '../../../src/sctp/types.ts';
import { Queue } from '../../../src/util/queue.ts';

describe('DataTracker', () => {
  test('agrees with a set of numbers, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 120 }), (offsets) => {
        const first = 0xffff_fff0;
        const tracker = new DataTracker(first);
        const seen = new Set<number>();
        for (const offset of offsets) {
          expect(tracker.observe(tracker.unwrap((first + offset) >>> 0))).toBe(!seen.has(offset));
          seen.add(offset);
        }
        let cumulative = -1;
        while (seen.has(cumulative + 1)) cumulative++;
        expect(tracker.cumulativeTsn - first).toBe(cumulative);
        const inGaps = new Set<number>();
        for (let i = 0; i < tracker.gaps.length; i += 2) {
          for (let tsn = tracker.gaps[i]; tsn <= tracker.gaps[i + 1]; tsn++) inGaps.add(tsn - first);
        }
        expect([...inGaps]).toEqual([...seen].filter((offset) => offset > cumulative).sort((a, b) => a - b));
      }),
    );
  });

  test('every second packet is acknowledged at once, a single one later', () => {
    const tracker = new DataTracker(1);
    tracker.observe(1);
    tracker.packetEnded();
    expect(tracker.sackUrgency).toBe('delayed');
    tracker.observe(2);
    tracker.packetEnded();
    expect(tracker.sackUrgency).toBe('now');
    tracker.sackSent();
    expect(tracker.sackUrgency).toBe('none');
  });

  test('gaps and duplicates are reported at once', () => {
    const tracker = new DataTracker(1);
    tracker.observe(3);
    expect(tracker.sackUrgency).toBe('now');
    tracker.sackSent();
    tracker.observe(3);
    expect(tracker.duplicates).toEqual([3]);
    expect(tracker.sackUrgency).toBe('now');
  });

  test('what lies further ahead than a gap block can say is not taken', () => {
    const tracker = new DataTracker(1);
    expect(tracker.observe(0x1_0000)).toBe(false);
    expect(tracker.observe(0xffff)).toBe(true);
  });

  test('FORWARD TSN swallows gaps', () => {
    const tracker = new DataTracker(1);
    for (const tsn of [3, 4, 7, 8, 10]) tracker.observe(tsn);
    tracker.forwardTo(6);
    expect([tracker.cumulativeTsn, tracker.gaps]).toEqual([8, [10, 10]]);
    tracker.forwardTo(9);
    expect([tracker.cumulativeTsn, tracker.gaps]).toEqual([10, []]);
    tracker.forwardTo(5);
    expect(tracker.cumulativeTsn).toBe(10);
  });
});

describe('ReassemblyQueue', () => {
  const BEGIN = 2;
  const END = 1;
  const UNORDERED = 4;

  function queue(maxMessageBytes = 1000) {
    const news = new Queue<SctpNews>();
    const reassembly = new ReassemblyQueue(maxMessageBytes, news);
    const taken = (): string[] =>
      Array.from({ length: news.length }, () => {
        const message = news.shift() as Extract<SctpNews, { type: 'message' }>;
        return `${message.streamId}:${[...message.data].join('')}`;
      });
    const add = (tsn: number, flags: number, streamId: number, sequence: number, ...data: number[]): string[] => {
      reassembly.add(tsn, flags, streamId, sequence, 51, Uint8Array.from(data));
      return taken();
    };
    return { reassembly, add, taken };
  }

  test('joins fragments that come in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        const { reassembly, add } = queue();
        const out = order.map((i) => add(10 + i, i === 0 ? BEGIN : i === 5 ? END : 0, 1, 0, i));
        expect(out.slice(0, -1).flat()).toEqual([]);
        expect(out.at(-1)).toEqual(['1:012345']);
        expect(reassembly.heldBytes(15)).toBe(0);
      }),
    );
  });

  test('orders messages within a stream, and only there', () => {
    const { add } = queue();
    expect(add(11, BEGIN | END, 1, 1, 1)).toEqual([]);
    expect(add(12, BEGIN | END, 2, 0, 9)).toEqual(['2:9']);
    expect(add(13, BEGIN | END | UNORDERED, 1, 0, 7)).toEqual(['1:7']);
    expect(add(10, BEGIN | END, 1, 0, 0)).toEqual(['1:0', '1:1']);
  });

  test('sequence numbers wrap', () => {
    const { add } = queue();
    let delivered = 0;
    for (let i = 0; i < 0x1_0002; i++) delivered += add(i, BEGIN | END, 1, i & 0xffff, 1).length;
    expect(delivered).toBe(0x1_0002);
  });

  test('never joins the ends of two messages', () => {
    const { add } = queue();
    expect(add(10, BEGIN, 1, 0, 1)).toEqual([]);
    expect(add(11, END, 2, 0, 2)).toEqual([]);
    expect(add(11, END | UNORDERED, 1, 0, 2)).toEqual([]);
    expect(add(12, BEGIN | END, 3, 0, 3)).toEqual(['3:3']);
  });

  test('counts what it holds, but for the message that grows without holes', () => {
    const { reassembly, add } = queue();
    add(10, BEGIN, 1, 0, 1, 2, 3);
    add(12, 0, 1, 0, 4, 5);
    add(20, BEGIN | END, 1, 1, 6);
    expect(reassembly.heldBytes(10)).toBe(3);
    expect(reassembly.heldBytes(9)).toBe(6);
  });

  test('FORWARD TSN drops what is incomplete and delivers what waited', () => {
    const { reassembly, add, taken } = queue();
    add(10, BEGIN, 1, 0, 1);
    add(12, BEGIN | END, 1, 1, 2);
    add(13, BEGIN | END, 1, 3, 4);
    reassembly.forwardTo(11, [{ streamId: 1, streamSequence: 0 }]);
    expect(taken()).toEqual(['1:2']);
    reassembly.forwardTo(14, [{ streamId: 1, streamSequence: 2 }]);
    expect(taken()).toEqual(['1:4']);
    expect(reassembly.heldBytes(14)).toBe(0);
  });

  test('a message beyond the limit is noticed before it is complete', () => {
    const { reassembly, add } = queue(4);
    add(10, BEGIN, 1, 0, 1, 2, 3);
    expect(reassembly.isTooLarge).toBe(false);
    add(11, 0, 1, 0, 4, 5);
    expect(reassembly.isTooLarge).toBe(true);
  });

  test('a reset stream counts from 0 again', () => {
    const { reassembly, add } = queue();
    add(10, BEGIN | END, 1, 0, 1);
    expect(reassembly.resetStreams([1])).toEqual([1]);
    expect(add(11, BEGIN | END, 1, 0, 2)).toEqual(['1:2']);
  });
});

describe('IncomingResets', () => {
  const request = (requestSequence: number, lastAssignedTsn: number) =>
    ({ type: 'outgoing-reset', requestSequence, responseSequence: 0, lastAssignedTsn, streamIds: [1] }) as const;

  test('a repeated request gets the same answer and is performed once', () => {
    const resets = new IncomingResets(0xffff_ffff);
    expect(resets.judge(request(0xffff_ffff, 5), 5)).toEqual({ result: 1, isNew: true });
    expect(resets.judge(request(0xffff_ffff, 5), 5)).toEqual({ result: 1, isNew: false });
    expect(resets.judge(request(0, 6), 6)).toEqual({ result: 1, isNew: true });
    expect(resets.judge(request(9, 6), 6)).toEqual({ result: 5, isNew: false });
  });

  test.each([100, 101])(
    'while data is missing it is in progress, and performed when asked again as number %i',
    (again) => {
      const resets = new IncomingResets(100);
      expect(resets.judge(request(100, 8), 5)).toEqual({ result: 6, isNew: false });
      expect(resets.judge(request(again, 8), 8)).toEqual({ result: 1, isNew: true });
    },
  );

  test('what is not granted is denied', () => {
    const resets = new IncomingResets(100);
    expect(resets.deny(100)).toBe(2);
    expect(resets.deny(100)).toBe(2);
    expect(resets.deny(7)).toBe(5);
  });
});
