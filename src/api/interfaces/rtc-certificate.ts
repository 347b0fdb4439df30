import { defineInterface } from '../../webidl/define-interface.ts';
import { isObject } from '../../webidl/convert.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import type { Certificate } from '../records/certificate.ts';

type Constructor = typeof RTCCertificate;

export interface CertificateInterface {
  readonly RTCCertificate: Constructor;
  readonly create: (record: Certificate) => RTCCertificate;
  readonly recordOf: (value: unknown) => Certificate | undefined;
}

/** https://w3c.github.io/webrtc-pc/#rtccertificate-interface */
export function createRTCCertificate(): CertificateInterface {
  const construction = new InternalConstruction<Certificate>();
  let recordOf!: CertificateInterface['recordOf'];

  class Face {
    readonly #record: Certificate;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor() {
      this.#record = construction.take();
    }

    /** Unix milliseconds. */
    get expires(): number {
      return this.#record.local.expiresAt;
    }

    getFingerprints(): RTCDtlsFingerprint[] {
      const { algorithm, value } = this.#record.fingerprint;
      return [{ algorithm, value: value.toLowerCase() }];
    }
  }

  defineInterface('RTCCertificate', Face);
  return { RTCCertificate: Face, create: (record) => construction.create(Face, record), recordOf };
}
