/** The colours of the page's style sheet, for the canvas. */
export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly dropped: string;
  /** By kind of packet. */
  readonly kinds: readonly string[];
  /** Of states: what they mean, not what they are called. */
  readonly good: string;
  readonly busy: string;
  readonly weak: string;
  readonly bad: string;
  readonly over: string;
}

export function readTheme(kinds: readonly string[]): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: color('background'),
    panel: color('panel'),
    ink: color('ink'),
    muted: color('muted'),
    line: color('line'),
    accent: color('accent'),
    dropped: color('dropped'),
    kinds: kinds.map((kind) => color(`kind-${kind}`)),
    good: color('good'),
    busy: color('busy'),
    weak: color('weak'),
    bad: color('bad'),
    over: color('over'),
  };
}

export function stateColor(theme: Theme, state: string): string {
  if (GOOD.has(state)) return theme.good;
  if (BAD.has(state)) return theme.bad;
  if (OVER.has(state)) return theme.over;
  return WEAK.has(state) ? theme.weak : theme.busy;
}

const GOOD = new Set(['connected', 'completed', 'complete', 'open', 'stable']);
const BAD = new Set(['failed']);
const WEAK = new Set(['disconnected', 'closing']);
const OVER = new Set(['closed', 'new']);
