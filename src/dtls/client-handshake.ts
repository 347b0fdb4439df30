import type { AgreementKey } from '../ports/crypto.ts';
import { writeCertificate } from './certificate.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { writeCertificateVerify } from './certificate-verify.ts';
import { writeClientHello } from './client-hello.ts';
import { writeClientKeyExchange } from './client-key-exchange.ts';
import type { Handshake } from './handshake.ts';
import type { HandshakeContext } from './handshake-context.ts';
import type { HandshakeMessage } from './handshake-message.ts';
import type { HelloExtensions } from './hello-extensions.ts';
import { readHelloVerifyRequest } from './hello-verify-request.ts';
import { POINT_FORMATS, enabledGroups, enabledSuites, hasUncompressedPoints } from './offer.ts';
import {
  Alert,
  DTLS_1_2,
  EMPTY_RENEGOTIATION_INFO_SCSV,
  ExtensionType,
  HandshakeType,
  MAX_PLAINTEXT_BYTES,
  MIN_RECORD_SIZE_LIMIT,
  NULL_COMPRESSION,
} from './protocol.ts';
import { readServerHello, type ServerHello } from './server-hello.ts';
import { readServerKeyExchange } from './server-key-exchange.ts';
import { SIGNATURE_SCHEME_IDS } from './signature-schemes.ts';

type ClientState =
  | 'wait-server-hello'
  | 'wait-certificate'
  | 'wait-server-key-exchange'
  | 'wait-certificate-request'
  | 'wait-server-hello-done'
  | 'wait-finished'
  | 'done';

/** The client's side of a full handshake, RFC 5246 §7.3 with RFC 6347 §4.2.1's cookie. */
export class ClientHandshake implements Handshake {
  #state: ClientState = 'wait-server-hello';
  readonly #context: HandshakeContext;
  #hasCookie = false;
  #serverKey: { readonly publicKey: Uint8Array; readonly ours: AgreementKey } | undefined = undefined;
  /** What the server takes of a client's signature; `undefined` if it did not ask for a certificate. */
  #requestedSchemes: readonly number[] | undefined = undefined;

  constructor(context: HandshakeContext) {
    this.#context = context;
  }

  start(): void {
    this.#context.clientRandom = this.#context.drawRandom();
    this.#sendHello(new Uint8Array(0));
  }

  receive(message: HandshakeMessage): void {
    const { type, body } = message;
    if (!EXPECTED[this.#state].includes(type)) {
      this.#context.fail(Alert.unexpectedMessage, `Message ${type} came in state ${this.#state}`);
      return;
    }
    // The Finished message covers all before it.
    if (type === HandshakeType.finished) return this.#onFinished(body);
    this.#context.transcript.add(message.bytes);
    if (type === HandshakeType.helloVerifyRequest) this.#onHelloVerifyRequest(body);
    else if (type === HandshakeType.serverHello) this.#onServerHello(body);
    else if (type === HandshakeType.certificate) this.#onCertificate(body);
    else if (type === HandshakeType.serverKeyExchange) this.#onServerKeyExchange(body);
    else if (type === HandshakeType.certificateRequest) this.#onCertificateRequest(body);
    else this.#onServerHelloDone(body);
  }

  #sendHello(cookie: Uint8Array): void {
    const { options, clientRandom } = this.#context;
    const suites = enabledSuites(options).map(({ id }) => id);
    this.#context.beginFlight();
    this.#context.send(
      HandshakeType.clientHello,
      writeClientHello(clientRandom, cookie, [...suites, EMPTY_RENEGOTIATION_INFO_SCSV], {
        groups: enabledGroups(options).map(({ id }) => id),
        pointFormats: POINT_FORMATS,
        signatureSchemes: SIGNATURE_SCHEME_IDS,
        srtpProfiles: options.srtpProfiles.length > 0 ? options.srtpProfiles : undefined,
        extendedMasterSecret: true,
        recordSizeLimit: MAX_PLAINTEXT_BYTES,
        // The cipher suite value says the same, RFC 5746 §3.4.
        renegotiationInfo: false,
      }),
    );
  }

  #onHelloVerifyRequest(body: Uint8Array): void {
    const cookie = readHelloVerifyRequest(body);
    if (cookie === undefined) return this.#context.fail(Alert.decodeError, 'The HelloVerifyRequest is malformed');
    if (this.#hasCookie) return this.#context.fail(Alert.unexpectedMessage, 'A second HelloVerifyRequest came');
    this.#hasCookie = true;
    this.#context.transcript.clear();
    this.#sendHello(cookie);
  }

  #onServerHello(body: Uint8Array): void {
    const hello = readServerHello(body);
    if (hello === undefined) return this.#context.fail(Alert.decodeError, 'The ServerHello is malformed');
    if (hello.version !== DTLS_1_2) {
      return this.#context.fail(Alert.protocolVersion, 'The server chose another version');
    }
    const unasked = hello.extensionTypes.find((type) => !this.#isOffered(type));
    if (unasked !== undefined) {
      return this.#context.fail(Alert.unsupportedExtension, `The server sent extension ${unasked} unasked`);
    }
    if (!this.#acceptHello(hello)) return this.#context.fail(Alert.illegalParameter, 'The ServerHello chose amiss');
    this.#become('wait-certificate');
  }

  #isOffered(extensionType: number): boolean {
    if (extensionType === ExtensionType.useSrtp) return this.#context.options.srtpProfiles.length > 0;
    return ANSWERABLE_EXTENSIONS.includes(extensionType);
  }

  #acceptHello({ random, cipherSuite, compressionMethod, extensions }: ServerHello): boolean {
    const context = this.#context;
    context.serverRandom = random.slice();
    context.suite = enabledSuites(context.options).find(({ id }) => id === cipherSuite);
    context.hasExtendedMasterSecret = extensions.extendedMasterSecret;
    context.remoteRecordSizeLimit = extensions.recordSizeLimit;
    if ((extensions.recordSizeLimit ?? MAX_PLAINTEXT_BYTES) < MIN_RECORD_SIZE_LIMIT) return false;
    if (context.suite === undefined || compressionMethod !== NULL_COMPRESSION) return false;
    if (!hasUncompressedPoints(extensions.pointFormats)) return false;
    // RFC 5746 §3.4: an earlier handshake, which there was not, would show here.
    if ((extensions.renegotiationInfo?.length ?? 0) > 0) return false;
    return this.#acceptSrtpProfile(extensions);
  }

  /** RFC 5764 §4.1.1: exactly one, and one of ours. */
  #acceptSrtpProfile({ srtpProfiles }: HelloExtensions): boolean {
    if (srtpProfiles === undefined) return true;
    this.#context.srtpProfile = srtpProfiles[0];
    return srtpProfiles.length === 1 && this.#context.options.srtpProfiles.includes(srtpProfiles[0]);
  }

  #onCertificate(body: Uint8Array): void {
    if (this.#context.receiveCertificate(body, this.#context.negotiatedSuite.keyType)) {
      this.#become('wait-server-key-exchange');
    }
  }

  #onServerKeyExchange(body: Uint8Array): void {
    const context = this.#context;
    const exchange = readServerKeyExchange(body);
    if (exchange === undefined) return context.fail(Alert.decodeError, 'The ServerKeyExchange is malformed');
    const group = enabledGroups(context.options).find(({ id }) => id === exchange.groupId);
    if (group === undefined) return context.fail(Alert.illegalParameter, 'The server chose a group not offered');
    if (!context.verify(exchange, context.signedParameters(exchange.parameters))) return;
    context.group = group;
    const ours = context.crypto.generateAgreementKey(group.curve, context.options.random);
    this.#serverKey = { publicKey: exchange.publicKey, ours };
    this.#become('wait-certificate-request');
  }

  #onCertificateRequest(body: Uint8Array): void {
    this.#requestedSchemes = readCertificateRequest(body);
    if (this.#requestedSchemes === undefined) {
      return this.#context.fail(Alert.decodeError, 'The CertificateRequest is malformed');
    }
    this.#become('wait-server-hello-done');
  }

  /** Flight 5 of RFC 6347 §4.2.4. */
  #onServerHelloDone(body: Uint8Array): void {
    const context = this.#context;
    const secret = this.#serverKey?.ours.deriveSecret(this.#serverKey.publicKey);
    if (body.length > 0) return context.fail(Alert.decodeError, 'The ServerHelloDone is malformed');
    if (secret === undefined) {
      return context.fail(Alert.illegalParameter, "The server's key is not a point of its group");
    }
    context.beginFlight();
    if (this.#requestedSchemes !== undefined) {
      context.send(HandshakeType.certificate, writeCertificate([context.options.certificate.der]));
    }
    context.send(HandshakeType.clientKeyExchange, writeClientKeyExchange(this.#serverKey!.ours.publicKey));
    context.deriveKeys(secret);
    if (this.#requestedSchemes !== undefined && !this.#sendCertificateVerify(this.#requestedSchemes)) return;
    context.sendFinished();
    this.#become('wait-finished');
  }

  #sendCertificateVerify(schemes: readonly number[]): boolean {
    const signature = this.#context.sign(schemes, this.#context.transcript.bytes());
    if (signature === undefined) return false;
    this.#context.send(HandshakeType.certificateVerify, writeCertificateVerify(signature));
    return true;
  }

  #onFinished(body: Uint8Array): void {
    if (!this.#context.receiveFinished(body)) return;
    this.#become('done');
    this.#context.isComplete = true;
  }

  #become(state: ClientState): void {
    this.#state = state;
  }
}

/** RFC 5246 §7.3, figure 1. */
const EXPECTED: Readonly<Record<ClientState, readonly number[]>> = {
  'wait-server-hello': [HandshakeType.serverHello, HandshakeType.helloVerifyRequest],
  'wait-certificate': [HandshakeType.certificate],
  'wait-server-key-exchange': [HandshakeType.serverKeyExchange],
  'wait-certificate-request': [HandshakeType.certificateRequest, HandshakeType.serverHelloDone],
  'wait-server-hello-done': [HandshakeType.serverHelloDone],
  'wait-finished': [HandshakeType.finished],
  done: [],
};

/** What a server may answer to our ClientHello, besides use_srtp. */
const ANSWERABLE_EXTENSIONS: readonly number[] = [
  ExtensionType.renegotiationInfo,
  ExtensionType.extendedMasterSecret,
  ExtensionType.ecPointFormats,
  ExtensionType.supportedGroups,
  ExtensionType.recordSizeLimit,
];
