/** One verb of `twinrtc`. */
export interface Command {
  readonly name: string;
  /** What stands after the name, such as `trace.json [-o out.html]`. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Its options, a line each; none if there are none. */
  readonly options?: readonly string[];
  /**
   * Gives the exit code: 0 when all is well, 1 when what was looked for was found (a difference, a failing seed).
   * Throws a UsageError for arguments it does not understand, and any Error for what stops it.
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Where a command writes; lines end themselves. */
export interface Terminal {
  print(line: string): void;
  complain(line: string): void;
}

/** The arguments make no sense: exit code 2, and the usage is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
