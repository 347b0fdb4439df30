import type { UdpSocket } from '../ports/network.ts';
import type { TimedEvent } from '../hosts/sim/timed-event.ts';
import type { PeerHost } from './peer-world.ts';

/** Sees which sockets and alarms the hosts of a run take, to ask in the end which of them are left. */
export class LeakDetector {
  readonly #sockets = new Map<UdpSocket, PeerHost>();
  readonly #alarms: { readonly host: PeerHost; readonly alarm: TimedEvent }[] = [];

  watchHost(host: PeerHost): void {
    const { network, clock } = host;
    const { bindUdp } = network;
    const { alarm: createAlarm } = clock;
    network.bindUdp = async (...args) => this.#bound(host, await bindUdp.apply(network, args));
    clock.alarm = (wake, purpose) => {
      const alarm = createAlarm.call(clock, wake, purpose);
      this.#alarms.push({ host, alarm: alarm as unknown as TimedEvent });
      return alarm;
    };
  }

  /** What is open or armed still, a line each. What a host had that has crashed is gone with it. */
  left(): string[] {
    const open = [...this.#sockets].filter(([, host]) => !host.isCrashed);
    const armed = this.#alarms.filter(({ host, alarm }) => alarm.heapIndex >= 0 && !host.isCrashed);
    return [
      ...open.map(([{ local }, { name }]) => `socket ${local.address}:${local.port} of ${name} is open`),
      ...armed.map(({ host, alarm }) => `an alarm of ${host.name} is set for ${alarm.at} ms`),
    ];
  }

  #bound(host: PeerHost, socket: UdpSocket): UdpSocket {
    const { close } = socket;
    this.#sockets.set(socket, host);
    socket.close = () => {
      this.#sockets.delete(socket);
      close.call(socket);
    };
    return socket;
  }
}
