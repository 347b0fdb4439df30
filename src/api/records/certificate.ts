import type { Fingerprint, LocalCertificate } from '../../crypto/certificate-types.ts';

/** The slots of an RTCCertificate. */
export interface Certificate {
  readonly local: LocalCertificate;
  /** sha-256, the one SDP announces. */
  readonly fingerprint: Fingerprint;
}
