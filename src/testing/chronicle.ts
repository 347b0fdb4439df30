const LONGEST_TEXT = 400;

/** What happened in a run, for people: one line each, with the virtual time. */
export class Chronicle {
  readonly #now: () => number;
  readonly #lines: string[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  note(text: string): void {
    const seconds = (this.#now() / 1000).toFixed(3).padStart(9);
    this.#lines.push(`${seconds} s  ${text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text}`);
  }
}
