import { answerBinding } from '../../stun/binding-server.ts';
import type { SimulatedHost } from './simulated-host.ts';

export const STUN_PORT = 3478;

/** Answers Binding requests at every address of the host. */
export function startStunServer(host: SimulatedHost): void {
  for (const address of host.addresses) void serve(host, address);
}

async function serve(host: SimulatedHost, address: string): Promise<void> {
  const socket = await host.network.bindUdp(address, STUN_PORT, (packet, from) => {
    const answer = answerBinding(packet, from);
    if (answer !== undefined) socket.send(answer, from);
  });
}
