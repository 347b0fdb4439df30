import { DerTag, derElement } from './der.ts';
import { textOfUtf8, utf8Of } from '../util/bytes.ts';

const DAY_SECONDS = 86_400;
/** 9999-12-31 23:59:59, the last moment an X.509 date can say. */
const LAST_SECOND = 253_402_300_799;

/** A Time as RFC 5280 §4.1.2.5 wants it: UTCTime through 2049, GeneralizedTime from 2050 on. Whole seconds. */
export function derTime(unixMs: number): Uint8Array {
  const seconds = Math.min(Math.max(Math.floor(unixMs / 1000), 0), LAST_SECOND);
  const { year, month, day } = dateOfDay(Math.floor(seconds / DAY_SECONDS));
  const time = seconds % DAY_SECONDS;
  const digits = [month, day, Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60];
  const rest = `${digits.map((part) => String(part).padStart(2, '0')).join('')}Z`;
  return year < 2050
    ? derElement(DerTag.utcTime, utf8Of(String(year % 100).padStart(2, '0') + rest))
    : derElement(DerTag.generalizedTime, utf8Of(String(year).padStart(4, '0') + rest));
}

/** Unix milliseconds of the contents of a Time; `undefined` if they are not in the form RFC 5280 prescribes. */
export function unixMsOfTime(tag: number, contents: Uint8Array): number | undefined {
  const isShort = tag === DerTag.utcTime;
  const text = textOfUtf8(contents);
  if (!(isShort ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text)) return undefined;
  const digits = isShort ? (text < '50' ? `20${text}` : `19${text}`) : text;
  const [month, day, hour, minute, second] = [4, 6, 8, 10, 12].map((at) => Number(digits.slice(at, at + 2)));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = dayOfDate(Number(digits.slice(0, 4)), month, day);
  return 1000 * (DAY_SECONDS * days + 3600 * hour + 60 * minute + second);
}

/** The Gregorian date of a day counted from 1970-01-01. */
export function dateOfDay(dayNumber: number): { year: number; month: number; day: number } {
  let year = 1970 + Math.floor(dayNumber / 365.2425);
  while (dayOfDate(year, 1, 1) > dayNumber) year--;
  while (dayOfDate(year + 1, 1, 1) <= dayNumber) year++;
  let month = 12;
  while (dayOfDate(year, month, 1) > dayNumber) month--;
  return { year, month, day: dayNumber - dayOfDate(year, month, 1) + 1 };
}

function dayOfDate(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - LEAP_DAYS_BEFORE_1970;
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return 365 * (year - 1970) + leapDays + DAYS_BEFORE_MONTH[month - 1] + leapDay + day - 1;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const LEAP_DAYS_BEFORE_1970 = 477;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
