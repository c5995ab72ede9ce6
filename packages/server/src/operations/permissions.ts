/** What an API key may be allowed to do, in the order in which documents list it. */
export const PERMISSIONS = [
  'accounts:write',
  'secrets:read',
  'secrets:create',
  'secrets:activate',
  'secrets:compromise',
  'endpoints:read',
  'endpoints:write',
  'events:publish',
  'events:read',
  'deliveries:read',
  'deliveries:retry',
  'audit:read',
  'api-keys:write',
  'system:read',
] as const;

/** One right of an API key. */
export type Permission = (typeof PERMISSIONS)[number];

/** Whether a text names a permission. */
export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}
