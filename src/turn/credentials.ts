import type { Crypto } from '../ports/crypto.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { hasValidIntegrity, hasValidIntegritySha256 } from '../stun/integrity.ts';
import { longTermKey, userHash } from '../stun/long-term-key.ts';
import type { StunMessage } from '../stun/message.ts';
import type { StunMessageWriter } from '../stun/message-writer.ts';
import { securityFeaturesOf } from '../stun/nonce-cookie.ts';
import { readPasswordAlgorithms, writePasswordAlgorithms } from '../stun/password-algorithms.ts';
import type { PasswordAlgorithm } from '../stun/password-algorithms.ts';
import { textOfUtf8 } from '../util/bytes.ts';

/** What the server said about how to sign. */
interface Challenge {
  readonly realm: string;
  readonly nonce: Uint8Array;
  readonly key: Uint8Array;
  readonly hidesUsername: boolean;
  /** PASSWORD-ALGORITHMS as it came, and the one chosen; undefined for servers of RFC 5389. */
  readonly offer: Uint8Array | undefined;
  readonly algorithm: PasswordAlgorithm;
}

/** The client's side of the long-term credential mechanism, RFC 8489 §9.2. */
export class TurnCredentials {
  readonly #crypto: Crypto;
  readonly #username: string;
  readonly #password: string;
  #challenge: Challenge | undefined = undefined;

  constructor(crypto: Crypto, username: string, password: string) {
    this.#crypto = crypto;
    this.#username = username;
    this.#password = password;
  }

  /** Requests are signed from now on. */
  get isChallenged(): boolean {
    return this.#challenge !== undefined;
  }

  /** A 401 or 438: false if it says nothing that another attempt could be made with (RFC 8489 §9.2.5). */
  learn(response: StunMessage): boolean {
    const nonce = response.value(AttributeType.nonce);
    const realm = response.value(AttributeType.realm);
    if (nonce === undefined) return false;
    if (realm === undefined) return this.#renewNonce(nonce);
    const challenge = this.#challengeOf(response, textOfUtf8(realm), nonce);
    if (challenge !== undefined) this.#challenge = challenge;
    return challenge !== undefined;
  }

  /** USERNAME or USERHASH, REALM, NONCE and integrity; the last attributes of a request. */
  sign(request: StunMessageWriter): StunMessageWriter {
    const challenge = this.#challenge;
    if (challenge === undefined) return request;
    const { realm, nonce, key, offer, algorithm } = challenge;
    if (challenge.hidesUsername) {
      request.attribute(AttributeType.userHash, userHash(this.#crypto, this.#username, realm));
    } else {
      request.text(AttributeType.username, this.#username);
    }
    request.text(AttributeType.realm, realm).attribute(AttributeType.nonce, nonce);
    if (offer === undefined) return request.messageIntegrity(this.#crypto, key);
    return request
      .attribute(AttributeType.passwordAlgorithms, offer)
      .attribute(AttributeType.passwordAlgorithm, writePasswordAlgorithms([algorithm]))
      .messageIntegritySha256(this.#crypto, key);
  }

  /** Of a response: 'absent' if it is not signed at all, which some errors cannot be. */
  check(response: StunMessage): 'valid' | 'invalid' | 'absent' {
    const challenge = this.#challenge;
    if (challenge === undefined) return 'absent';
    const isSha256 = challenge.offer !== undefined;
    if (!response.has(isSha256 ? AttributeType.messageIntegritySha256 : AttributeType.messageIntegrity))
      return 'absent';
    const isValid = isSha256
      ? hasValidIntegritySha256(response, this.#crypto, challenge.key)
      : hasValidIntegrity(response, this.#crypto, challenge.key);
    return isValid ? 'valid' : 'invalid';
  }

  #renewNonce(nonce: Uint8Array): boolean {
    if (this.#challenge === undefined) return false;
    this.#challenge = { ...this.#challenge, nonce: nonce.slice() };
    return true;
  }

  #challengeOf(response: StunMessage, realm: string, nonce: Uint8Array): Challenge | undefined {
    const features = securityFeaturesOf(textOfUtf8(nonce));
    const offer = response.value(AttributeType.passwordAlgorithms);
    // The nonce says that there is an offer: somebody on the way has taken it out.
    if (features.passwordAlgorithms && offer === undefined) return undefined;
    const algorithm = offer === undefined ? 'md5' : strongestOf(readPasswordAlgorithms(offer));
    if (algorithm === undefined) return undefined;
    return {
      realm,
      nonce: nonce.slice(),
      key: this.#keyFor(realm, algorithm),
      hidesUsername: features.usernameAnonymity,
      offer: offer?.slice(),
      algorithm,
    };
  }

  #keyFor(realm: string, algorithm: PasswordAlgorithm): Uint8Array {
    const known = this.#challenge;
    if (known !== undefined && known.realm === realm && known.algorithm === algorithm) return known.key;
    return longTermKey(this.#crypto, algorithm, { username: this.#username, realm, password: this.#password });
  }
}

function strongestOf(offered: readonly PasswordAlgorithm[] | undefined): PasswordAlgorithm | undefined {
  if (offered?.includes('sha-256')) return 'sha-256';
  return offered?.includes('md5') ? 'md5' : undefined;
}
