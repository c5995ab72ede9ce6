/** The service with its dashboard, as a process of its own. */
import { fileURLToPath } from 'node:url';
import { serve } from '@keyturn/server';

const dashboardFolder = fileURLToPath(new URL('../../../packages/dashboard/dist', import.meta.url));
process.exit(await serve({ env: process.env, dashboardFolder }));
