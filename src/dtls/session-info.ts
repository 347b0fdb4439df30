import { fingerprintOf } from '../crypto/fingerprint.ts';
import { assert } from '../util/assert.ts';
import type { HandshakeContext } from './handshake-context.ts';
import type { DtlsSessionInfo } from './types.ts';

/** What a complete handshake agreed upon. The certificate's fingerprint is given with SHA-256, whatever was announced. */
export function describeSession(context: HandshakeContext): DtlsSessionInfo {
  const { crypto, group, negotiatedSuite, remoteChain, srtpProfile } = context;
  const value = fingerprintOf(crypto, 'sha-256', remoteChain[0]);
  assert(value !== undefined && group !== undefined, 'a complete handshake has a certificate and a group');
  return {
    version: 'FEFD',
    cipherSuite: negotiatedSuite.name,
    group: group.name,
    srtpProfile,
    remoteRecordSizeLimit: context.remoteRecordSizeLimit,
    remoteFingerprints: [{ algorithm: 'sha-256', value }],
  };
}
