/** `node packages/server/src/main.ts`: the service, configured by its environment. */
import { serve } from './serve.ts';

// Not `exitCode`: after an I/O error connections and threads are left as they are, and would hold the process.
process.exit(await serve({ env: process.env }));
