import { describeRow } from './describe-row.ts';
import type { Model } from './model.ts';

const ROW = 22;

/**
 * The log: every line that passes the filter, of which only those on the screen exist as elements. A listbox for
 * keyboards and screen readers: arrows, Page Up and Down, Home and End move the choice.
 */
export class Log {
  readonly #model: Model;
  readonly #element: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #onChoose: (row: number) => void;
  /** A place in the model's log; −1 for none. */
  #chosen = -1;

  constructor(model: Model, element: HTMLElement, onChoose: (row: number) => void) {
    this.#model = model;
    this.#element = element;
    this.#spacer = element.appendChild(document.createElement('div'));
    this.#rows = this.#spacer.appendChild(document.createElement('div'));
    this.#onChoose = onChoose;
    this.#rows.className = 'rows';
    this.#spacer.className = 'spacer';
    element.addEventListener('scroll', () => this.#render());
    element.addEventListener('keydown', (event) => this.#onKey(event));
    element.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#render()).observe(element);
  }

  /** The filter has changed: the chosen row stays chosen if it is still there. */
  refresh(chosenRow: number | undefined): void {
    this.#chosen = chosenRow === undefined ? -1 : this.#model.log.indexOf(chosenRow);
    this.#spacer.style.height = `${this.#model.log.length * ROW}px`;
    this.#render();
  }

  /** Brings a moment to the top, unless the list was told so by the user. */
  scrollToTime(at: number): void {
    this.#element.scrollTop = this.#model.firstLine(at) * ROW;
  }

  choose(row: number): void {
    this.#move(this.#model.log.indexOf(row), false);
  }

  #move(place: number, tells: boolean): void {
    if (place < 0 || place >= this.#model.log.length) return;
    this.#chosen = place;
    const { scrollTop, clientHeight } = this.#element;
    const y = place * ROW;
    if (y < scrollTop || y + ROW > scrollTop + clientHeight) this.#element.scrollTop = y - clientHeight / 2;
    this.#render();
    if (tells) this.#onChoose(this.#model.log[place]);
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(Math.floor(this.#element.clientHeight / ROW) - 1, 1);
    const last = this.#model.log.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(this.#chosen + 1, last),
      ArrowUp: Math.max(this.#chosen - 1, 0),
      PageDown: Math.min(this.#chosen + page, last),
      PageUp: Math.max(this.#chosen - page, 0),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(target, true);
  }

  #onClick(event: MouseEvent): void {
    const line = (event.target as Element).closest<HTMLElement>('[data-place]');
    if (line !== null) this.#move(Number(line.dataset.place), true);
  }

  #render(): void {
    const { log } = this.#model;
    const first = Math.max(Math.floor(this.#element.scrollTop / ROW) - 4, 0);
    const count = Math.ceil(this.#element.clientHeight / ROW) + 8;
    this.#rows.style.transform = `translateY(${first * ROW}px)`;
    const lines = [];
    for (let place = first; place < Math.min(first + count, log.length); place++) lines.push(this.#line(place));
    this.#rows.replaceChildren(...lines);
    if (this.#chosen >= 0) this.#element.setAttribute('aria-activedescendant', `line-${this.#chosen}`);
    else this.#element.removeAttribute('aria-activedescendant');
  }

  #line(place: number): HTMLElement {
    const { at, who, what, type, isDropped } = describeRow(this.#model, this.#model.log[place]);
    const line = document.createElement('div');
    line.id = `line-${place}`;
    line.className = `line ${isDropped ? 'is-dropped' : ''}`;
    line.dataset.place = String(place);
    line.dataset.type = type;
    line.setAttribute('role', 'option');
    line.setAttribute('aria-selected', String(place === this.#chosen));
    line.setAttribute('aria-setsize', String(this.#model.log.length));
    line.setAttribute('aria-posinset', String(place + 1));
    line.append(cell('time', `${at.toFixed(3)} ms`), cell('who', who), cell('type', type), cell('what', what));
    return line;
  }
}

function cell(name: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}
