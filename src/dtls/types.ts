import type { Fingerprint, LocalCertificate } from '../crypto/certificate-types.ts';
import type { Crypto, KeyAgreementCurve } from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import type { PacketReceiver, PacketSink } from '../util/engine.ts';

export type DtlsRole = 'client' | 'server';
/** RTCDtlsTransportState. */
export type DtlsState = 'new' | 'connecting' | 'connected' | 'closed' | 'failed';

export interface DtlsOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly certificate: LocalCertificate;
  readonly sink: PacketSink;
  /** Takes decrypted application data as it arrives; the plaintext is a view of the received datagram. */
  readonly receiver: PacketReceiver;
  /** SRTP protection profiles offered or accepted, best first (RFC 5764 §4.1.2); empty: no use_srtp. */
  readonly srtpProfiles: readonly number[];
  /** Largest datagram of a handshake flight, default 1200 bytes. */
  readonly maxDatagramBytes?: number;
  /** As server: answer the first ClientHello with a cookie (RFC 6347 §4.2.1). Default false: ICE has proved the path. */
  readonly requireCookie?: boolean;
  /** IANA names of the cipher suites to use, best first; default all that are known. */
  readonly cipherSuites?: readonly string[];
  /** Curves of the key agreement, best first; default x25519, then p-256. */
  readonly groups?: readonly KeyAgreementCurve[];
  /** Told the secrets as soon as they are derived: for key logs and recorders, whose owner has asked for it. */
  readonly onSecrets?: (secrets: DtlsSecrets) => void;
}

/** All it takes to decrypt an association. */
export interface DtlsSecrets {
  /** 32 bytes. */
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  /** 48 bytes. */
  readonly masterSecret: Uint8Array;
  /** IANA number. */
  readonly cipherSuite: number;
}

export type DtlsNews =
  | { readonly type: 'state'; readonly state: DtlsState; readonly reason: string }
  /** Comes before the 'connected' state. DER certificates, leaf first. */
  | { readonly type: 'remote-certificates'; readonly chain: readonly Uint8Array[] }
  | {
      readonly type: 'error';
      /** 'fingerprint-failure': the certificate is not one that was announced. 'dtls-failure': everything else. */
      readonly detail: 'fingerprint-failure' | 'dtls-failure';
      readonly receivedAlert?: number;
      readonly sentAlert?: number;
      readonly message: string;
    };

export interface DtlsCounters {
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  /** Malformed, replayed, forged, or of an unknown epoch. */
  recordsDropped: number;
}

/** What a connected endpoint can tell, for getStats. */
export interface DtlsSessionInfo {
  /** 'FEFD' for DTLS 1.2. */
  readonly version: string;
  /** IANA name, such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256. */
  readonly cipherSuite: string;
  readonly group: string;
  readonly srtpProfile?: number;
  /** The largest record plaintext, in bytes, that the other side says it takes (RFC 8449); `undefined` if it says nothing. */
  readonly remoteRecordSizeLimit?: number;
  readonly remoteFingerprints: readonly Fingerprint[];
}
