import { unixMsOfTime } from './calendar.ts';
import { DerTag } from './der.ts';
import { DerReader } from './der-reader.ts';

export interface CertificateValidity {
  readonly notBeforeUnixMs: number;
  readonly notAfterUnixMs: number;
}

/**
 * The SubjectPublicKeyInfo (DER) of an X.509 certificate. `undefined` if the certificate is malformed; its names,
 * dates, extensions and signature are not judged: in WebRTC the fingerprint is what counts (RFC 8827 §6.5).
 */
export function publicKeyInfoOf(certificate: Uint8Array): Uint8Array | undefined {
  return readCertificate(certificate)?.publicKeyInfo;
}

export function validityOf(certificate: Uint8Array): CertificateValidity | undefined {
  const validity = readCertificate(certificate)?.validity;
  const notBeforeUnixMs = readTime(validity);
  const notAfterUnixMs = readTime(validity);
  return notBeforeUnixMs === undefined || notAfterUnixMs === undefined
    ? undefined
    : { notBeforeUnixMs, notAfterUnixMs };
}

/** Certificate and TBSCertificate, RFC 5280 §4.1. */
function readCertificate(der: Uint8Array): { validity: DerReader; publicKeyInfo: Uint8Array } | undefined {
  const outer = new DerReader(der);
  const certificate = outer.sequence();
  const toBeSigned = certificate?.sequence();
  certificate?.contents(DerTag.sequence);
  certificate?.bitString();
  if (toBeSigned === undefined || !certificate?.isDone || !outer.isDone) return undefined;
  if (toBeSigned.peekTag() === DerTag.context(0)) toBeSigned.contents(DerTag.context(0));
  toBeSigned.contents(DerTag.integer);
  toBeSigned.contents(DerTag.sequence);
  toBeSigned.contents(DerTag.sequence);
  const validity = toBeSigned.sequence();
  toBeSigned.contents(DerTag.sequence);
  const publicKeyInfo = toBeSigned.element(DerTag.sequence);
  return validity === undefined || publicKeyInfo === undefined ? undefined : { validity, publicKeyInfo };
}

function readTime(validity: DerReader | undefined): number | undefined {
  if (validity === undefined) return undefined;
  const tag = validity.peekTag() === DerTag.utcTime ? DerTag.utcTime : DerTag.generalizedTime;
  const contents = validity.contents(tag);
  return contents === undefined ? undefined : unixMsOfTime(tag, contents);
}
