import type { Clock } from '../../../ports/clock.ts';
import type { StunError } from '../../../stun/error-code.ts';
import { BINDING } from '../../../stun/header.ts';
import type { StunMessage } from '../../../stun/message.ts';
import { ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH } from '../../../turn/attribute-type.ts';
import type { FaultHandle } from '../fault-handle.ts';
import type { Journal } from '../journal.ts';
import { requireFinite, requireInteger } from '../validate.ts';
import { DelayLine } from './delay-line.ts';

export type StunMethod = 'binding' | 'allocate' | 'refresh' | 'create-permission' | 'channel-bind';

/** An answer that every request of a method gets, or every request at all. */
export interface ErrorResponse {
  /** 300…699. */
  readonly code: number;
  /** Default: what RFC 8489 or RFC 8656 calls it. */
  readonly reason?: string;
  /** Default: all methods. */
  readonly method?: StunMethod;
}

const METHODS: Readonly<Record<StunMethod, number>> = {
  binding: BINDING,
  allocate: ALLOCATE,
  refresh: REFRESH,
  'create-permission': CREATE_PERMISSION,
  'channel-bind': CHANNEL_BIND,
};

const REASONS: Readonly<Record<number, string>> = {
  300: 'Try Alternate',
  400: 'Bad Request',
  401: 'Unauthenticated',
  403: 'Forbidden',
  437: 'Allocation Mismatch',
  438: 'Stale Nonce',
  440: 'Address Family not Supported',
  441: 'Wrong Credentials',
  442: 'Unsupported Transport Protocol',
  486: 'Allocation Quota Reached',
  500: 'Server Error',
  508: 'Insufficient Capacity',
};

/** What a server of the world does wrong while it is told to. */
export class ServerFaults {
  readonly #name: string;
  readonly #journal: Journal;
  readonly #line: DelayLine;
  #delayMs = 0;
  #silences = 0;
  #responses: { readonly error: StunError; readonly method: number | undefined }[] = [];

  constructor(name: string, clock: Clock, journal: Journal) {
    this.#name = name;
    this.#journal = journal;
    this.#line = new DelayLine(clock);
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  setDelay(delayMs: number): void {
    this.#delayMs = requireFinite('delayMs', delayMs);
    this.tell(`thinks for ${delayMs} ms`);
  }

  silence(): FaultHandle {
    this.#silences++;
    return this.apply('is silent', () => void this.#silences--);
  }

  /** The latest that fits a request is its answer. */
  respondWith({ code, reason, method }: ErrorResponse): FaultHandle {
    requireInteger('code', code, 300, 699);
    if (method !== undefined && !Object.hasOwn(METHODS, method)) {
      throw new RangeError(`method: ${String(method)} is not one of ${Object.keys(METHODS).join(', ')}`);
    }
    const error = { code, reason: reason ?? REASONS[code] ?? 'Error' };
    const response = { error, method: method && METHODS[method] };
    this.#responses.unshift(response);
    return this.apply(
      `answers ${method ?? 'everything'} with ${error.code}`,
      () => void (this.#responses = this.#responses.filter((other) => other !== response)),
    );
  }

  /** Something else that is wrong from now on; `what` stands behind the server's name. */
  apply(what: string, undo: () => void): FaultHandle {
    return this.#journal.fault(() => `${this.#name} ${what}`, undo);
  }

  /** Something that happens to it and is over at once. */
  tell(what: string): void {
    this.#journal.tell(() => ({ type: 'change', what: `${this.#name} ${what}` }));
  }

  /** Whatever comes in passes here, sooner, later or never. */
  readonly gate = (pass: () => void): void => {
    if (this.#silences > 0) return;
    if (this.#delayMs === 0) pass();
    else this.#line.add(pass, this.#delayMs);
  };

  readonly refuse = (request: StunMessage): StunError | undefined =>
    this.#responses.find(({ method }) => method === undefined || method === request.method)?.error;
}
