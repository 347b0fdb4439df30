import { PACKET_KINDS } from '../trace/report/packet-columns.ts';
import type { Filter, Model } from './model.ts';

/** The form above the drawing: what is shown of everything there is. */
export class Controls {
  readonly #form: HTMLFormElement;
  readonly #kinds: readonly HTMLInputElement[];
  readonly #hosts: readonly HTMLInputElement[];

  /** `onChange` is called a moment after the user's last change. */
  constructor(model: Model, form: HTMLFormElement, onChange: () => void) {
    this.#form = form;
    const counts = countByKind(model);
    this.#kinds = PACKET_KINDS.map((kind, i) => chip(group(form, 'kinds'), KIND_NAMES[kind] ?? kind, counts[i], kind));
    const hosts = group(form, 'hosts');
    this.#hosts = model.data.hosts.map((host) => chip(hosts, host));
    hosts.hidden = model.data.hosts.length > MOST_HOST_CHIPS;
    let timer = 0;
    form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS) as unknown as number;
    });
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  get filter(): Filter {
    const text = this.#input('text').value.trim().toLowerCase();
    return {
      text,
      kinds: checkedOf(this.#kinds),
      // A packet to nobody belongs to its sender.
      hosts: checkedOf(this.#hosts),
      onlyDropped: this.#input('only-dropped').checked,
    };
  }

  get showsAllStates(): boolean {
    return this.#input('all-states').checked;
  }

  #input(name: string): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement;
  }
}

const SETTLE_MS = 80;
const MOST_HOST_CHIPS = 16;
const KIND_NAMES: Readonly<Record<string, string>> = {
  stun: 'STUN',
  turn: 'TURN',
  dtls: 'DTLS',
  sctp: 'SCTP',
  data: 'data',
  tcp: 'TCP',
};

function countByKind({ data }: Model): number[] {
  const counts = PACKET_KINDS.map(() => 0);
  for (const kind of data.packets.kind) counts[kind]++;
  return counts;
}

function group(form: HTMLFormElement, name: string): HTMLElement {
  return form.querySelector<HTMLElement>(`[data-group="${name}"]`) as HTMLElement;
}

/** A checkbox that looks like what it stands for; of a kind that does not occur it is not shown. */
function chip(parent: HTMLElement, name: string, count?: number, kind?: string): HTMLInputElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.checked = true;
  label.className = 'chip';
  label.hidden = count === 0;
  if (kind !== undefined) label.style.setProperty('--chip', `var(--kind-${kind})`);
  label.append(input, name);
  if (count !== undefined) label.append(numberOf(count));
  parent.append(label);
  return input;
}

function numberOf(count: number): HTMLElement {
  const element = document.createElement('small');
  element.textContent = count.toLocaleString('en');
  return element;
}

function checkedOf(inputs: readonly HTMLInputElement[]): Set<number> {
  return new Set(inputs.flatMap(({ checked }, i) => (checked ? [i] : [])));
}
