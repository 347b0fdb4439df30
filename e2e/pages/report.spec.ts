import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page, TestInfo } from '@playwright/test';
import { twoPeers } from '../../test/support/two-peers.ts';
import { expect, test } from '../support/fixtures.ts';

const program = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));

/** What `npx twinrtc report` makes of a trace. */
function reportOf(trace: Iterable<string>, testInfo: TestInfo): string {
  const [file, page] = [testInfo.outputPath('trace.json'), testInfo.outputPath('report.html')];
  writeFileSync(file, [...trace].join(''));
  const { status, stderr } = spawnSync(process.execPath, [program, 'report', file, '-o', page], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return page;
}

/** Two peers on a bad link that is cut for nine seconds. */
async function recordALife(): Promise<readonly string[]> {
  const bad = { loss: 0.08, duplicate: 0.03, corrupt: 0.01, latencyMs: 25, jitterMs: 5, bandwidthBps: 2_000_000 };
  const { world, alice, bob, end } = await twoPeers({ seed: 7, ...bad, trace: true });
  for (let i = 0; i < 20; i++) alice.channel.send(`hello ${i}`);
  bob.channel.send(new Uint8Array(60_000));
  await world.advance(1500);
  const cut = world.link('alice', 'bob').partition();
  alice.channel.send('are you there?');
  await world.advance(9000);
  cut.heal();
  world.trace.note('the link is whole again');
  await world.advance(6000);
  alice.connection.close();
  await world.advance(100);
  end();
  return [...world.trace.lines()];
}

/** A trace of a given size, as a world with very busy hosts would write it. */
function* manyPackets(count: number): Generator<string> {
  const address = (host: number) => ({ host: `host-${host}`, address: `10.0.0.${host + 1}`, port: 5000 });
  yield `${JSON.stringify({ format: 'twinrtc-trace', version: 1, seed: 1, timeOriginUnixMs: 0 })}\n`;
  for (let packet = 1; packet <= count; packet++) {
    const [from, to] = [packet % 5, (packet * 3 + 1) % 5];
    const at = packet / 5;
    const data = Buffer.from([20 + (packet % 4), 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, packet & 255, 1]);
    const ends = { from: address(from), to: address(to === from ? (to + 1) % 5 : to) };
    yield `${JSON.stringify({ at, type: 'sent', packet, protocol: 'udp', ...ends, data: data.toString('base64') })}\n`;
    const end = packet % 40 === 0 ? { type: 'dropped', reason: 'loss', at } : { type: 'delivered', at: at + 20 };
    yield `${JSON.stringify({ packet, ...end })}\n`;
  }
}

async function open(page: Page, file: string): Promise<Error[]> {
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByRole('option').first()).toBeVisible();
  return errors;
}

/** How many colours the drawing has: an empty one has few. */
async function coloursOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

test('a report shows hosts, packets, states, faults and charts, and says everything in words too', async ({
  page,
}, testInfo) => {
  const errors = await open(page, reportOf(await recordALife(), testInfo));
  await expect(page.getByRole('heading')).toHaveText('Trace of seed 7');
  await expect(page.locator('header p')).toContainText('2 hosts');
  await expect(page.locator('header p')).toContainText('1 fault');
  expect(await coloursOf(page)).toBeGreaterThan(50);
  await page.screenshot({ path: testInfo.outputPath('light.png') });
  await page.getByRole('searchbox').fill('are you there');
  await expect(page.getByRole('option').first()).toContainText('DATA');
  await expect(page.locator('#log')).toContainText('partition');
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('only what was lost').check();
  await expect(page.getByRole('option').first()).toContainText('dropped');
  expect(errors).toEqual([]);
});

test('it zooms around the pointer, tells what is under it, and is led by the keyboard', async ({ page }, testInfo) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const errors = await open(page, reportOf(await recordALife(), testInfo));
  const log = page.getByRole('listbox');
  await log.focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '40');
  await page.mouse.move(230, 300);
  for (let i = 0; i < 9; i++) await page.mouse.wheel(0, -300);
  await page.screenshot({ path: testInfo.outputPath('dark.png') });
  await expect(async () => {
    for (let x = 180; x < 1400; x += 12) {
      await page.mouse.move(x, 470);
      if (await page.locator('#tip').isVisible()) return;
    }
    throw new Error('no packet was found under the pointer');
  }).toPass({ timeout: 10_000 });
  await expect(page.locator('#tip')).toContainText('packet #');
  await page.locator('canvas').press('0');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(errors).toEqual([]);
});

test('fifty thousand packets are no burden: a frame takes a moment, a filter hardly longer', async ({
  page,
}, testInfo) => {
  const errors = await open(page, reportOf(manyPackets(50_000), testInfo));
  await expect(page.locator('header p')).toContainText('50,000 packets');
  const frames = await page.evaluate(async () => {
    const canvas = document.querySelector('canvas')!;
    const times: number[] = [];
    for (let i = 0; i < 40; i++) {
      const started = performance.now();
      canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: i % 8 < 4 ? -60 : 60, cancelable: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      // The frame was drawn in a callback asked for before this one: reading a pixel waits for it.
      canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
      times.push(performance.now() - started);
    }
    return times.sort((a, b) => a - b);
  });
  testInfo.annotations.push({ type: 'median frame', description: `${frames[20]!.toFixed(1)} ms` });
  expect(frames[20]).toBeLessThan(150);
  await page.getByRole('searchbox').fill('alert');
  await expect(page.locator('#count')).toHaveText('12,500 lines');
  await page.screenshot({ path: testInfo.outputPath('many.png') });
  expect(errors).toEqual([]);
});
