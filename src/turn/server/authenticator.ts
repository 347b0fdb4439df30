import type { Crypto } from '../../ports/crypto.ts';
import { AttributeType } from '../../stun/attribute-type.ts';
import { BAD_REQUEST } from '../../stun/error-code.ts';
import type { StunError } from '../../stun/error-code.ts';
import { hasValidIntegrity, hasValidIntegritySha256 } from '../../stun/integrity.ts';
import { longTermKey, userHash } from '../../stun/long-term-key.ts';
import type { StunMessage } from '../../stun/message.ts';
import type { StunMessageWriter } from '../../stun/message-writer.ts';
import { readPasswordAlgorithm, writePasswordAlgorithms } from '../../stun/password-algorithms.ts';
import type { PasswordAlgorithm } from '../../stun/password-algorithms.ts';
import { equalBytes, textOfUtf8 } from '../../util/bytes.ts';
import { STALE_NONCE, UNAUTHENTICATED } from './errors.ts';
import { Nonces } from './nonces.ts';
import type { TurnServerOptions } from './types.ts';

/** Who sent a request, and how its answer is signed. */
export interface TurnUser {
  readonly name: string;
  readonly key: Uint8Array;
  readonly isSha256: boolean;
}

/** The server's side of the long-term credential mechanism, RFC 8489 §9.2.4. */
export class Authenticator {
  readonly realm: string;
  readonly #crypto: Crypto;
  readonly #users: Readonly<Record<string, string>>;
  readonly #offer: readonly PasswordAlgorithm[];
  readonly #offerBytes: Uint8Array;
  readonly #nonces: Nonces;
  readonly #keys = new Map<string, Uint8Array>();

  constructor({ host, users, realm = 'twinrtc', passwordAlgorithms = [], ...options }: TurnServerOptions) {
    this.realm = realm;
    this.#crypto = host.crypto;
    this.#users = users;
    this.#offer = passwordAlgorithms;
    this.#offerBytes = writePasswordAlgorithms(passwordAlgorithms);
    const features = {
      passwordAlgorithms: passwordAlgorithms.length > 0,
      usernameAnonymity: options.hidesUsernames === true,
    };
    this.#nonces = new Nonces(host.crypto, host.random, features, 1000 * (options.nonceLifetimeS ?? 3600));
  }

  /** The user, or what is wrong. */
  identify(request: StunMessage, now: number): TurnUser | StunError {
    const isSha256 = request.has(AttributeType.messageIntegritySha256);
    if (!isSha256 && !request.has(AttributeType.messageIntegrity)) return UNAUTHENTICATED;
    const nonce = request.value(AttributeType.nonce);
    const name = this.#nameIn(request);
    const algorithm = this.#algorithmOf(request);
    if (nonce === undefined || !request.has(AttributeType.realm)) return BAD_REQUEST;
    if (name === undefined || algorithm === undefined) return BAD_REQUEST;
    if (!Object.hasOwn(this.#users, name)) return UNAUTHENTICATED;
    const key = this.#keyOf(name, algorithm);
    const isAuthentic = isSha256
      ? hasValidIntegritySha256(request, this.#crypto, key)
      : hasValidIntegrity(request, this.#crypto, key);
    if (!isAuthentic) return UNAUTHENTICATED;
    return this.#nonces.isFresh(textOfUtf8(nonce), now) ? { name, key, isSha256 } : STALE_NONCE;
  }

  /** What a 401 or 438 says besides. */
  challenge(response: StunMessageWriter, now: number): StunMessageWriter {
    response.text(AttributeType.realm, this.realm).text(AttributeType.nonce, this.#nonces.make(now));
    if (this.#offer.length > 0) response.attribute(AttributeType.passwordAlgorithms, this.#offerBytes);
    return response;
  }

  /** Signed the way the request was. */
  sign(response: StunMessageWriter, { key, isSha256 }: TurnUser): StunMessageWriter {
    return isSha256 ? response.messageIntegritySha256(this.#crypto, key) : response.messageIntegrity(this.#crypto, key);
  }

  /** '' stands for a user nobody knows, undefined for none. */
  #nameIn(request: StunMessage): string | undefined {
    const name = request.value(AttributeType.username);
    if (name !== undefined) return textOfUtf8(name);
    const hash = request.value(AttributeType.userHash);
    if (hash === undefined) return undefined;
    const isMeant = (user: string): boolean => equalBytes(hash, userHash(this.#crypto, user, this.realm));
    return Object.keys(this.#users).find(isMeant) ?? '';
  }

  /** A client that was made an offer repeats it, so that nobody can have taken the better half out of it. */
  #algorithmOf(request: StunMessage): PasswordAlgorithm | undefined {
    const repeated = request.value(AttributeType.passwordAlgorithms);
    const chosen = request.value(AttributeType.passwordAlgorithm);
    if (repeated === undefined && chosen === undefined) {
      return this.#offer.length === 0 || this.#offer.includes('md5') ? 'md5' : undefined;
    }
    if (repeated === undefined || chosen === undefined || !equalBytes(repeated, this.#offerBytes)) return undefined;
    const algorithm = readPasswordAlgorithm(chosen);
    return algorithm !== undefined && this.#offer.includes(algorithm) ? algorithm : undefined;
  }

  #keyOf(username: string, algorithm: PasswordAlgorithm): Uint8Array {
    const name = `${algorithm} ${username}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const credential = { username, realm: this.realm, password: this.#users[username] };
    const key = longTermKey(this.#crypto, algorithm, credential);
    this.#keys.set(name, key);
    return key;
  }
}
