const LONGEST_TEXT = 400;

/** What happened in a run, for people. */
export class Chronicle {
  readonly #now: () => number;
  readonly #notes: { readonly at: number; readonly text: string }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** One for each note, with the virtual time. */
  get lines(): readonly string[] {
    return this.#notes.map(({ at, text }) => `${(at / 1000).toFixed(3).padStart(9)} s  ${shortened(text)}`);
  }

  note(text: string): void {
    this.#notes.push({ at: this.#now(), text });
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
