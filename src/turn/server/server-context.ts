import type { Host } from '../../ports/host.ts';
import type { StunError } from '../../stun/error-code.ts';
import type { StunMessage } from '../../stun/message.ts';
import type { ServerAllocation } from './allocation.ts';
import { Authenticator } from './authenticator.ts';
import { QUOTA_REACHED } from './errors.ts';
import type { TurnServerOptions } from './types.ts';

export interface TurnServerCounters {
  malformedDropped: number;
  /** Data for peers without permission or on channels that are not bound. */
  unpermittedDropped: number;
}

/** What the sessions of one server share. */
export class ServerContext {
  readonly host: Host;
  readonly relayAddresses: readonly string[];
  readonly defaultLifetimeS: number;
  readonly maxLifetimeS: number;
  readonly permissionMs: number;
  readonly channelMs: number;
  readonly refuse: ((request: StunMessage) => StunError | undefined) | undefined;
  readonly gate: ((pass: () => void) => void) | undefined;
  readonly counters: TurnServerCounters = { malformedDropped: 0, unpermittedDropped: 0 };
  readonly allocations = new Set<ServerAllocation>();
  readonly authenticator: Authenticator;
  /** An expiry has changed. */
  readonly rearm: () => void;
  readonly #maxAllocationsPerUser: number;

  constructor(options: TurnServerOptions, rearm: () => void) {
    this.host = options.host;
    this.relayAddresses = options.relayAddresses;
    this.defaultLifetimeS = options.defaultLifetimeS ?? 600;
    this.maxLifetimeS = options.maxLifetimeS ?? 3600;
    this.permissionMs = 1000 * (options.permissionLifetimeS ?? 300);
    this.channelMs = 1000 * (options.channelLifetimeS ?? 600);
    this.refuse = options.refuse;
    this.gate = options.gate;
    this.authenticator = new Authenticator(options);
    this.rearm = rearm;
    this.#maxAllocationsPerUser = options.maxAllocationsPerUser ?? Infinity;
  }

  quotaError(username: string): StunError | undefined {
    let count = 0;
    for (const { user } of this.allocations) if (user.name === username) count++;
    return count >= this.#maxAllocationsPerUser ? QUOTA_REACHED : undefined;
  }
}
