import { expect, test } from 'vitest';
import { describeDifference, diffTraces, readTrace, type TraceRecorder } from '../../../src/sim.node.ts';
import { twoPeers } from '../../support/two-peers.ts';

async function recorded(seed: number, send: string): Promise<TraceRecorder> {
  const { world, alice, end } = await twoPeers({ seed, latencyMs: 10, trace: true });
  alice.channel.send(send);
  await world.settle();
  end();
  return world.trace;
}

test('the same seed and the same calls give the same trace', async () => {
  expect(diffTraces(await recorded(4, 'hello'), await recorded(4, 'hello'))).toBeUndefined();
});

test('the first entry that differs is named, with what both had before', async () => {
  const [first, second] = [await recorded(4, 'hello'), await recorded(4, 'hullo')];
  const difference = diffTraces(first, second);
  expect(difference).toMatchObject({ first: { type: 'sent' }, second: { type: 'sent' } });
  const text = describeDifference(first, second, difference!).join('\n');
  expect(text).toMatch(/part at entry \d+, in data/);
  expect(text).toMatch(/first: .* alice → bob {2}sent .* "hello"/);
  expect(text).toMatch(/second: .* alice → bob {2}sent .* "hullo"/);
});

test('a trace that ends before the other differs where it ends', async () => {
  const whole = await recorded(4, 'hello');
  const text = [...whole.lines()].slice(0, 30).join('');
  const difference = diffTraces(readTrace(text), whole);
  expect(difference).toEqual({ index: 29, second: [...whole.entries][29] });
  expect(describeDifference(readTrace(text), whole, difference!).join('\n')).toContain('first:  (ends here)');
});

test('traces of different seeds differ at once, by the first thing that draws a number', async () => {
  const difference = diffTraces(await recorded(4, 'hello'), await recorded(5, 'hello'));
  expect(difference!.index).toBeLessThan(20);
});
