import type { Host } from '../ports/host.ts';
import type { SocketAddress, TcpSocket } from '../ports/network.ts';
import { StreamReassembly } from '../turn/stream-reassembly.ts';
import type { IceServer } from './types.ts';

/** The way to a TURN server: whole messages in both directions. */
export interface TurnPath {
  readonly local: SocketAddress;
  readonly isStream: boolean;
  send(message: Uint8Array): void;
  close(): void;
}

export interface TurnPathReceiver {
  receive(message: Uint8Array, now: number): void;
  /** Of a stream, once: it ended, or carried what is not TURN. */
  closed(reason: string | undefined): void;
  /** Of a stream, at once: the function that gives the attempt to connect up. */
  connecting(abandon: () => void): void;
}

/** As long as a silent server has over UDP, milliseconds. */
const CONNECT_TIMEOUT_MS = 9500;

/** Rejects with an Error that says what cannot be reached. DTLS to the server (`turns` over UDP) is not to be had. */
export async function openTurnPath(
  host: Host,
  { scheme, transport, hostname }: IceServer,
  server: SocketAddress,
  localAddress: string,
  receiver: TurnPathReceiver,
): Promise<TurnPath> {
  if (transport === 'tcp') {
    const tls = scheme === 'turns' ? { serverName: hostname } : undefined;
    return openStream(host, server, { tls, localAddress }, receiver);
  }
  if (scheme === 'turns') throw new Error('turns over udp is not supported by this version');
  return openDatagrams(host, server, localAddress, receiver);
}

async function openDatagrams(
  { network }: Host,
  server: SocketAddress,
  localAddress: string,
  receiver: TurnPathReceiver,
): Promise<TurnPath> {
  const socket = await network.bindUdp(localAddress, 0, (packet, from, now) => {
    if (from.port === server.port && from.address === server.address) receiver.receive(packet, now);
  });
  return {
    local: socket.local,
    isStream: false,
    send: (message) => socket.send(message, server),
    close: () => socket.close(),
  };
}

async function openStream(
  host: Host,
  server: SocketAddress,
  options: { readonly tls: { readonly serverName: string } | undefined; readonly localAddress: string },
  receiver: TurnPathReceiver,
): Promise<TurnPath> {
  const stream = new StreamReassembly();
  let isOpen = true;
  const end = (reason: string | undefined): void => {
    if (isOpen) receiver.closed(reason);
    isOpen = false;
  };
  const { tls, localAddress } = options;
  let abandon: (() => void) | undefined;
  const onAttempt = (giveUp: () => void): void => receiver.connecting((abandon = giveUp));
  const connecting = host.network.connectTcp(
    server,
    { localAddress, onAttempt, ...(tls && { tls }) },
    {
      receive(bytes, now) {
        stream.push(bytes);
        for (let message; (message = stream.next()) !== undefined;) receiver.receive(message, now);
        if (stream.isBroken) end('TURN server sent something that is not TURN');
      },
      closed: end,
    },
  );
  const socket = await orTimeOut(host, connecting, server, () => abandon?.());
  const close = (): void => {
    isOpen = false;
    socket.close();
  };
  return { local: socket.local, isStream: true, send: (message) => socket.send(message), close };
}

/** What is not connected in time is given up; a socket that comes all the same is closed. */
function orTimeOut(
  { clock }: Host,
  connecting: Promise<TcpSocket>,
  { address, port }: SocketAddress,
  abandon: () => void,
): Promise<TcpSocket> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const alarm = clock.alarm(() => {
      isLate = true;
      reject(new Error(`cannot connect to ${address} port ${port}: no answer`));
      abandon();
    });
    alarm.set(clock.now() + CONNECT_TIMEOUT_MS, false);
    connecting.then(
      (socket) => {
        alarm.clear();
        if (isLate) socket.close();
        else resolve(socket);
      },
      (error: unknown) => {
        alarm.clear();
        reject(error as Error);
      },
    );
  });
}
