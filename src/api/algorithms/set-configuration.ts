import { utf8Of } from '../../util/bytes.ts';
import type { IceServer } from '../../transport/types.ts';
import type { Configuration, IceServerInit } from '../configuration.ts';
import type { Errors } from '../errors.ts';
import { parseIceServerUrl } from '../ice-server-url.ts';
import type { Connection } from '../records/connection.ts';
import { restartIceWithNextOffer } from './restart-ice.ts';

/** The spec asks for at least 32. */
const MAX_ICE_SERVERS = 64;
/** RFC 8489 §14.3: fewer than 509 bytes. */
const MAX_USERNAME_BYTES = 508;

/** https://w3c.github.io/webrtc-pc/#set-the-configuration */
export function setConfiguration(connection: Connection, configuration: Configuration): void {
  const { errors } = connection.faces;
  const former = connection.configuration as Configuration | undefined;
  if (former !== undefined) checkUnchanged(connection, former, configuration);
  connection.iceServers = parseIceServers(configuration.iceServers, errors);
  connection.configuration = configuration;
  const isOtherPolicy = former !== undefined && former.iceTransportPolicy !== configuration.iceTransportPolicy;
  // A policy is for the next gathering: the next offer brings it, as the platform's tests have it.
  if (isOtherPolicy) restartIceWithNextOffer(connection);
  for (const { ice } of connection.transports.values()) {
    ice.wire.setIceServers(connection.iceServers, configuration.iceTransportPolicy);
  }
}

function checkUnchanged(connection: Connection, former: Configuration, configuration: Configuration): void {
  const { invalidModification } = connection.faces.errors;
  if (!haveSameCertificates(former, configuration)) throw invalidModification('The certificates cannot be changed.');
  if (configuration.bundlePolicy !== former.bundlePolicy) {
    throw invalidModification('The bundlePolicy cannot be changed.');
  }
  if (configuration.rtcpMuxPolicy !== former.rtcpMuxPolicy) {
    throw invalidModification('The rtcpMuxPolicy cannot be changed.');
  }
  if (configuration.peerIdentity !== former.peerIdentity) {
    throw invalidModification('The peerIdentity cannot be changed.');
  }
  const isPoolFixed = connection.wasLocalDescriptionSet;
  if (isPoolFixed && configuration.iceCandidatePoolSize !== former.iceCandidatePoolSize) {
    throw invalidModification('The iceCandidatePoolSize cannot be changed after setLocalDescription.');
  }
}

function haveSameCertificates(a: Configuration, b: Configuration): boolean {
  if (a.certificates.length !== b.certificates.length) return false;
  return a.certificates.every(({ face }, i) => face === b.certificates[i].face);
}

/** Of each URL one server. Throws what is wrong with the first that cannot be used. */
export function parseIceServers(servers: readonly IceServerInit[], errors: Errors): IceServer[] {
  return servers.slice(0, MAX_ICE_SERVERS).flatMap((server) => parseIceServer(server, errors));
}

function parseIceServer(server: IceServerInit, errors: Errors): IceServer[] {
  if (server.urls.length === 0) throw errors.syntax('The urls of an ICE server are empty.');
  return server.urls.map((url) => parseUrlOf(server, url, errors));
}

function parseUrlOf(server: IceServerInit, url: string, errors: Errors): IceServer {
  const location = parseIceServerUrl(url);
  if (location === undefined) throw errors.syntax(`'${url}' is not a valid ICE server URL.`);
  if (location.scheme === 'stun' || location.scheme === 'stuns') return { ...location, url };
  const { username, credential } = server;
  if (username === undefined || credential === undefined) {
    throw errors.invalidAccess(`The TURN server '${url}' needs a username and a credential.`);
  }
  if (utf8Of(username).length > MAX_USERNAME_BYTES) {
    throw errors.invalidAccess(`The username for '${url}' is longer than ${MAX_USERNAME_BYTES} bytes.`);
  }
  return { ...location, url, username, credential };
}
