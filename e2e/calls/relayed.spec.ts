import { connect } from '../support/call.ts';
import { expect, test } from '../support/fixtures.ts';
import { startTurnServer, type LocalTurnServer } from '../support/turn.ts';

/** Not for the bundle in a page, which has no way to a real server. */
let turn: LocalTurnServer;

test.beforeAll(async () => {
  turn = await startTurnServer();
});

test.afterAll(() => turn.server.close());

for (const transport of ['udp', 'tcp'] as const) {
  test(`peers that may only be relayed talk through our TURN server by ${transport}`, async ({ sides }) => {
    const call = await connect(...sides, {}, { configuration: turn.configuration(transport) });
    await call.offerer.run((peer) => peer.send('first', 'over the relay'));
    const arrived = await call.answerer.run((peer) => peer.received('first', 1));
    expect(arrived).toEqual([{ kind: 'text', text: 'over the relay' }]);
    for (const side of [call.offerer, call.answerer]) {
      const locals = await side.run(async (peer) => {
        const stats = [...(await peer.connection.getStats()).values()] as Record<string, unknown>[];
        return stats.filter(({ type }) => type === 'local-candidate').map((local) => local.candidateType);
      });
      expect(new Set(locals)).toEqual(new Set(['relay']));
    }
    expect(turn.server.allocationCount).toBeGreaterThanOrEqual(2);
    await call.close();
    await expect.poll(() => turn.server.allocationCount).toBe(0);
  });
}

test('a wrong password is an icecandidateerror 401 on both sides', async ({ sides }) => {
  const { iceServers = [], ...configuration } = turn.configuration('udp');
  const wrong = iceServers.map((server) => ({ ...server, credential: 'wrong' }));
  for (const makeSide of sides) {
    const side = await makeSide({ polite: false, configuration: { ...configuration, iceServers: wrong } }, () => {});
    const error = await side.run((peer) => {
      const told = new Promise<object>((resolve) => {
        peer.connection.onicecandidateerror = ({ errorCode, url }) => resolve({ errorCode, url });
      });
      peer.create('first');
      return told;
    });
    expect(error).toEqual({ errorCode: 401, url: wrong[0].urls });
    await side.close();
  }
});
