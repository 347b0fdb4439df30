import { DEFAULT_LIVENESS_MS, type Plan } from './plan.ts';

export interface PrintOptions {
  /** The name of the test. */
  readonly title: string;
  /** Where the scenario is imported from; without it, `scenario` is what the test's file calls it. */
  readonly scenarioPath?: string;
}

/** The plan as a test of vitest, ready to paste: it fails as the run did. */
export function printTest(plan: Plan, { title, scenarioPath }: PrintOptions): string {
  const imports = [
    "import { test } from 'vitest';",
    "import { replay } from 'twinrtc/testing';",
    ...(scenarioPath === undefined ? [] : [`import scenario from ${print(scenarioPath)};`]),
  ];
  const call = `  await replay(scenario, ${printPlan(plan, '  ')});`;
  return [...imports, '', `test(${print(title)}, async () => {`, call, '});'].join('\n');
}

/** The plan as an object literal; what would be the same without being said is left out. */
export function printPlan(plan: Plan, indent = ''): string {
  const lines = [
    `seed: ${plan.seed},`,
    `hosts: ${print(plan.hosts.map((host) => (Object.keys(host).length === 1 ? host.name : host)))},`,
  ];
  if (Object.keys(plan.link).length > 0) lines.push(`link: ${print(plan.link)},`);
  if (plan.signaling !== undefined) lines.push(`signaling: ${print(plan.signaling)},`);
  if (plan.faults.length > 0) lines.push('faults: [', ...plan.faults.map((fault) => `  ${print(fault)},`), '],');
  lines.push(`calmAtMs: ${plan.calmAtMs},`);
  if (plan.livenessMs !== DEFAULT_LIVENESS_MS) lines.push(`livenessMs: ${plan.livenessMs},`);
  return ['{', ...lines.map((line) => `${indent}  ${line}`), `${indent}}`].join('\n');
}

/** A value as code in the house's style: single quotes, no quotes around names. */
export function print(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${members.map(([name, inner]) => `${printName(name)}: ${print(inner)}`).join(', ')} }`;
}

function printName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : print(name);
}
