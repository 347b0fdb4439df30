import type { UdpSocket } from '../ports/network.ts';
import type { TimedEvent } from '../hosts/sim/timed-event.ts';
import type { PeerHost } from './peer-world.ts';

/** Sees which sockets and alarms the hosts of a run take, to ask in the end which of them are left. */
export class LeakDetector {
  readonly #sockets = new Map<UdpSocket, string>();
  readonly #alarms: { readonly host: string; readonly alarm: TimedEvent }[] = [];

  watchHost({ name, network, clock }: PeerHost): void {
    const { bindUdp } = network;
    const { alarm: createAlarm } = clock;
    network.bindUdp = async (...args) => this.#bound(name, await bindUdp.apply(network, args));
    clock.alarm = (wake, purpose) => {
      const alarm = createAlarm.call(clock, wake, purpose);
      this.#alarms.push({ host: name, alarm: alarm as unknown as TimedEvent });
      return alarm;
    };
  }

  /** What is open or armed still, a line each. */
  left(): string[] {
    const armed = this.#alarms.filter(({ alarm }) => alarm.heapIndex >= 0);
    return [
      ...[...this.#sockets.values()].map((socket) => `${socket} is open`),
      ...armed.map(({ host, alarm }) => `an alarm of ${host} is set for ${alarm.at} ms`),
    ];
  }

  #bound(host: string, socket: UdpSocket): UdpSocket {
    const { close } = socket;
    this.#sockets.set(socket, `socket ${socket.local.address}:${socket.local.port} of ${host}`);
    socket.close = () => {
      this.#sockets.delete(socket);
      close.call(socket);
    };
    return socket;
  }
}
