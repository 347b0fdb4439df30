import type { TurnServer } from '../../src/core.ts';

/** The package as it is shipped: run `npm run build` first. */
const dist = new URL('../../dist/node/', import.meta.url);

export interface LocalTurnServer {
  readonly server: TurnServer;
  configuration(transport: 'udp' | 'tcp'): RTCConfiguration;
}

/** A TURN server of this process at 127.0.0.1, by UDP and TCP. */
export async function startTurnServer(): Promise<LocalTurnServer> {
  const { TurnServer: Server } = (await import(new URL('core.js', dist).href)) as typeof import('../../src/core.ts');
  const { createNodeHost } = (await import(new URL('index.js', dist).href)) as typeof import('../../src/index.node.ts');
  const server = await Server.start({
    host: createNodeHost(),
    listen: (['udp', 'tcp'] as const).map((transport) => ({ transport, address: '127.0.0.1', port: 0 })),
    relayAddresses: ['127.0.0.1'],
    users: { user: 'secret' },
  });
  return {
    server,
    configuration(transport) {
      const { address, port } = server.addresses.find((listening) => listening.transport === transport)!;
      const urls = `turn:${address}:${port}?transport=${transport}`;
      return { iceServers: [{ urls, username: 'user', credential: 'secret' }], iceTransportPolicy: 'relay' };
    },
  };
}
