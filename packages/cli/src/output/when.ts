const STEPS: readonly [limitSeconds: number, unitSeconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [86_400 * 60, 86_400, 'd'],
  [86_400 * 730, 86_400 * 30, 'mon'],
  [Number.POSITIVE_INFINITY, 86_400 * 365, 'y'],
];

/** How long ago an RFC 3339 time was, for a table: `2 s`, `3 min`, `6 mon`; `never` for null, `-` for nothing. */
export function formatAge(time: string | null | undefined, nowMs: number): string {
  if (time === null) return 'never';
  if (time === undefined) return '-';
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1000));
  for (const [limit, unit, name] of STEPS) {
    if (seconds < limit) return `${Math.floor(seconds / unit)} ${name}`;
  }
  return time;
}

/** `24h`, `90m`, `30s`, `2d` or plain seconds as seconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(s|m|h|d)?$/.exec(text);
  if (match === null) return undefined;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? 's'] ?? 1;
  return Number(match[1]) * unit;
}

/** How long something lasts: `24 h`, `7 d`, `90 min`, in the largest unit that divides it. */
export function formatDuration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ];
  const [unit, name] = units.find(([size]) => seconds > 0 && seconds % size === 0) ?? [1, 's'];
  return `${seconds / unit} ${name}`;
}

/** A moment for people: `25 Nov 12:00 UTC`, with the year when it is another one. */
export function formatMoment(time: string, nowMs: number): string {
  const at = new Date(time);
  const isThisYear = at.getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  const day = at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
  return `${day} ${at.toISOString().slice(11, 16)} UTC`;
}

/** A time as people give one: RFC 3339, or a duration (`2h`) before or after now. Undefined when it is neither. */
export function parseMoment(text: string, nowMs: number, direction: 'ago' | 'ahead'): string | undefined {
  const seconds = parseDuration(text);
  if (seconds !== undefined && /[smhd]$/.test(text)) {
    return new Date(nowMs + (direction === 'ago' ? -1000 : 1000) * seconds).toISOString();
  }
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
