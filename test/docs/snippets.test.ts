import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runSnippet, snippetsOf, type Modules } from './snippets.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** What documents may import. */
const modules: Modules = {
  vitest: () => import('vitest'),
  sinon: () => import('sinon'),
  'mock-socket': () => import('mock-socket'),
  twinrtc: () => import('twinrtc'),
  'twinrtc/sim': () => import('twinrtc/sim'),
  'twinrtc/testing': () => import('twinrtc/testing'),
  'twinrtc/install': () => import('twinrtc/install'),
  'node:fs': () => import('node:fs'),
  'node:assert/strict': () => import('node:assert/strict'),
};

describe.each(readdirSync(docs).filter((file) => file.endsWith('.md')))('docs/%s', (file) => {
  const snippets = snippetsOf(`${docs}${file}`);
  test.each(snippets.map(({ heading, line, code }) => [heading, line, code] as const))(
    '%s, line %i',
    async (_heading, _line, code) => {
      await runSnippet(code, modules);
    },
  );
});

test('a snippet that does not hold fails', async () => {
  const wrong = "import { expect, test } from 'vitest';\ntest('wrong', () => expect(1 as number).toBe(2));";
  await expect(runSnippet(wrong, modules)).rejects.toThrow('expected 1 to be 2');
  await expect(runSnippet("import x from 'left-pad';", modules)).rejects.toThrow('left-pad');
});
