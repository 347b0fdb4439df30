import type { Binding } from '../binding.ts';
import type { Configuration } from '../configuration.ts';
import type { Faces } from '../faces.ts';
import { Connection } from '../records/connection.ts';
import { unixNow } from './ensure-certificates.ts';
import { setConfiguration } from './set-configuration.ts';

/** https://w3c.github.io/webrtc-pc/#dom-peerconnection */
export function constructConnection(
  face: EventTarget,
  faces: Faces,
  binding: Binding,
  configuration: Configuration,
): Connection {
  const connection = new Connection(face, faces, binding);
  const now = unixNow(binding.host);
  if (configuration.certificates.some(({ record }) => record.local.expiresAt < now)) {
    throw faces.errors.invalidAccess('A certificate has expired.');
  }
  connection.certificates = configuration.certificates.map(({ record }) => record);
  setConfiguration(connection, configuration);
  return connection;
}
