import type { Role } from '@keyturn/store';
import type { Permission } from '../operations/permissions.ts';

const VIEWER: readonly Permission[] = [
  'secrets:read',
  'endpoints:read',
  'events:read',
  'deliveries:read',
  'audit:read',
];
const DEVELOPER: readonly Permission[] = [
  ...VIEWER,
  'endpoints:write',
  'events:publish',
  'deliveries:retry',
  'secrets:create',
  'secrets:activate',
];
const OWNER: readonly Permission[] = [...DEVELOPER, 'secrets:compromise', 'accounts:write', 'api-keys:write'];

/** What a member may do in the account, by role: a viewer reads, a developer turns secrets, an owner gives rights to others. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(VIEWER),
  developer: new Set(DEVELOPER),
  owner: new Set(OWNER),
};
