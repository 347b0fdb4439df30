/** The IDL of the web platform, merged: what each interface, dictionary and enumeration says once its partials are in. */
import { fileURLToPath } from 'node:url';
import { parseAll } from '@webref/idl';
import type { Definition, IdlType, Member } from '@webref/idl';
import { judgedSpecifications, notExposed } from './lists.ts';

export type { Argument, IdlType, Member } from '@webref/idl';

export interface InterfaceModel {
  readonly name: string;
  readonly inheritance: string | null;
  readonly members: Member[];
  readonly isExposedInWindows: boolean;
}

export interface DictionaryModel {
  readonly name: string;
  readonly inheritance: string | null;
  /** In the order in which Web IDL reads them. */
  readonly fields: Member[];
}

export interface Model {
  readonly interfaces: ReadonlyMap<string, InterfaceModel>;
  readonly dictionaries: ReadonlyMap<string, DictionaryModel>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly typedefs: ReadonlyMap<string, IdlType>;
}

export type Specifications = Readonly<Record<string, readonly Definition[]>>;

/** Every specification that webref knows, by its short name. */
export const specifications: Specifications = await parseAll();

const extensions = await parseAll({ folder: fileURLToPath(new URL('.', import.meta.url)) });

const judged = judgedSpecifications.flatMap((name) => specifications[name]).concat(Object.values(extensions).flat());

export const model: Model = {
  interfaces: merged('interface', ({ name, inheritance, extAttrs }) => ({
    name,
    inheritance,
    members: [],
    isExposedInWindows: extAttrs.some(isWindowExposure),
  })),
  dictionaries: merged('dictionary', ({ name, inheritance }) => ({ name, inheritance, fields: [] })),
  enums: new Map(ofType('enum').map(({ name, values = [] }) => [name, values.map(({ value }) => value)])),
  typedefs: new Map(ofType('typedef').map(({ name, idlType }) => [name, idlType as IdlType])),
};

const eventInit = specifications.dom.find(({ name }) => name === 'EventInit')!;
(model.dictionaries as Map<string, DictionaryModel>).set('EventInit', {
  name: 'EventInit',
  inheritance: null,
  fields: [...eventInit.members!],
});
for (const { name, members = [] } of ofType('interface')) model.interfaces.get(name)?.members.push(...members);
for (const { name, members = [] } of ofType('dictionary')) model.dictionaries.get(name)?.fields.push(...members);
for (const { fields } of model.dictionaries.values()) fields.sort((a, b) => (a.name! < b.name! ? -1 : 1));

/** The members of a dictionary and of those it inherits from, the eldest first: how they are read. */
export function fieldsOf(name: string): Member[] {
  const dictionary = model.dictionaries.get(name);
  if (dictionary === undefined) return [];
  const { inheritance, fields } = dictionary;
  return [...(inheritance === null ? [] : fieldsOf(inheritance)), ...fields];
}

/** An interface's own members of a kind, without those that are deliberately not there. */
export function exposedMembers({ name, members }: InterfaceModel, type: Member['type']): Member[] {
  return members.filter((member) => member.type === type && notExposed[`${name}.${member.name}`] === undefined);
}

/** The overloads of each operation. */
export function overloadsByName(operations: readonly Member[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  for (const operation of operations) groups.set(operation.name!, [...(groups.get(operation.name!) ?? []), operation]);
  return groups;
}

/** How many arguments a caller must give: the least of all overloads. */
export function lengthOf(overloads: readonly Member[]): number {
  const lengths = overloads.map(({ arguments: args = [] }) => args.filter(isNeeded).length);
  return Math.min(...lengths);
}

export function isPromise(type: IdlType | undefined): boolean {
  return type?.generic === 'Promise';
}

function isNeeded({ optional, variadic }: { optional: boolean; variadic: boolean }): boolean {
  return !optional && !variadic;
}

function ofType(type: Definition['type']): Definition[] {
  return judged.filter((definition) => definition.type === type);
}

function merged<T>(type: Definition['type'], create: (whole: Definition) => T): Map<string, T> {
  return new Map(
    ofType(type).flatMap((definition) => (definition.partial ? [] : [[definition.name, create(definition)]])),
  );
}

function isWindowExposure({ name, rhs }: Definition['extAttrs'][number]): boolean {
  if (name !== 'Exposed' || rhs === undefined || rhs === null) return false;
  const globals = Array.isArray(rhs.value) ? rhs.value.map(({ value }) => value) : [rhs.value];
  return globals.includes('Window') || rhs.type === '*';
}
