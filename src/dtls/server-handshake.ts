import type { AgreementKey } from '../ports/crypto.ts';
import { equalSecrets } from '../util/bytes.ts';
import { writeCertificate } from './certificate.ts';
import { writeCertificateRequest } from './certificate-request.ts';
import { readCertificateVerify } from './certificate-verify.ts';
import { readClientHello, type ClientHello } from './client-hello.ts';
import { readClientKeyExchange } from './client-key-exchange.ts';
import type { Handshake } from './handshake.ts';
import type { HandshakeContext } from './handshake-context.ts';
import type { HandshakeMessage } from './handshake-message.ts';
import { writeHelloVerifyRequest } from './hello-verify-request.ts';
import { POINT_FORMATS, enabledGroups, enabledSuites, hasUncompressedPoints } from './offer.ts';
import {
  Alert,
  DTLS_1_2,
  EMPTY_RENEGOTIATION_INFO_SCSV,
  HandshakeType,
  MAX_PLAINTEXT_BYTES,
  MIN_RECORD_SIZE_LIMIT,
  NULL_COMPRESSION,
} from './protocol.ts';
import { writeServerHello } from './server-hello.ts';
import { writeServerKeyExchange, writeServerParameters } from './server-key-exchange.ts';
import { SIGNATURE_SCHEME_IDS } from './signature-schemes.ts';

type ServerState =
  | 'wait-client-hello'
  | 'wait-certificate'
  | 'wait-client-key-exchange'
  | 'wait-certificate-verify'
  | 'wait-finished'
  | 'done';

/** The server's side of a full handshake, RFC 5246 §7.3; the client must have a certificate (RFC 8827 §6.5). */
export class ServerHandshake implements Handshake {
  #state: ServerState = 'wait-client-hello';
  readonly #context: HandshakeContext;
  readonly #cookieSecret: Uint8Array | undefined;
  #sentCookie = false;
  #ours: AgreementKey | undefined = undefined;

  constructor(context: HandshakeContext) {
    this.#context = context;
    this.#cookieSecret = context.options.requireCookie ? context.drawRandom() : undefined;
  }

  start(): void {}

  receive(message: HandshakeMessage): void {
    const { type, body, bytes } = message;
    if (type !== EXPECTED[this.#state]) {
      this.#context.fail(Alert.unexpectedMessage, `Message ${type} came in state ${this.#state}`);
      return;
    }
    // These two speak about all messages before them.
    if (type === HandshakeType.certificateVerify) this.#onCertificateVerify(body);
    if (type === HandshakeType.finished) return this.#onFinished(message);
    this.#context.transcript.add(bytes);
    if (type === HandshakeType.clientHello) this.#onClientHello(body);
    else if (type === HandshakeType.certificate) this.#onCertificate(body);
    else if (type === HandshakeType.clientKeyExchange) this.#onClientKeyExchange(body);
  }

  #onClientHello(body: Uint8Array): void {
    const hello = readClientHello(body);
    if (hello === undefined) return this.#context.fail(Alert.decodeError, 'The ClientHello is malformed');
    if (this.#cookieSecret !== undefined && !this.#hasCookie(hello, this.#cookieSecret)) {
      return this.#sendCookie(hello, this.#cookieSecret);
    }
    // DTLS counts versions down; newer clients name theirs in an extension, which we skip.
    if (hello.version >> 8 !== 0xfe || hello.version > DTLS_1_2) {
      return this.#context.fail(Alert.protocolVersion, 'The client does not know DTLS 1.2');
    }
    if (!this.#isSane(hello)) {
      return this.#context.fail(Alert.illegalParameter, 'The ClientHello contradicts itself');
    }
    if (!this.#negotiate(hello)) {
      return this.#context.fail(Alert.handshakeFailure, 'No cipher suite or group in common');
    }
    this.#sendFlight(hello);
  }

  /** RFC 6347 §4.2.1: the cookie is a MAC over what must not change. */
  #cookieOf(hello: ClientHello, secret: Uint8Array): Uint8Array {
    return this.#context.crypto.hmac('sha-256', secret, hello.random);
  }

  #hasCookie(hello: ClientHello, secret: Uint8Array): boolean {
    return equalSecrets(hello.cookie, this.#cookieOf(hello, secret));
  }

  #sendCookie(hello: ClientHello, secret: Uint8Array): void {
    if (this.#sentCookie) return this.#context.fail(Alert.illegalParameter, 'The cookie of the client is wrong');
    this.#sentCookie = true;
    this.#context.beginFlight();
    this.#context.send(HandshakeType.helloVerifyRequest, writeHelloVerifyRequest(this.#cookieOf(hello, secret)));
    this.#context.transcript.clear();
  }

  /** What every ClientHello must say, and that there was no handshake before (RFC 5746 §3.6). */
  #isSane({ compressionMethods, extensions }: ClientHello): boolean {
    const isFirst = (extensions.renegotiationInfo?.length ?? 0) === 0;
    if ((extensions.recordSizeLimit ?? MAX_PLAINTEXT_BYTES) < MIN_RECORD_SIZE_LIMIT) return false;
    return isFirst && compressionMethods.includes(NULL_COMPRESSION) && hasUncompressedPoints(extensions.pointFormats);
  }

  #negotiate(hello: ClientHello): boolean {
    const context = this.#context;
    const { options } = context;
    const keyType = options.certificate.key.parameters.type;
    const { groups, srtpProfiles, extendedMasterSecret } = hello.extensions;
    context.clientRandom = hello.random.slice();
    context.suite = enabledSuites(options).find(
      (suite) => suite.keyType === keyType && hello.cipherSuites.includes(suite.id),
    );
    // RFC 8422 §4: a client that names no groups takes any.
    context.group = enabledGroups(options).find(({ id }) => groups === undefined || groups.includes(id));
    context.srtpProfile = options.srtpProfiles.find((profile) => srtpProfiles?.includes(profile));
    context.hasExtendedMasterSecret = extendedMasterSecret;
    context.remoteRecordSizeLimit = hello.extensions.recordSizeLimit;
    return context.suite !== undefined && context.group !== undefined;
  }

  /** Flight 4 of RFC 6347 §4.2.4. */
  #sendFlight(hello: ClientHello): void {
    const context = this.#context;
    context.serverRandom = context.drawRandom();
    this.#ours = context.crypto.generateAgreementKey(context.group!.curve, context.options.random);
    const parameters = writeServerParameters(context.group!.id, this.#ours.publicKey);
    // RFC 9155 §3: without the extension the default would be SHA-1, and the handshake must end.
    const signature = context.sign(hello.extensions.signatureSchemes ?? [], context.signedParameters(parameters));
    if (signature === undefined) return;
    context.beginFlight();
    this.#sendHello(hello);
    context.send(HandshakeType.certificate, writeCertificate([context.options.certificate.der]));
    context.send(HandshakeType.serverKeyExchange, writeServerKeyExchange(parameters, signature));
    context.send(HandshakeType.certificateRequest, writeCertificateRequest(SIGNATURE_SCHEME_IDS));
    context.send(HandshakeType.serverHelloDone, new Uint8Array(0));
    this.#become('wait-certificate');
  }

  #sendHello({ cipherSuites, extensions }: ClientHello): void {
    const { serverRandom, srtpProfile, hasExtendedMasterSecret, negotiatedSuite } = this.#context;
    const body = writeServerHello(serverRandom, negotiatedSuite.id, {
      pointFormats: extensions.pointFormats === undefined ? undefined : POINT_FORMATS,
      srtpProfiles: srtpProfile === undefined ? undefined : [srtpProfile],
      extendedMasterSecret: hasExtendedMasterSecret,
      recordSizeLimit: extensions.recordSizeLimit === undefined ? undefined : MAX_PLAINTEXT_BYTES,
      // RFC 5746 §3.6
      renegotiationInfo:
        extensions.renegotiationInfo !== undefined || cipherSuites.includes(EMPTY_RENEGOTIATION_INFO_SCSV),
    });
    this.#context.send(HandshakeType.serverHello, body);
  }

  #onCertificate(body: Uint8Array): void {
    if (this.#context.receiveCertificate(body)) this.#become('wait-client-key-exchange');
  }

  #onClientKeyExchange(body: Uint8Array): void {
    const publicKey = readClientKeyExchange(body);
    if (publicKey === undefined) return this.#context.fail(Alert.decodeError, 'The ClientKeyExchange is malformed');
    const secret = this.#ours?.deriveSecret(publicKey);
    if (secret === undefined) {
      return this.#context.fail(Alert.illegalParameter, "The client's key is not a point of the group");
    }
    this.#context.deriveKeys(secret);
    this.#become('wait-certificate-verify');
  }

  #onCertificateVerify(body: Uint8Array): void {
    const signature = readCertificateVerify(body);
    if (signature === undefined) return this.#context.fail(Alert.decodeError, 'The CertificateVerify is malformed');
    if (this.#context.verify(signature, this.#context.transcript.bytes())) this.#become('wait-finished');
  }

  #onFinished({ body, bytes }: HandshakeMessage): void {
    if (!this.#context.receiveFinished(body)) return;
    this.#context.transcript.add(bytes);
    this.#context.beginFlight();
    this.#context.sendFinished();
    this.#become('done');
    this.#context.isComplete = true;
  }

  #become(state: ServerState): void {
    this.#state = state;
  }
}

/** RFC 5246 §7.3, figure 1. */
const EXPECTED: Readonly<Record<ServerState, number>> = {
  'wait-client-hello': HandshakeType.clientHello,
  'wait-certificate': HandshakeType.certificate,
  'wait-client-key-exchange': HandshakeType.clientKeyExchange,
  'wait-certificate-verify': HandshakeType.certificateVerify,
  'wait-finished': HandshakeType.finished,
  done: -1,
};
