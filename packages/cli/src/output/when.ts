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
