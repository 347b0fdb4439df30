import { createHash } from 'node:crypto';
import { collect, range, twoPeers } from './two-peers.ts';

/**
 * One whole life: connect, 200 messages over 5 % loss, a partition that heals. Gives a hash of the descriptions, of
 * every packet and of every event with its virtual time.
 */
export async function hashOfOneLife(seed: number): Promise<string> {
  const hash = createHash('sha256');
  const { world, alice, bob, end } = await twoPeers({ seed, latencyMs: 25, jitterMs: 5, loss: 0.05 });
  const log = (line: string): void => void hash.update(`${world.now} ${line}\n`);
  for (const { connection } of [alice, bob]) {
    hash.update(connection.localDescription!.sdp);
    connection.onconnectionstatechange = () => log(connection.connectionState);
  }
  bob.channel.addEventListener('message', ({ data }) => log(data as string));

  const firstHalf = collect(bob.channel, 100);
  for (const i of range(100)) alice.channel.send(`message ${i}`);
  await firstHalf;

  const cut = world.link('alice', 'bob').partition();
  const secondHalf = collect(bob.channel, 100);
  for (const i of range(100)) alice.channel.send(`message ${100 + i}`);
  await world.until(() => alice.connection.connectionState === 'disconnected');
  cut.heal();
  await secondHalf;
  await world.until(() => alice.connection.connectionState === 'connected');

  hash.update(world.digest);
  end();
  return hash.digest('hex');
}
