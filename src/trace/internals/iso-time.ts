import { dateOfDay } from '../../crypto/calendar.ts';

const DAY_MS = 86_400_000;

/** ISO 8601, in UTC, to the millisecond. */
export function isoTime(unixMs: number): string {
  const whole = Math.floor(unixMs);
  const { year, month, day } = dateOfDay(Math.floor(whole / DAY_MS));
  const time = whole - Math.floor(whole / DAY_MS) * DAY_MS;
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1000].map((unit, i) =>
    digits((time / unit) % (i === 0 ? 24 : 60)),
  );
  const date = `${String(year).padStart(4, '0')}-${digits(month)}-${digits(day)}`;
  return `${date}T${hours}:${minutes}:${seconds}.${String(time % 1000).padStart(3, '0')}Z`;
}

function digits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
