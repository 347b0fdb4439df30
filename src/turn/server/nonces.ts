import type { Crypto } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { nonceCookie } from '../../stun/nonce-cookie.ts';
import type { SecurityFeatures } from '../../stun/nonce-cookie.ts';
import { hexOf, utf8Of } from '../../util/bytes.ts';

/** Nonces that carry their own expiry, so that none has to be remembered. Those of a former server are worth nothing. */
export class Nonces {
  readonly #crypto: Crypto;
  readonly #key = new Uint8Array(20);
  readonly #cookie: string;
  readonly #lifetimeMs: number;

  constructor(crypto: Crypto, random: Random, features: SecurityFeatures, lifetimeMs: number) {
    this.#crypto = crypto;
    random.fill(this.#key);
    this.#cookie = features.passwordAlgorithms || features.usernameAnonymity ? nonceCookie(features) : '';
    this.#lifetimeMs = lifetimeMs;
  }

  make(now: number): string {
    const expiry = Math.floor(now + this.#lifetimeMs).toString(16);
    return `${this.#cookie}${expiry}-${this.#tagOf(expiry)}`;
  }

  isFresh(nonce: string, now: number): boolean {
    const [expiry, tag] = nonce.slice(this.#cookie.length).split('-');
    return nonce.startsWith(this.#cookie) && tag === this.#tagOf(expiry) && now < Number.parseInt(expiry, 16);
  }

  #tagOf(expiry: string): string {
    return hexOf(this.#crypto.hmac('sha-1', this.#key, utf8Of(expiry)).subarray(0, 10));
  }
}
