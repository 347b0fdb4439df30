import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** The arguments of a command that makes a file of one trace. Without a default the file must be named. */
export function parseTraceToFile(
  command: string,
  args: readonly string[],
  defaultOutput?: (trace: string) => string,
): { readonly trace: string; readonly output: string } {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { output: { type: 'string', short: 'o' } },
  });
  const [trace] = positionals;
  if (trace === undefined || positionals.length > 1) throw new UsageError(`${command} takes one trace`);
  const output = values.output ?? defaultOutput?.(trace);
  if (output === undefined) throw new UsageError('say with -o what to write');
  return { trace, output };
}
