import type { ConnectionWatcher, WatchedState } from '../api/watcher.ts';
import type { DtlsSecrets } from '../dtls/types.ts';
import type { SocketAddress } from '../ports/network.ts';
import type { TransportNews, TransportOptions } from '../transport/types.ts';
import { hexOf } from '../util/bytes.ts';
import { describeNews } from './describe-news.ts';
import type { ConnectionId, StateMachine, TraceEntry } from './entries.ts';

/** Where its entries go. */
export interface EntrySink {
  now(): number;
  add(entry: TraceEntry): void;
  /** Numbers the calls of a trace. */
  nextCall(): number;
}

/** Records what one connection does: its calls, states and events, and the news of its transports. */
export class ConnectionRecorder implements ConnectionWatcher {
  readonly #id: ConnectionId;
  readonly #sink: EntrySink;
  #transports = 0;

  constructor(id: ConnectionId, sink: EntrySink) {
    this.#id = id;
    this.#sink = sink;
  }

  stateChanged(machine: WatchedState, state: string, channel?: string): void {
    this.#state(machine, state, { of: channel });
  }

  eventFired(event: string, detail?: string, channel?: string): void {
    this.#sink.add({ ...this.#stamp(), type: 'event', event, ...given({ of: channel, detail }) });
  }

  called(method: string, argument?: unknown): (outcome: 'resolved' | 'rejected', value: unknown) => void {
    const call = this.#sink.nextCall();
    this.#sink.add({ ...this.#stamp(), type: 'call', call, method, ...given({ argument: textOf(argument) }) });
    if (method === 'close') this.#closed();
    return (outcome, value) => {
      this.#sink.add({ ...this.#stamp(), type: 'settled', call, method, outcome, ...given({ value: textOf(value) }) });
    };
  }

  watchTransport(options: TransportOptions): TransportOptions {
    const transport = String(++this.#transports);
    return {
      ...options,
      onNews: (news) => {
        this.#news(news, transport);
        options.onNews(news);
      },
      onSecrets: (secrets) => {
        this.#secrets(secrets);
        options.onSecrets?.(secrets);
      },
    };
  }

  #news(news: TransportNews, of: string): void {
    switch (news.type) {
      case 'ice-state':
        return this.#state('ice-transport', news.state, { of, reason: news.reason });
      case 'dtls-state':
        return this.#state('dtls-transport', news.state, { of, reason: news.reason });
      case 'sctp-connected':
        return this.#state('sctp-transport', 'connected', { of });
      case 'sctp-closed':
        return this.#state('sctp-transport', 'closed', { of, reason: `${news.reason} ${news.message}`.trim() });
      default: {
        const detail = describeNews(news);
        if (detail === undefined) return;
        this.#sink.add({
          ...this.#stamp(),
          type: 'transport',
          news: news.type,
          detail,
          ...given({ socket: socketOf(news) }),
        });
      }
    }
  }

  /** No event says so: https://w3c.github.io/webrtc-pc/#dfn-close-the-connection. */
  #closed(): void {
    for (const machine of ['signaling', 'ice-connection', 'connection'] as const) this.#state(machine, 'closed', {});
  }

  #secrets({ clientRandom, serverRandom, masterSecret, cipherSuite }: DtlsSecrets): void {
    this.#sink.add({
      at: this.#sink.now(),
      type: 'secrets',
      host: this.#id.host,
      clientRandom: hexOf(clientRandom),
      serverRandom: hexOf(serverRandom),
      masterSecret: hexOf(masterSecret),
      cipherSuite,
    });
  }

  #state(machine: StateMachine, state: string, more: { of?: string; reason?: string }): void {
    this.#sink.add({ ...this.#stamp(), type: 'state', machine, state, ...given(more) });
  }

  #stamp(): ConnectionId & { readonly at: number } {
    return { at: this.#sink.now(), ...this.#id };
  }
}

function socketOf(news: TransportNews): SocketAddress | undefined {
  if (news.type !== 'ice-candidate' || news.candidate.type !== 'host') return undefined;
  const { address, port } = news.candidate;
  return { address, port };
}

/** Without what is not there, as it is in a trace that was read. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** JSON where there is something to say; passwords of TURN servers are nobody's business. */
function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (isError(value)) return `${value.name}: ${value.message}`;
  return JSON.stringify(value, (name, part: unknown) =>
    name === 'credential' || name === 'certificates' ? undefined : part,
  );
}

/** Of whatever realm. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
