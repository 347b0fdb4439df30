import type { Queue } from '../../util/queue.ts';
import { DataFlag } from '../chunks/data-chunk.ts';
import type { SkippedStream } from '../chunks/forward-tsn-chunk.ts';
import type { SctpNews } from '../types.ts';
import { IncomingStreams } from './incoming-streams.ts';

/**
 * Joins fragments to messages, RFC 9260 §6.9. Fragments of one message have consecutive TSNs, so what is incomplete is
 * a list of runs of TSNs, and the payloads stay views of the datagrams they came in until the last one is here.
 */
export class ReassemblyQueue {
  readonly #maxMessageBytes: number;
  readonly #news: Queue<SctpNews>;
  readonly #streams: IncomingStreams;
  /** Ascending, none complete. */
  readonly #runs: Run[] = [];
  #runBytes = 0;
  #isTooLarge = false;

  constructor(maxMessageBytes: number, news: Queue<SctpNews>) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#news = news;
    this.#streams = new IncomingStreams(news);
  }

  /** A message grew beyond what was negotiated: the association has to end. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  /**
   * What counts against the receive window. A message that grows without holes from the cumulative TSN does not: it is
   * bounded by its own negotiated size, and were it counted, one larger than the window could never arrive.
   */
  heldBytes(cumulativeTsn: number): number {
    const held = this.#runBytes + this.#streams.waitingBytes;
    if (this.#runs.length === 0) return held;
    const first = this.#runs[0];
    return first.hasBegin && first.firstTsn <= cumulativeTsn ? held - first.bytes : held;
  }

  add(
    tsn: number,
    flags: number,
    streamId: number,
    streamSequence: number,
    payloadProtocolId: number,
    payload: Uint8Array,
  ): void {
    if ((flags & WHOLE) !== WHOLE) {
      return this.#addFragment(tsn, flags, streamId, streamSequence, payloadProtocolId, payload);
    }
    if (payload.length > this.#maxMessageBytes) this.#isTooLarge = true;
    else this.#complete(flags, streamId, streamSequence, payloadProtocolId, payload);
  }

  /** Drops what the peer gave up, and delivers what waited for it, RFC 3758 §3.6. */
  forwardTo(tsn: number, skipped: readonly SkippedStream[]): void {
    while (this.#runs.length > 0 && this.#runs[0].firstTsn <= tsn) {
      this.#runBytes -= (this.#runs.shift() as Run).bytes;
    }
    for (const { streamId, streamSequence } of skipped) this.#streams.skip(streamId, streamSequence);
  }

  resetStreams(streamIds: readonly number[]): readonly number[] {
    return this.#streams.reset(streamIds);
  }

  #complete(
    flags: number,
    streamId: number,
    streamSequence: number,
    payloadProtocolId: number,
    data: Uint8Array,
  ): void {
    const message = { type: 'message', streamId, payloadProtocolId, data } as const;
    if ((flags & DataFlag.unordered) !== 0) this.#news.push(message);
    else this.#streams.add(message, streamSequence);
  }

  #addFragment(
    tsn: number,
    flags: number,
    streamId: number,
    streamSequence: number,
    payloadProtocolId: number,
    payload: Uint8Array,
  ): void {
    const index = this.#indexAfter(tsn);
    let run = index > 0 ? this.#runs[index - 1] : undefined;
    let runIndex = index - 1;
    if (run !== undefined && (flags & DataFlag.begin) === 0 && continues(run, tsn, flags, streamId, streamSequence)) {
      run.fragments.push(payload);
    } else {
      run = startRun(tsn, flags, streamId, streamSequence, payloadProtocolId, payload);
      runIndex = index;
      this.#runs.splice(index, 0, run);
    }
    run.nextTsn = tsn + 1;
    run.bytes += payload.length;
    this.#runBytes += payload.length;
    if ((flags & DataFlag.end) !== 0) run.hasEnd = true;
    else this.#joinNext(runIndex);
    if (run.bytes > this.#maxMessageBytes) this.#isTooLarge = true;
    else if (run.hasBegin && run.hasEnd) this.#finish(runIndex);
  }

  /** Index of the first run that begins after `tsn`. */
  #indexAfter(tsn: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#runs[middle].firstTsn > tsn) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #joinNext(index: number): void {
    if (index + 1 >= this.#runs.length) return;
    const run = this.#runs[index];
    const next = this.#runs[index + 1];
    if (next.hasBegin || !continues(run, next.firstTsn, next.flags, next.streamId, next.streamSequence)) return;
    for (let i = 0; i < next.fragments.length; i++) run.fragments.push(next.fragments[i]);
    run.nextTsn = next.nextTsn;
    run.bytes += next.bytes;
    run.hasEnd = next.hasEnd;
    this.#runs.splice(index + 1, 1);
  }

  #finish(index: number): void {
    const run = this.#runs[index];
    if (index === this.#runs.length - 1) this.#runs.pop();
    else this.#runs.splice(index, 1);
    this.#runBytes -= run.bytes;
    this.#complete(run.flags, run.streamId, run.streamSequence, run.payloadProtocolId, joined(run));
  }
}

/** Fragments with consecutive TSNs, of one message. */
interface Run {
  readonly firstTsn: number;
  readonly flags: number;
  readonly streamId: number;
  readonly streamSequence: number;
  readonly payloadProtocolId: number;
  readonly hasBegin: boolean;
  readonly fragments: Uint8Array[];
  nextTsn: number;
  bytes: number;
  hasEnd: boolean;
}

function startRun(
  tsn: number,
  flags: number,
  streamId: number,
  streamSequence: number,
  payloadProtocolId: number,
  payload: Uint8Array,
): Run {
  return {
    firstTsn: tsn,
    flags,
    streamId,
    streamSequence,
    payloadProtocolId,
    hasBegin: (flags & DataFlag.begin) !== 0,
    fragments: [payload],
    nextTsn: tsn,
    bytes: 0,
    hasEnd: false,
  };
}

/** Whether the fragment is the next of the run's message. Fragments that contradict each other never join. */
function continues(run: Run, tsn: number, flags: number, streamId: number, streamSequence: number): boolean {
  if (run.nextTsn !== tsn || run.hasEnd || run.streamId !== streamId) return false;
  if (((run.flags ^ flags) & DataFlag.unordered) !== 0) return false;
  return (flags & DataFlag.unordered) !== 0 || run.streamSequence === streamSequence;
}

function joined(run: Run): Uint8Array {
  const whole = new Uint8Array(run.bytes);
  let offset = 0;
  for (let i = 0; i < run.fragments.length; i++) {
    whole.set(run.fragments[i], offset);
    offset += run.fragments[i].length;
  }
  return whole;
}

const WHOLE = DataFlag.begin | DataFlag.end;
