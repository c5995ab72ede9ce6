import { RETRY_AFTER_MS_MAX } from './limits.ts';
import { type EpochMs, timeOfCalendar, yearOf } from './time.ts';

const SECONDS = /^\d+$/;
// RFC 9110 section 5.6.7: the preferred form, and the two obsolete ones that a recipient must accept.
const PREFERRED = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The rest that a `Retry-After` header asks for, in milliseconds from `now`: seconds or an HTTP date (RFC 9110 section 10.2.3), 24
 * hours at most, 0 for a date that has passed. Undefined for anything else, a negative number included. Never throws.
 */
export function parseRetryAfter(text: string, now: EpochMs): number | undefined {
  const value = text.trim();
  if (SECONDS.test(value)) return Math.min(Number(value) * 1000, RETRY_AFTER_MS_MAX);
  const at = parseHttpDate(value, now);
  return at === undefined ? undefined : Math.min(Math.max(at - now, 0), RETRY_AFTER_MS_MAX);
}

/** Not `Date.parse`, which takes almost any text that has a number in it, each engine in its own way. */
function parseHttpDate(text: string, now: EpochMs): EpochMs | undefined {
  const preferred = PREFERRED.exec(text);
  if (preferred !== null) {
    const [, day, month, year, ...clock] = preferred;
    return timeOf(Number(year), month, day, clock);
  }
  const rfc850 = RFC_850.exec(text);
  if (rfc850 !== null) {
    const [, day, month, year, ...clock] = rfc850;
    const thisYear = yearOf(now);
    const inThisCentury = thisYear - (thisYear % 100) + Number(year);
    // A two-digit year more than 50 years ahead is the most recent one in the past with these digits.
    return timeOf(inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury, month, day, clock);
  }
  const asctime = ASCTIME.exec(text);
  if (asctime === null) return undefined;
  const [, month, day, hours, minutes, seconds, year] = asctime;
  return timeOf(Number(year), month, day, [hours, minutes, seconds]);
}

function timeOf(
  year: number,
  monthName: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
): EpochMs | undefined {
  const [hours, minutes, seconds] = clock.map(Number);
  const month = MONTHS.indexOf(monthName ?? '') + 1;
  return timeOfCalendar(year, month, Number(day), hours ?? NaN, minutes ?? NaN, seconds ?? NaN);
}
