import type { Side } from '../support/side.ts';
import type { Pairing } from '../support/pairings.ts';
import { expect, test } from '../support/fixtures.ts';

const messageBytes = 64 * 1024;

test.describe('a lot of data', () => {
  test.setTimeout(180_000);

  test('from the offerer to the answerer', async ({ call, pairing }) => {
    await transfer(call.offerer, call.answerer, amountFor(pairing));
  });

  test('from the answerer to the offerer', async ({ call, pairing }) => {
    await transfer(call.answerer, call.offerer, amountFor(pairing));
  });
});

async function transfer(from: Side, to: Side, totalBytes: number): Promise<void> {
  await to.run((peer) => peer.expectBulk('first'));
  const [sent, received] = await Promise.all([
    from.run((peer, [messages, bytes]) => peer.sendBulk('first', messages, bytes), [
      totalBytes / messageBytes,
      messageBytes,
    ] as const),
    to.run((peer, bytes) => peer.receivedBulk('first', bytes), totalBytes),
  ]);
  expect(received).toBe(sent);
}

/** 100 MiB where the two meet over UDP; less where one page does all the work, or the work is not ours. */
function amountFor(pairing: Pairing): number {
  const mebibytes = { 'the bundle in a page, with itself': 10, 'chromium with itself': 10 }[pairing as string] ?? 100;
  return mebibytes * 1024 * 1024;
}
