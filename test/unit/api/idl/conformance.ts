/** Whether a value is one of a Web IDL type, as script sees it. */
import { fieldsOf, model, type IdlType } from './model.ts';

type Check = (value: unknown) => boolean;
type Constructors = Readonly<Record<string, abstract new (...args: never[]) => object>>;

/** What is wrong with the value, each line with its place; nothing if it conforms. */
export function complaints(value: unknown, type: IdlType, family: Constructors, place = 'value'): string[] {
  if (type.nullable && value === null) return [];
  if (type.union) return ofUnion(value, type, family, place);
  if (type.generic === 'sequence' || type.generic === 'FrozenArray') return ofList(value, type, family, place);
  const name = type.idlType as string;
  const { typedefs, enums, dictionaries } = model;
  const primitive = PRIMITIVES[name];
  if (primitive !== undefined) return primitive(value) ? [] : [`${place} is no ${name}: ${String(value)}`];
  const typedef = typedefs.get(name);
  if (typedef !== undefined) return complaints(value, typedef, family, place);
  const values = enums.get(name);
  if (values !== undefined) return values.includes(value as string) ? [] : [`${place} is no ${name}: ${String(value)}`];
  if (dictionaries.has(name)) return ofDictionary(value, name, family, place);
  const Interface = family[name] ?? (globalThis as unknown as Constructors)[name];
  if (Interface === undefined) return [`${place}: nobody knows the type ${name}`];
  return value instanceof Interface ? [] : [`${place} is no ${name}`];
}

export function typeNamed(name: string): IdlType {
  return { generic: '', nullable: false, union: false, idlType: name, extAttrs: [] };
}

function ofUnion(value: unknown, type: IdlType, family: Constructors, place: string): string[] {
  const members = type.idlType as readonly IdlType[];
  const each = members.map((member) => complaints(value, member, family, place));
  return each.some(({ length }) => length === 0) ? [] : each.flat();
}

function ofList(value: unknown, type: IdlType, family: Constructors, place: string): string[] {
  if (!Array.isArray(value)) return [`${place} is no array`];
  if (Object.isFrozen(value) !== (type.generic === 'FrozenArray'))
    return [`${place}: frozen, or not, and should not be`];
  const [member] = type.idlType as readonly IdlType[];
  return value.flatMap((one, i) => complaints(one, member, family, `${place}[${i}]`));
}

/** A dictionary that is given to script is a plain object of its own. */
function ofDictionary(value: unknown, name: string, family: Constructors, place: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${place} is no ${name}`];
  const wrong: string[] = [];
  if (Object.getPrototypeOf(value) !== Object.prototype) wrong.push(`${place} is no plain object`);
  const fields = fieldsOf(name);
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const field = fields.find((one) => one.name === key);
    if (field === undefined) wrong.push(`${place}.${key} is not a member of ${name}`);
    else wrong.push(...complaints(descriptor.value, field.idlType!, family, `${place}.${key}`));
    if (!descriptor.writable || !descriptor.configurable || !descriptor.enumerable) {
      wrong.push(`${place}.${key} cannot be changed`);
    }
  }
  for (const field of fields) {
    if (field.required && !(field.name! in value)) wrong.push(`${place}.${field.name} is missing`);
  }
  return wrong;
}

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isString: Check = (value) => typeof value === 'string';
const within =
  (minimum: number, maximum: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;

const PRIMITIVES: Readonly<Record<string, Check>> = {
  undefined: (value) => value === undefined,
  any: () => true,
  object: (value) => typeof value === 'object' && value !== null,
  boolean: (value) => typeof value === 'boolean',
  DOMString: isString,
  USVString: isString,
  octet: within(0, 0xff),
  'unsigned short': within(0, 0xffff),
  long: within(-(2 ** 31), 2 ** 31 - 1),
  'unsigned long': within(0, 2 ** 32 - 1),
  'long long': within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  'unsigned long long': within(0, Number.MAX_SAFE_INTEGER),
  EpochTimeStamp: within(0, Number.MAX_SAFE_INTEGER),
  double: isNumber,
  'unrestricted double': (value) => typeof value === 'number',
  DOMHighResTimeStamp: isNumber,
  EventHandler: (value) => value === null || typeof value === 'function',
  BinaryType: (value) => value === 'blob' || value === 'arraybuffer',
};
