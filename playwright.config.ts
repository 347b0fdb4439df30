import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/lib/chromium.mjs';
import { pairings, type Pairing } from './e2e/support/pairings.ts';

/** Nothing is fetched from outside, and candidates of the loopback interface are offered under their addresses. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** What a pairing cannot show; each file says why. */
const impossible: Partial<Record<Pairing, string>> = {
  'chromium with itself': '**/glare.spec.ts',
  'the bundle in a page, with itself': '**/relayed.spec.ts',
};

export default defineConfig<{ pairing: Pairing }>({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  // When something basic is broken every test waits in vain: a dozen say as much as all.
  maxFailures: 12,
  timeout: 60_000,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
  },
  projects: [
    ...pairings.map((pairing) => ({
      name: pairing,
      testDir: 'e2e/calls',
      testIgnore: impossible[pairing] ?? [],
      use: { pairing },
    })),
    { name: 'pages', testDir: 'e2e/pages' },
    { name: 'clients', testDir: 'e2e/clients' },
  ],
});
