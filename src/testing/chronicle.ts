const LONGEST_TEXT = 400;

/** What it takes time to say is said when somebody reads it: most runs are told to nobody. */
type Text = string | (() => string);

/** What happened in a run, for people. */
export class Chronicle {
  readonly #now: () => number;
  readonly #notes: { readonly at: number; readonly text: Text }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** One for each note, with the virtual time. */
  get lines(): readonly string[] {
    return this.#notes.map(
      ({ at, text }) =>
        `${(at / 1000).toFixed(3).padStart(9)} s  ${shortened(typeof text === 'string' ? text : text())}`,
    );
  }

  note(text: Text): void {
    this.#notes.push({ at: this.#now(), text });
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
