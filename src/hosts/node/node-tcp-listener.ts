import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../../ports/clock.ts';
import type { StreamAcceptor, StreamReceiver, TcpListener, TcpListenOptions } from '../../ports/network.ts';
import { canonicalNodeAddress } from './node-address.ts';
import { NodeTcpSocket } from './node-tcp-socket.ts';

/** Rejects with an Error naming address, port and cause; with TLS, also for a certificate or key that is missing or bad. */
export function listenNodeTcp(
  address: string,
  port: number,
  { tls }: TcpListenOptions,
  acceptor: StreamAcceptor,
  clock: Clock,
): Promise<TcpListener> {
  const onConnection = (socket: Socket): void => accept(socket, acceptor, clock);
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new Error(`cannot listen at TCP ${address} port ${port}: ${cause.message}`, { cause }));
    try {
      const server: Server = tls
        ? createTlsServer({ cert: tls.certificatePem, key: tls.privateKeyPem, noDelay: true }, onConnection)
        : createPlainServer({ noDelay: true }, onConnection);
      server.once('error', fail);
      // A client that does not finish its TLS handshake is the client's business.
      server.on('tlsClientError', () => {});
      server.listen({ host: address, port }, () => {
        const bound = server.address() as AddressInfo;
        const local = { address: canonicalNodeAddress(bound.address), port: bound.port };
        resolve({ local, close: () => void server.close() });
      });
    } catch (error) {
      fail(error as Error);
    }
  });
}

/** Bytes may not come before there is a receiver: Node hands them over in later turns. */
function accept(socket: Socket, acceptor: StreamAcceptor, clock: Clock): void {
  const late: { receiver: StreamReceiver | undefined } = { receiver: undefined };
  const tcpSocket = new NodeTcpSocket(
    socket,
    {
      receive: (bytes, now) => late.receiver?.receive(bytes, now),
      closed: (reason) => late.receiver?.closed(reason),
    },
    clock,
  );
  const remote = { address: canonicalNodeAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
  late.receiver = acceptor(tcpSocket, remote);
}
