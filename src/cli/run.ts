import { UsageError, type Command, type Terminal } from './command.ts';

/** Runs what the arguments ask for and gives the exit code: 0 well, 1 found or failed, 2 not understood. */
export async function runCli(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return print(terminal, [version]);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return print(terminal, overview(commands));
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return refuse(terminal, `There is no command '${name}'.`, overview(commands));
  if (rest.includes('--help') || rest.includes('-h')) return print(terminal, helpOf(command));
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (isUsageError(error)) return refuse(terminal, error.message, helpOf(command));
    terminal.complain(`twinrtc ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** Ours, or one that `util.parseArgs` threw. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof TypeError && String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
}

function print(terminal: Terminal, lines: readonly string[]): number {
  for (const line of lines) terminal.print(line);
  return 0;
}

function refuse(terminal: Terminal, problem: string, help: readonly string[]): number {
  for (const line of [problem, '', ...help]) terminal.complain(line);
  return 2;
}

function overview(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'usage: twinrtc <command> …',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'twinrtc <command> --help says more; twinrtc --version says which this is.',
  ];
}

function helpOf({ name, usage, summary, options = [] }: Command): string[] {
  const list = options.length === 0 ? [] : ['', ...options.map((option) => `  ${option}`)];
  return [`usage: twinrtc ${name} ${usage}`, '', summary, ...list];
}
