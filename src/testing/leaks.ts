import type { StreamReceiver } from '../ports/network.ts';
import type { TimedEvent } from '../hosts/sim/timed-event.ts';
import type { PeerHost } from './peer-world.ts';

/** Something that has to be closed: a socket, a listener, an attempt to connect. */
interface Closable {
  close(): void;
}

interface Held {
  readonly host: PeerHost;
  readonly what: string;
}

/**
 * Sees which sockets and alarms the hosts of a run take, to ask in the end which of them are left. What the operating
 * system still does with a connection that was closed is not the application's.
 */
export class LeakDetector {
  readonly #held = new Map<object, Held>();
  readonly #alarms: { readonly host: PeerHost; readonly alarm: TimedEvent }[] = [];

  watchHost(host: PeerHost): void {
    this.#watchSockets(host);
    this.#watchConnections(host);
    const { clock } = host;
    const { alarm: createAlarm } = clock;
    clock.alarm = (wake, purpose) => {
      const alarm = createAlarm.call(clock, wake, purpose);
      this.#alarms.push({ host, alarm: alarm as unknown as TimedEvent });
      return alarm;
    };
  }

  /** What is open or armed still, a line each. What a host had that has crashed is gone with it. */
  left(): string[] {
    const open = [...this.#held.values()].filter(({ host }) => !host.isCrashed);
    const armed = this.#alarms.filter(({ host, alarm }) => alarm.heapIndex >= 0 && !host.isCrashed);
    return [
      ...open.map(({ host, what }) => `${what} of ${host.name} is open`),
      ...armed.map(({ host, alarm }) => `an alarm of ${host.name} is set for ${alarm.at} ms`),
    ];
  }

  #watchSockets(host: PeerHost): void {
    const { network } = host;
    const { bindUdp, listenTcp } = network;
    network.bindUdp = async (...args) => {
      const socket = await bindUdp.apply(network, args);
      return this.#hold(socket, { host, what: `socket ${socket.local.address}:${socket.local.port}` });
    };
    network.listenTcp = async (...args) => {
      const listener = await listenTcp.apply(network, args);
      return this.#hold(listener, { host, what: `TCP listener ${listener.local.address}:${listener.local.port}` });
    };
  }

  /** An attempt counts as well, and a connection that the other end has closed does not. */
  #watchConnections(host: PeerHost): void {
    const { network } = host;
    const { connectTcp } = network;
    network.connectTcp = async (remote, options, receiver) => {
      const connection = {};
      this.#held.set(connection, { host, what: `the connection to ${remote.address}:${remote.port}` });
      const ended = (): void => void this.#held.delete(connection);
      const connecting = connectTcp.call(network, remote, options, noticing(receiver, ended));
      const socket = await connecting.catch((error: unknown) => {
        ended();
        throw error;
      });
      whenClosed(socket, ended);
      return socket;
    };
  }

  #hold<T extends Closable>(taken: T, held: Held): T {
    this.#held.set(taken, held);
    whenClosed(taken, () => this.#held.delete(taken));
    return taken;
  }
}

function noticing(receiver: StreamReceiver, ended: () => void): StreamReceiver {
  return {
    receive: (bytes, now) => receiver.receive(bytes, now),
    closed(reason) {
      ended();
      receiver.closed(reason);
    },
  };
}

function whenClosed(taken: Closable, tell: () => void): void {
  const { close } = taken;
  taken.close = () => {
    tell();
    close.call(taken);
  };
}
