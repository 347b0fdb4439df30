import { Server as MockServer, type Client } from 'mock-socket';

/** Two clients a room: what one says the other hears, and when the second one comes it is told to call. */
export function startSignalingServer(url: string, Server = MockServer): MockServer {
  const server = new Server(url);
  const clients: Client[] = [];
  server.on('connection', (client) => {
    clients.push(client);
    client.on('message', (data) => {
      for (const other of clients) if (other !== client) other.send(data);
    });
    if (clients.length === 2) client.send(JSON.stringify({ call: true }));
  });
  return server;
}
