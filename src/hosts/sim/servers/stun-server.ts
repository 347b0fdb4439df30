import type { SocketAddress } from '../../../ports/network.ts';
import { answerBinding } from '../../../stun/binding-server.ts';
import { BINDING } from '../../../stun/header.ts';
import { readStunMessage } from '../../../stun/message.ts';
import { StunMessageWriter } from '../../../stun/message-writer.ts';
import { requireAddress } from '../address-plan.ts';
import type { FaultHandle } from '../fault-handle.ts';
import type { Journal } from '../journal.ts';
import type { SimulatedHost } from '../simulated-host.ts';
import { requireInteger } from '../validate.ts';
import { FaultyServer } from './faulty-server.ts';

export const STUN_PORT = 3478;

/** A STUN server of a simulated world; an entry for `iceServers` as it is. Its links are those of the host of its name. */
export class SimulatedStunServer extends FaultyServer {
  readonly urls: string;
  readonly #host: SimulatedHost;
  #mapping: SocketAddress | undefined = undefined;

  /** Answers Binding requests at every address of the host. */
  constructor(host: SimulatedHost, journal: Journal) {
    super(host, journal);
    this.urls = `stun:${host.name}:${STUN_PORT}`;
    this.#host = host;
    for (const address of host.addresses) void this.#serve(address);
  }

  /** Tells everybody that they have this address, until healed. */
  mapTo({ address, port }: SocketAddress): FaultHandle {
    const mapping = { address: requireAddress(address), port: requireInteger('port', port, 0, 65535) };
    this.#mapping = mapping;
    return this.faults.apply(`maps everybody to ${address} port ${port}`, () => {
      if (this.#mapping === mapping) this.#mapping = undefined;
    });
  }

  async #serve(address: string): Promise<void> {
    const socket = await this.#host.network.bindUdp(address, STUN_PORT, (packet, from) => {
      this.faults.gate(() => {
        const answer = this.#answer(packet, from);
        if (answer !== undefined) socket.send(answer, from);
      });
    });
  }

  #answer(packet: Uint8Array, from: SocketAddress): Uint8Array | undefined {
    const request = readStunMessage(packet);
    const error = request && this.faults.refuse(request);
    if (request === undefined || error === undefined) return answerBinding(packet, this.#mapping ?? from);
    return new StunMessageWriter('error', BINDING, request.transactionId).errorCode(error).take();
  }
}
