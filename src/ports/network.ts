export interface SocketAddress {
  /** Literal IPv4 or IPv6 address (lower case, compressed, no zone, no brackets). */
  readonly address: string;
  readonly port: number;
}

export interface LocalInterface {
  readonly name: string;
  readonly address: string;
  readonly family: 4 | 6;
  readonly isLoopback: boolean;
  /** IPv6 link-local, or IPv4 169.254/16. */
  readonly isLinkLocal: boolean;
}

/** Called by a socket for every datagram; the packet is the receiver's from then on. `now` is the host clock's time. */
export type DatagramReceiver = (packet: Uint8Array, from: SocketAddress, now: number) => void;

export interface UdpSocket {
  readonly local: SocketAddress;
  /** Takes ownership of the packet; never delivers synchronously; never throws (an unreachable address is silence). */
  send(packet: Uint8Array, to: SocketAddress): void;
  close(): void;
}

export interface TcpOptions {
  readonly tls?: { readonly serverName: string };
  /** The local address to connect from. Default: the network chooses. */
  readonly localAddress?: string;
  /** Called at once, with the function that gives the attempt up: the promise is rejected, and nothing is left of it. */
  readonly onAttempt?: (abandon: () => void) => void;
}

/** Who a TLS server is. A simulated network compares names; a real one needs the certificate and its key (PEM). */
export interface TlsIdentity {
  readonly serverNames: readonly string[];
  readonly certificatePem?: string;
  readonly privateKeyPem?: string;
}

export interface TcpListenOptions {
  readonly tls?: TlsIdentity;
}

/** Called for every connection, with the peer's address; gives what is to receive its bytes. */
export type StreamAcceptor = (socket: TcpSocket, remote: SocketAddress) => StreamReceiver;

export interface TcpListener {
  readonly local: SocketAddress;
  /** Takes no further connections; those that are there stay. */
  close(): void;
}

export interface StreamReceiver {
  receive(bytes: Uint8Array, now: number): void;
  /** The other side ended, or the connection failed (then with a reason). Called once. */
  closed(reason?: string): void;
}

export interface TcpSocket {
  readonly local: SocketAddress;
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface Network {
  interfaces(): readonly LocalInterface[];
  /** Port 0 lets the network choose. Rejects with an Error whose message names address, port and cause. */
  bindUdp(address: string, port: number, receiver: DatagramReceiver): Promise<UdpSocket>;
  connectTcp(remote: SocketAddress, options: TcpOptions, receiver: StreamReceiver): Promise<TcpSocket>;
  /** Port 0 lets the network choose. Rejects with an Error whose message names address, port and cause. */
  listenTcp(address: string, port: number, options: TcpListenOptions, acceptor: StreamAcceptor): Promise<TcpListener>;
  /** Addresses of a name; a literal resolves to itself. Rejects when there are none. */
  resolve(hostname: string): Promise<readonly string[]>;
  /**
   * The largest UDP payload, in bytes, that the path between two addresses may carry: a hint that path-MTU probing
   * starts from (RFC 8899), never trusted without a probe. `undefined` where nothing is known.
   */
  maxDatagramBytes(local: string, remote: string): number | undefined;
}
