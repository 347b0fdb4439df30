const NAMED = {
  black: [0, 0, 0],
  white: [255, 255, 255],
  red: [255, 0, 0],
  green: [0, 128, 0],
  lime: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  cyan: [0, 255, 255],
  magenta: [255, 0, 255],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  orange: [255, 165, 0],
  purple: [128, 0, 128],
};

/** A CSS colour as [red, green, blue, alpha], each 0…255; undefined if it is not one of the forms known here. */
export function parseColor(text) {
  const color = String(text).trim().toLowerCase();
  if (Object.hasOwn(NAMED, color)) return [...NAMED[color], 255];
  return color.startsWith('#') ? parseHex(color.slice(1)) : parseRgb(color);
}

function parseHex(digits) {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined;
  const full = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
  return Array.from(Buffer.from(full.padEnd(8, 'f'), 'hex'));
}

function parseRgb(color) {
  const match = /^rgba?\(([^)]*)\)$/.exec(color);
  const numbers =
    match?.[1]
      .split(/[\s,/]+/)
      .filter(Boolean)
      .map(Number) ?? [];
  if (numbers.length < 3 || numbers.some(Number.isNaN)) return undefined;
  const [red, green, blue, alpha = 1] = numbers;
  return [red, green, blue, alpha * 255].map((value) => Math.max(0, Math.min(255, Math.round(value))));
}
