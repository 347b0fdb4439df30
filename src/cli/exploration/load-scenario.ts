import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scenario, SwarmOptions } from '../../testing.ts';

/** A module that can be explored: the scenario is its default export. */
export interface ScenarioModule {
  readonly default: Scenario;
  /** What its seeds choose from, unless the caller says otherwise. */
  readonly swarm?: SwarmOptions;
}

/** Real milliseconds that a module may take until it is there, with all that it imports. */
const LOAD_LIMIT_MS = 60_000;

/**
 * Imports a scenario. TypeScript is read by Node itself where it can (22.18 and later), else by tsx or esbuild if the
 * scenario's project has one of them. Throws an Error that says what is missing, or that `limitMs` are over.
 */
export async function loadScenario(path: string, limitMs = LOAD_LIMIT_MS): Promise<ScenarioModule> {
  const module = (await within(limitMs, path, importModule(path))) as Partial<ScenarioModule>;
  if (typeof module.default !== 'function') throw new Error(`${path}: its default export is not a function`);
  return module as ScenarioModule;
}

/** An `await` at a module's top level may be for something that never comes; Node would just end. */
async function within<T>(limitMs: number, path: string, loaded: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${path}: it was not loaded within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([loaded, isLate]).finally(() => clearTimeout(timer));
}

async function importModule(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (!NEEDS_LOADER.includes(codeOf(error))) throw withPlace(path, error);
    return await importTypeScript(path, error).catch((reason: unknown) => Promise.reject(withPlace(path, reason)));
  }
}

/**
 * Node does not read TypeScript; or it does, but not what has to be compiled, such as an enum, nor imports as bundlers
 * understand them.
 */
const NEEDS_LOADER = ['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', 'ERR_MODULE_NOT_FOUND'];

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** The error with the file's name in its message, and the line where a SyntaxError knows it. */
function withPlace(path: string, error: unknown): Error {
  const { message = String(error), stack = '' } = error as Partial<Error>;
  if (message.includes(path)) return error as Error;
  const [place] = /^file:\S+:\d+$/m.exec(stack) ?? [path];
  return new Error(`${place}: ${message}`, { cause: error });
}

async function importTypeScript(path: string, error: unknown): Promise<unknown> {
  const tsx = resolveFrom(path, 'tsx/esm/api');
  // What require() finds is the CommonJS twin, which does not find its loader.
  if (tsx !== undefined) return importWithTsx(tsx.replace(/\.cjs$/, '.mjs'), path);
  const esbuild = resolveFrom(path, 'esbuild');
  if (esbuild !== undefined) return importWithEsbuild(esbuild, path);
  if (codeOf(error) !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
  const problem = `Node ${process.version} does not read TypeScript: use Node 22.18 or later, or install tsx or esbuild`;
  throw new Error(`${path}: ${problem}`, { cause: error });
}

interface Tsx {
  register(): () => Promise<void>;
}

async function importWithTsx(tsx: string, path: string): Promise<unknown> {
  const { register } = (await import(pathToFileURL(tsx).href)) as Tsx;
  register();
  // Another URL: that the plain one could not be imported is remembered.
  return import(`${pathToFileURL(path).href}?tsx`);
}

interface Esbuild {
  build(options: object): Promise<{ outputFiles: readonly { readonly text: string }[] }>;
}

/** The bundle lies beside its source for a moment, so that its packages are found where the source finds them. */
async function importWithEsbuild(esbuild: string, path: string): Promise<unknown> {
  const { build } = createRequire(path)(esbuild) as Esbuild;
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', write: false };
  const { outputFiles } = await build({ ...options, entryPoints: [path], sourcemap: 'inline', logLevel: 'silent' });
  const name = `.${basename(path)}.${process.pid}-${threadSuffix()}.mjs`;
  const copy = join(dirname(path), name);
  await writeFile(copy, outputFiles[0].text);
  try {
    return (await import(pathToFileURL(copy).href)) as unknown;
  } finally {
    await rm(copy, { force: true });
  }
}

function resolveFrom(path: string, name: string): string | undefined {
  for (const base of [path, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(base).resolve(name);
    } catch {
      // not installed there
    }
  }
  return undefined;
}

/** Threads of one process load at the same time. */
function threadSuffix(): string {
  return Math.random().toString(36).slice(2);
}
