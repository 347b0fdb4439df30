import type { Host } from '../../ports/host.ts';
import type { TlsIdentity } from '../../ports/network.ts';
import type { StunError } from '../../stun/error-code.ts';
import type { StunMessage } from '../../stun/message.ts';
import type { PasswordAlgorithm } from '../../stun/password-algorithms.ts';

/** One socket that clients reach the server at. */
export interface TurnListenOptions {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly address: string;
  /** 0 lets the network choose. */
  readonly port: number;
  /** For `tls`. */
  readonly tls?: TlsIdentity;
}

export interface TurnServerOptions {
  readonly host: Host;
  readonly listen: readonly TurnListenOptions[];
  /** Where relayed addresses are bound: an IPv4 address, an IPv6 address, or one of each. */
  readonly relayAddresses: readonly string[];
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>;
  /** Default `twinrtc`. */
  readonly realm?: string;
  /** Allocations one user may have at a time. Default: as many as there are ports. */
  readonly maxAllocationsPerUser?: number;
  /** Seconds, defaults of RFC 8656: allocations 600, at most 3600; permissions 300; channels 600. */
  readonly defaultLifetimeS?: number;
  readonly maxLifetimeS?: number;
  readonly permissionLifetimeS?: number;
  readonly channelLifetimeS?: number;
  /** After which a nonce is stale, seconds. Default an hour. */
  readonly nonceLifetimeS?: number;
  /** What RFC 8489 clients are offered, best first. Default: nothing, which stands for MD5 (RFC 5389). */
  readonly passwordAlgorithms?: readonly PasswordAlgorithm[];
  /** User names travel as hashes (RFC 8489 §9.2). Default false. */
  readonly hidesUsernames?: boolean;
  /** Asked about every request first; an error that it gives is the answer. */
  readonly refuse?: (request: StunMessage) => StunError | undefined;
  /** Every message and packet passes here on its way in: `pass` may be called at once, later or never. */
  readonly gate?: (pass: () => void) => void;
}

/** A client's way to the server: a 5-tuple. */
export interface TurnClientPath {
  /** ChannelData is padded there. */
  readonly isStream: boolean;
  /** Takes ownership. */
  send(message: Uint8Array): void;
}
