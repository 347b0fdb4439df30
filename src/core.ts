/** The engines, for people who want no browser API: synchronous, without I/O, time as an argument. */
export { IceAgent } from './ice/agent.ts';
export type * from './ice/types.ts';
export { DtlsEndpoint } from './dtls/endpoint.ts';
export type * from './dtls/types.ts';
export { Association } from './sctp/association.ts';
export type * from './sctp/types.ts';

export { TurnClient } from './turn/client.ts';
export type * from './turn/types.ts';
export { TurnServer, type TurnListenAddress } from './turn/server/turn-server.ts';
export type { TurnListenOptions, TurnServerOptions } from './turn/server/types.ts';

export { generateCertificate, fingerprintOf, type CertificateOptions } from './crypto/certificate.ts';
export type { Fingerprint, LocalCertificate } from './crypto/certificate-types.ts';
export { portableCrypto } from './crypto/portable-crypto.ts';

export { parseSessionDescription } from './sdp/parse.ts';
export {
  parseCandidateAttribute,
  serializeCandidateAttribute,
  type CandidateAttribute,
} from './sdp/candidate-attribute.ts';

export { createTransport } from './transport/index.ts';
export type { IceServer, Transport, TransportNews, TransportOptions } from './transport/index.ts';

export type { Alarm, Clock } from './ports/clock.ts';
export type { Aead, AgreementKey, Crypto, SigningKey } from './ports/crypto.ts';
export type { Host } from './ports/host.ts';
export type {
  LocalInterface,
  Network,
  SocketAddress,
  StreamAcceptor,
  StreamReceiver,
  TcpListener,
  TcpListenOptions,
  TcpOptions,
  TcpSocket,
  TlsIdentity,
  UdpSocket,
} from './ports/network.ts';
export type { Random } from './ports/random.ts';
export type { Engine, PacketReceiver, PacketSink } from './util/engine.ts';
