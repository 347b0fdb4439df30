import { publicKeyInfoOf } from '../crypto/certificate-reader.ts';
import { readPublicKeyInfo } from '../crypto/public-key-info.ts';
import type { Crypto, SigningKeyParameters } from '../ports/crypto.ts';
import { assert } from '../util/assert.ts';
import { concatBytes, equalSecrets } from '../util/bytes.ts';
import { readCertificate } from './certificate.ts';
import type { CipherSuite, Group } from './cipher-suites.ts';
import type { DigitalSignature } from './digital-signature.ts';
import type { Flight } from './flight.ts';
import { handshakeMessage } from './handshake-message.ts';
import { cipherStatesOf, extendedMasterSecretOf, masterSecretOf, pseudoRandom, verifyDataOf } from './key-schedule.ts';
import { Alert, HandshakeType, RANDOM_BYTES } from './protocol.ts';
import type { Epoch, RecordLayer } from './record-layer.ts';
import { chooseSignatureScheme, fitsKey, signatureSchemeOf } from './signature-schemes.ts';
import { Transcript } from './transcript.ts';
import type { DtlsOptions, DtlsRole } from './types.ts';

export interface HandshakeFailure {
  /** What to tell the other side; `undefined`: nothing, it is gone. */
  readonly alert?: number;
  readonly message: string;
  readonly detail: 'fingerprint-failure' | 'dtls-failure';
}

/** What the handshake asks of the endpoint around it. */
export interface HandshakeOwner {
  readonly options: DtlsOptions;
  readonly records: RecordLayer;
  readonly flight: Flight;
  /** The flight is about to be filled anew; the one before was answered. */
  beginFlight(): void;
  /** False if the certificate is known not to be one of those announced. */
  acceptsCertificate(leaf: Uint8Array): boolean;
}

/** What both sides of a handshake know, and the steps they have in common. */
export class HandshakeContext {
  readonly crypto: Crypto;
  readonly options: DtlsOptions;
  readonly transcript = new Transcript();
  readonly #owner: HandshakeOwner;
  readonly #role: DtlsRole;
  clientRandom: Uint8Array = EMPTY;
  serverRandom: Uint8Array = EMPTY;
  suite: CipherSuite | undefined = undefined;
  group: Group | undefined = undefined;
  srtpProfile: number | undefined = undefined;
  hasExtendedMasterSecret = false;
  /** RFC 8449: what the other side says it takes; `undefined` if it says nothing. */
  remoteRecordSizeLimit: number | undefined = undefined;
  remoteChain: readonly Uint8Array[] = [];
  isComplete = false;
  #remoteKeyInfo: Uint8Array = EMPTY;
  #remoteKeyType: SigningKeyParameters['type'] | undefined = undefined;
  #masterSecret: Uint8Array = EMPTY;
  #failure: HandshakeFailure | undefined = undefined;
  #nextSendSequence = 0;
  #sendEpoch: Epoch = 0;

  constructor(owner: HandshakeOwner, role: DtlsRole) {
    this.crypto = owner.options.crypto;
    this.options = owner.options;
    this.#owner = owner;
    this.#role = role;
  }

  get failure(): HandshakeFailure | undefined {
    return this.#failure;
  }

  /** The epoch our next record belongs to. */
  get sendEpoch(): Epoch {
    return this.#sendEpoch;
  }

  fail(alert: number, message: string): void {
    this.#failure ??= { alert, message, detail: 'dtls-failure' };
  }

  drawRandom(): Uint8Array {
    const random = new Uint8Array(RANDOM_BYTES);
    this.options.random.fill(random);
    return random;
  }

  beginFlight(): void {
    this.#owner.beginFlight();
  }

  send(type: number, body: Uint8Array): void {
    const message = handshakeMessage(type, this.#nextSendSequence++, body);
    this.transcript.add(message.bytes);
    this.#owner.flight.add(message, this.#sendEpoch);
  }

  /** The end of either side's last flight, RFC 5246 §7.1 and §7.4.9. */
  sendFinished(): void {
    this.#owner.flight.addChangeCipherSpec();
    this.#sendEpoch = 1;
    this.send(HandshakeType.finished, this.#verifyData(this.#role));
  }

  /** Checks the other side's Finished against all messages before it. */
  receiveFinished(body: Uint8Array): boolean {
    const isRight = equalSecrets(body, this.#verifyData(this.#role === 'client' ? 'server' : 'client'));
    if (!isRight) this.fail(Alert.decryptError, 'The verify data of the Finished message is wrong');
    return isRight;
  }

  /** Takes the other side's chain; `keyType` is what the cipher suite wants of a server's. */
  receiveCertificate(body: Uint8Array, keyType?: SigningKeyParameters['type']): boolean {
    const chain = readCertificate(body);
    if (chain === undefined) return this.#refuse(Alert.decodeError, 'The Certificate message is malformed');
    if (chain.length === 0) return this.#refuse(Alert.handshakeFailure, 'The other side has no certificate');
    const info = publicKeyInfoOf(chain[0]);
    const key = info === undefined ? undefined : readPublicKeyInfo(info);
    if (info === undefined || key === undefined) {
      return this.#refuse(Alert.unsupportedCertificate, 'The certificate cannot be read or holds an unsupported key');
    }
    if (keyType !== undefined && key.type !== keyType) {
      return this.#refuse(Alert.unsupportedCertificate, 'The key of the certificate does not fit the cipher suite');
    }
    this.remoteChain = chain;
    this.#remoteKeyInfo = info;
    this.#remoteKeyType = key.type;
    if (this.#owner.acceptsCertificate(chain[0])) return true;
    this.#failure ??= FINGERPRINT_FAILURE;
    return false;
  }

  /** Signs with our certificate's key, by a scheme the other side takes; `undefined` if there is none. */
  sign(offeredSchemes: readonly number[], data: Uint8Array): DigitalSignature | undefined {
    const { key } = this.options.certificate;
    const chosen = chooseSignatureScheme(key.parameters.type, offeredSchemes);
    if (chosen !== undefined) return { schemeId: chosen.id, signature: key.sign(chosen.scheme.hash, data) };
    this.fail(Alert.handshakeFailure, 'The other side takes no signature that our key can make');
    return undefined;
  }

  /** Whether the key of the other side's certificate made this signature; a failure if not. */
  verify({ schemeId, signature }: DigitalSignature, data: Uint8Array): boolean {
    const scheme = signatureSchemeOf(schemeId);
    const keyType = this.#remoteKeyType;
    if (scheme === undefined || keyType === undefined || !fitsKey(scheme, keyType)) {
      return this.#refuse(Alert.illegalParameter, 'The signature is of a kind that was not offered');
    }
    if (this.crypto.verify(this.#remoteKeyInfo, scheme, data, signature)) return true;
    return this.#refuse(Alert.decryptError, 'A signature of the other side is wrong');
  }

  /** Both randoms and the server's ECDH parameters: what ServerKeyExchange signs, RFC 8422 §5.4. */
  signedParameters(parameters: Uint8Array): Uint8Array {
    return concatBytes(this.clientRandom, this.serverRandom, parameters);
  }

  /** ClientKeyExchange has been sent or received and is in the transcript. */
  deriveKeys(premasterSecret: Uint8Array): void {
    const { crypto, clientRandom, serverRandom } = this;
    const suite = this.negotiatedSuite;
    const hash = suite.prfHash;
    this.#masterSecret = this.hasExtendedMasterSecret
      ? extendedMasterSecretOf(crypto, hash, premasterSecret, this.transcript.hash(crypto, hash))
      : masterSecretOf(crypto, hash, premasterSecret, clientRandom, serverRandom);
    const { client, server } = cipherStatesOf(crypto, suite, this.#masterSecret, clientRandom, serverRandom);
    if (this.#role === 'client') this.#owner.records.installKeys(server, client);
    else this.#owner.records.installKeys(client, server);
    this.options.onSecrets?.({
      clientRandom: clientRandom.slice(),
      serverRandom: serverRandom.slice(),
      masterSecret: this.#masterSecret.slice(),
      cipherSuite: suite.id,
    });
  }

  /** RFC 5705 §4, without a context value. */
  exportKeyingMaterial(label: string, length: number): Uint8Array {
    const seed = concatBytes(this.clientRandom, this.serverRandom);
    return pseudoRandom(this.crypto, this.negotiatedSuite.prfHash, this.#masterSecret, label, seed, length);
  }

  get negotiatedSuite(): CipherSuite {
    assert(this.suite !== undefined, 'the hello messages agreed on a cipher suite');
    return this.suite;
  }

  #verifyData(sender: DtlsRole): Uint8Array {
    const hash = this.negotiatedSuite.prfHash;
    return verifyDataOf(this.crypto, hash, this.#masterSecret, sender, this.transcript.hash(this.crypto, hash));
  }

  #refuse(alert: number, message: string): false {
    this.fail(alert, message);
    return false;
  }
}

/** The certificate is not the one that signalling announced. */
export const FINGERPRINT_FAILURE: HandshakeFailure = {
  alert: Alert.badCertificate,
  message: 'The certificate matches no announced fingerprint',
  detail: 'fingerprint-failure',
};

const EMPTY = new Uint8Array(0);
