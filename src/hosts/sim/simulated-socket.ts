import type { DatagramReceiver, SocketAddress, UdpSocket } from '../../ports/network.ts';
import type { Fabric } from './fabric.ts';
import type { Attachment } from './realm.ts';

/** A UDP socket of a simulated host. */
export class SimulatedSocket implements UdpSocket {
  readonly local: SocketAddress;
  /** The address it is bound to, as the fabric knows it. */
  readonly attachment: Attachment;
  readonly receiver: DatagramReceiver;
  readonly #fabric: Fabric;
  #isClosed = false;

  constructor(fabric: Fabric, attachment: Attachment, port: number, receiver: DatagramReceiver) {
    this.local = { address: attachment.address, port };
    this.attachment = attachment;
    this.receiver = receiver;
    this.#fabric = fabric;
    attachment.sockets.set(port, this);
  }

  send(packet: Uint8Array, to: SocketAddress): void {
    if (!this.#isClosed) this.#fabric.carry(this, packet, to);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.attachment.sockets.delete(this.local.port);
  }
}
