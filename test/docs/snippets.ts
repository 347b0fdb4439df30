import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

/** A block of TypeScript in a document. */
export interface Snippet {
  /** The heading above it. */
  readonly heading: string;
  /** Of its first line in the document, from 1. */
  readonly line: number;
  readonly code: string;
}

export type Modules = Readonly<Record<string, () => Promise<object>>>;
type TestFunction = () => unknown;

type Load = (name: string) => Promise<object>;
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  parameter: string,
  body: string,
) => (load: Load) => Promise<void>;

/** Every block marked `ts` of a Markdown file. */
export function snippetsOf(file: string): Snippet[] {
  const snippets: Snippet[] = [];
  let heading = '';
  let block: { line: number; lines: string[] } | undefined;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (block !== undefined && line === '```') {
      snippets.push({ heading, line: block.line, code: block.lines.join('\n') });
      block = undefined;
    } else if (block !== undefined) block.lines.push(line);
    else if (line === '```ts') block = { line: index + 2, lines: [] };
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
  }
  return snippets;
}

/**
 * Runs a snippet as a program, and then the tests it has defined. Its imports are answered by `modules`; `test` of vitest
 * is one that collects.
 */
export async function runSnippet(code: string, modules: Modules): Promise<void> {
  const tests: TestFunction[] = [];
  const test = (_name: string, run: TestFunction): void => void tests.push(run);
  const load: Load = async (name) => {
    if (modules[name] === undefined) throw new Error(`a snippet imports ${name}, which these tests do not know`);
    const loaded = await modules[name]();
    return name === 'vitest' ? { ...loaded, test } : loaded;
  };
  const { code: program } = transformSync(withLoads(code), { loader: 'ts', target: 'es2022', format: 'esm' });
  await new AsyncFunction('load', program)(load);
  for (const defined of tests) await defined();
}

/** `import { a, type B, c as d } from 'x'` becomes a load of `x`. */
function withLoads(code: string): string {
  return code
    .replace(/^import type .*$/gm, '')
    .replace(/^import \* as (\w+) from '(.+)';$/gm, "const $1 = await load('$2');")
    .replace(/^import (\w+) from '(.+)';$/gm, "const { default: $1 } = await load('$2');")
    .replace(/^import \{(.+)\} from '(.+)';$/gm, (_match, names: string, module: string) => {
      const values = names.split(',').filter((name) => !/^\s*type /.test(name));
      return `const {${values.join().replace(/ as /g, ': ')}} = await load('${module}');`;
    });
}
