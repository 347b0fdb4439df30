/** The dictionaries of webrtc-stats that we export, because lib.dom has no name for them, are those of the IDL. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fieldsOf, model } from './model.ts';

const source = readFileSync(new URL('../../../../src/api/stats/dictionaries.ts', import.meta.url), 'utf8');
const interfaces = [...source.matchAll(/export interface (\w+) extends \w+ \{\n([^}]*)\}/g)].map(([, name, body]) => ({
  name,
  members: [...body.matchAll(/^ {2}(\w+)(\??):/gm)].map(([, member, mark]) => ({ member, isRequired: mark === '' })),
}));

test.each(interfaces)('$name', ({ name, members }) => {
  const fields = new Map(fieldsOf(name).map((field) => [field.name!, field.required === true]));
  for (const { member, isRequired } of members) expect([member, isRequired]).toEqual([member, fields.get(member)]);
  const own = model.dictionaries.get(name)!.fields.map((field) => field.name);
  expect(members.map(({ member }) => member)).toEqual(expect.arrayContaining(own));
});

test('there are eleven of them', () => {
  expect(interfaces.length).toBe(11);
});
